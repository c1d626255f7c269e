import type { Digest } from "../model/cell.ts";
import { groupOmitted, type Matrix, withBases } from "./cells.ts";
import { githubMatrix, type PlannedShard } from "./shards.ts";

/** A plan as `cowpio-matrix plan` tells it. */
export type Planned = Matrix & {
  readonly digest: Digest;
  /** Milliseconds of each cell, measured before or estimated. */
  readonly durations: readonly number[];
};

const minutes = (ms: number): string => `${Math.ceil(ms / 60_000)} min`;

/** Cells, what was left out and why, and how the cells are dealt out. */
export function formatPlan(plan: Planned, shards: readonly PlannedShard[]): string {
  const { cells, omitted, durations, digest } = plan;
  const all = withBases(cells);
  const names = Math.max(32, ...all.map(({ id }) => id.length));
  const total = durations.reduce((sum, ms) => sum + ms, 0);
  return [
    ...all.map(({ id, expected }) => `${id.padEnd(names)} expected: ${expected.sharing}, ${expected.boot}`),
    "",
    `${all.length} cells, about ${minutes(total)} one after another; plan ${digest}`,
    ...groupOmitted(omitted).map(
      ({ count, reason, examples }) =>
        `left out: ${count} ${count === 1 ? "combination" : "combinations"}: ${reason} (${examples.slice(0, 3).join(", ")}${count > 3 ? ", …" : ""})`,
    ),
    ...githubMatrix(shards).include.map(
      ({ shard, cells: own }, index) =>
        `shard ${shard}: ${own} ${own === 1 ? "cell" : "cells"}, about ${minutes(shards[index]?.duration ?? 0)}`,
    ),
  ].join("\n");
}

/** The same for programs. */
export const planJson = ({ cells, omitted, durations, digest }: Planned, shards: readonly PlannedShard[]): string =>
  JSON.stringify(
    {
      plan: digest,
      cells: cells.map((cell, position) => ({ ...cell, milliseconds: durations[position] })),
      omitted,
      shards: shards.map(({ positions, duration }, index) => ({
        shard: `${index + 1}/${shards.length}`,
        cells: positions.map((position) => cells[position]?.id),
        milliseconds: duration,
      })),
    },
    null,
    2,
  );
