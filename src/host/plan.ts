/** A request's plan, the same for `plan`, for `run` and for each of its shards. */

import { readFile, stat } from "node:fs/promises";
import { digestOf } from "../lib/digest.ts";
import type { Digest } from "../model/cell.ts";
import { UserError } from "../model/errors.ts";
import { elapsed } from "../model/outcome.ts";
import type { Shard } from "../model/run.ts";
import { type CellSpec, groupOmitted, type Matrix, planCells, withBases } from "../plan/cells.ts";
import type { Request } from "../plan/inputs.ts";
import {
  assignShards,
  canonicalPlan,
  type Durations,
  durationsOf,
  githubMatrix,
  type PlannedShard,
  shardCount,
} from "../plan/shards.ts";
import { asText, dracutSource } from "../plan/sources.ts";
import { parseRun } from "../report/json.ts";
import { version } from "../version.ts";
import { withCommit } from "./staging/checkouts.ts";

/** Revisions become commits first: what is planned is what runs, here or elsewhere. */
export async function planned(given: Request): Promise<Planned> {
  const request = await withCommits(given);
  const { cells, omitted } = planCells(request);
  const durations = durationsOf(cells, await readDurations(request.durations));
  return { request, cells, omitted, durations, digest: digestOf(canonicalPlan(request, cells, version)) };
}

async function withCommits(request: Request): Promise<Request> {
  const named = async (value: string): Promise<string> => {
    const source = dracutSource(value);
    return source?.kind === "git" ? asText(await withCommit(source)) : value;
  };
  const dracut = await Promise.all(request.axes.dracut.map(named));
  return { ...request, axes: { ...request.axes, dracut }, base: await named(request.base) };
}

/** The plan in so many shards, none of them empty. */
export function shardsOf({ cells, durations }: Planned, requested: string): PlannedShard[] {
  const count = requested === "auto" ? shardCount(durations) : Number(requested);
  return assignShards(durations, Math.min(count, cells.length));
}

/** The cells that a run is to do: all, or its shard's. */
export function ownCells(
  { cells, durations, digest }: Planned,
  { shard }: Pick<Request, "shard">,
): { readonly cells: readonly CellSpec[]; readonly shard?: Shard } {
  if (shard === undefined) return { cells };
  if (shard.of > cells.length)
    throw new UserError(
      `shard ${shard.index}/${shard.of}: the matrix has only ${cells.length} cells. Use at most that many shards`,
    );
  const positions = assignShards(durations, shard.of)[shard.index - 1]?.positions ?? [];
  return {
    cells: positions.map((position) => cells[position] as CellSpec),
    shard: { ...shard, plan: digest, cells: cells.length, positions },
  };
}

/** A plan as `cowpio-matrix plan` tells it. */
type Planned = Matrix & {
  /** As given, with commits for revisions. */
  readonly request: Request;
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

/** Reads the durations of an earlier run's cells from its run.json or its report's folder; none for an empty path. */
async function readDurations(path: string): Promise<Durations> {
  if (path === "") return new Map();
  try {
    const file = (await stat(path)).isDirectory() ? `${path}/run.json` : path;
    const { cells } = parseRun(await readFile(file, "utf8"));
    return new Map(
      cells.flatMap(({ plan, outcome }) => {
        // A cell that could not begin says nothing of how long it takes.
        return outcome.evidence === undefined ? [] : [[plan.id, elapsed(outcome.stageTimes)] as const];
      }),
    );
  } catch (cause) {
    throw new UserError(`durations ${path}: ${(cause as Error).message}`, { cause });
  }
}
