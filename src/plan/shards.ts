import { axes, axisNames } from "../model/axes.ts";
import { faultOf } from "../model/faults.ts";
import type { JudgedCell } from "../model/outcome.ts";
import type { Run, Shard } from "../model/run.ts";
import { type CellSpec, stallMs } from "./cells.ts";

/** `2/4`: the second of four. */
export type ShardName = { readonly index: number; readonly of: number };

/** GitHub's limit for one matrix (docs.github.com, "Usage limits" of Actions). */
export const maxShards = 256;

/** Reads `2/4`; a text says what is wrong with it. */
export function parseShard(text: string): ShardName | string {
  const [, index, of] = /^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text) ?? [];
  if (index === undefined || of === undefined) return `expected INDEX/COUNT, as 2/4, got "${text}"`;
  if (Number(of) > maxShards) return `there are at most ${maxShards} shards, got "${text}"`;
  if (Number(index) > Number(of)) return `shard ${index} of ${of} does not exist`;
  return { index: Number(index), of: Number(of) };
}

/** Why there cannot be so many shards; undefined when there can. `auto`: as many as are worth their set-up. */
export const shardCountProblem = (requested: string): string | undefined =>
  requested === "auto" || (/^[1-9]\d{0,3}$/.test(requested) && Number(requested) <= maxShards)
    ? undefined
    : `expected auto or a whole number from 1 to ${maxShards}, got "${requested}"`;

/** Milliseconds that a cell took, by its id; of an earlier run. */
export type Durations = ReadonlyMap<string, number>;

/**
 * Milliseconds of a cell's parts on two cores with QEMU's TCG: dracut 106, Debian's kernel 6.12, Linux 6.18 as the host
 * (stage times of `npm run matrix`). Image, distro and proof take 2 s together; dracut 3.4 to 5 s for each archive,
 * compressed or not; a boot to the real root 11 to 12.6 s, one that ends without an /init 4.3 s. Other machines are
 * slower or faster in all of these, which moves no cell to another shard.
 */
const parts = { fixed: 2_000, archive: 4_500, boot: 12_000, noBoot: 4_300 } as const;

/** Estimated duration of a cell without an earlier run, and of the one that it is compared with. */
export function estimate({
  expected,
  fault,
  compareWith,
  base,
}: Pick<CellSpec, "expected" | "fault" | "compareWith" | "base">): number {
  if (base !== undefined) return estimate(base) + estimate({ expected, fault, compareWith });
  const archives = 1 + compareWith.length;
  if (expected.boot === "not tried") return parts.fixed + parts.archive;
  // A guest that hangs on purpose is ended when it was silent and idle for so long (deadlines.stall).
  const boot = faultOf(fault).stalls ? parts.boot + stallMs : expected.boot === "boots" ? parts.boot : parts.noBoot;
  return parts.fixed + archives * parts.archive + boot + (archives - 1) * parts.boot;
}

/** Returns the duration of each cell, in the plan's order: as measured, or estimated at the pace of the measured cells. */
export function durationsOf(cells: readonly CellSpec[], past: Durations): number[] {
  const paces = cells
    .flatMap((cell) => {
      const took = past.get(cell.id);
      return took === undefined ? [] : [took / estimate(cell)];
    })
    .sort((a, b) => a - b);
  const pace = paces[Math.floor(paces.length / 2)] ?? 1;
  return cells.map((cell) => past.get(cell.id) ?? estimate(cell) * pace);
}

export type PlannedShard = {
  /** Indexes of its cells in the plan, from 0, ascending. */
  readonly positions: readonly number[];
  /** Milliseconds of all of them, one after another. */
  readonly duration: number;
};

/**
 * Cells dealt out to `count` shards, the longest first, each to the shard that has least (LPT: at most 4/3 of the best
 * there is, R. L. Graham 1969). A function of the input alone.
 */
export function assignShards(durations: readonly number[], count: number): PlannedShard[] {
  const shards = Array.from({ length: count }, () => ({ positions: [] as number[], duration: 0 }));
  const longestFirst = durations.map((_, position) => position);
  longestFirst.sort((a, b) => (durations[b] as number) - (durations[a] as number) || a - b);
  for (const position of longestFirst) {
    let smallest = shards[0] as (typeof shards)[number];
    for (const shard of shards)
      if (
        shard.duration < smallest.duration ||
        (shard.duration === smallest.duration && shard.positions.length < smallest.positions.length)
      )
        smallest = shard;
    smallest.positions.push(position);
    smallest.duration += durations[position] as number;
  }
  for (const { positions } of shards) positions.sort((a, b) => a - b);
  return shards;
}

/** A runner takes about three minutes to build the cell image and to stage a kernel: a sixth of what then follows. */
const worthwhile = 20 * 60_000;

/** So many shards that each has some twenty minutes, at most as many as there are cells, and as GitHub takes. */
export const shardCount = (durations: readonly number[]): number =>
  Math.max(
    1,
    Math.min(maxShards, durations.length, Math.ceil(durations.reduce((sum, one) => sum + one, 0) / worthwhile)),
  );

/** `strategy.matrix` of GitHub's workflows. */
type GitHubMatrix = {
  readonly include: readonly { readonly shard: string; readonly cells: number; readonly minutes: number }[];
};

export const githubMatrix = (shards: readonly PlannedShard[]): GitHubMatrix => ({
  include: shards.map(({ positions, duration }, index) => ({
    shard: `${index + 1}/${shards.length}`,
    cells: positions.length,
    minutes: Math.ceil(duration / 60_000),
  })),
});

/** Returns the text of the plan's digest: equal texts mean the same cells and version. */
export const canonicalPlan = (
  { bootDeadline, boots, base }: { readonly bootDeadline: number; readonly boots: number; readonly base: string },
  cells: readonly CellSpec[],
  version: string,
): string =>
  [
    JSON.stringify([version, bootDeadline, boots, base]),
    ...cells.map(({ id, combination, fault, expected, compareWith }) =>
      JSON.stringify([id, ...axisNames.map((axis) => combination[axes[axis].field]), fault, expected, compareWith]),
    ),
  ].join("\n");

/** A shard's run without its cells, and where it was read. */
export type Part = { readonly folder: string; readonly run: Omit<Run, "cells"> };

/** Why these are not the shards of one plan, all of them and each once; undefined when they are. */
export function joinProblem(parts: readonly Part[]): string | undefined {
  const [first] = parts;
  if (first === undefined) return "no shards to merge";
  for (const { folder, run } of parts)
    if (run.shard === undefined) return `${folder} is a whole run, not a shard of one`;
  const shards = parts.map(({ folder, run }) => ({ folder, version: run.version, shard: run.shard as Shard }));
  const [{ folder: baseline, version, shard: own }] = shards as [(typeof shards)[number]];
  const seen = new Map<number, string>();
  for (const { folder, version: other, shard } of shards) {
    const name = `${shard.index}/${shard.of}`;
    if (other !== version)
      return `${folder} was run by cowpio ${other}, ${baseline} by ${version}: run all shards with one version`;
    if (shard.plan !== own.plan || shard.cells !== own.cells)
      return `${folder} has another plan than ${baseline}: run all shards with the same options`;
    if (shard.of !== own.of)
      return `${folder} is shard ${name}, ${baseline} ${own.index}/${own.of}: run all shards with the same number of shards`;
    const previous = seen.get(shard.index);
    if (previous !== undefined) return `${folder} and ${previous} are both shard ${name}. Pass each shard once`;
    seen.set(shard.index, folder);
  }
  const missing = Array.from({ length: own.of }, (_, index) => index + 1).filter((index) => !seen.has(index));
  if (missing.length > 0)
    return `${missing.length === 1 ? "shard" : "shards"} ${missing.map((index) => `${index}/${own.of}`).join(", ")} ${missing.length === 1 ? "is" : "are"} missing beside ${parts.map(({ folder }) => folder).join(", ")}`;
  return whyNotWhole(shards);
}

/** All shards are there, but with other durations each may have had another division in mind. */
function whyNotWhole(shards: readonly { readonly folder: string; readonly shard: Shard }[]): string | undefined {
  const owners = new Map<number, string>();
  const advice = "give --durations to all shards or to none, and the same";
  for (const { folder, shard } of shards)
    for (const position of shard.positions) {
      const previous = owners.get(position);
      if (previous !== undefined)
        return `${folder} and ${previous} both ran cell ${position + 1} of the plan: ${advice}`;
      owners.set(position, folder);
    }
  const cells = shards[0]?.shard.cells ?? 0;
  if (owners.size !== cells)
    return `${cells - owners.size} of the plan's ${cells} cells were run by no shard: ${advice}`;
  return undefined;
}

/** Lists different values: `6.1, 6.12`. */
const listed = (values: readonly string[]): string => [...new Set(values)].join(", ");

/**
 * The run that the shards are together. `cells` are those of all parts, in the plan's order. Of hosts that differ, it
 * has every kernel, processor and engine, and the least cores and memory.
 */
export function joined(parts: readonly Part[], cells: readonly JudgedCell[]): Run {
  const runs = parts.map(({ run }) => run);
  const [first] = runs as [Omit<Run, "cells">];
  const { shard: _, ...rest } = first;
  const starts = runs.map(({ started }) => Date.parse(started));
  const ends = runs.map(({ elapsedMs }, index) => (starts[index] as number) + elapsedMs);
  const hosts = runs.map(({ host }) => host);
  const images = hosts.flatMap(({ cellImage }) => cellImage ?? []);
  return {
    ...rest,
    cells,
    started: new Date(Math.min(...starts)).toISOString(),
    elapsedMs: Math.max(...ends) - Math.min(...starts),
    jobs: Math.max(...runs.map(({ jobs }) => jobs)),
    host: {
      kernel: listed(hosts.map(({ kernel }) => kernel)),
      cpu: listed(hosts.map(({ cpu }) => cpu)),
      cores: Math.min(...hosts.map(({ cores }) => cores)),
      memory: Math.min(...hosts.map(({ memory }) => memory)),
      engine: listed(hosts.map(({ engine }) => engine)),
      ...(images.length > 0 ? { cellImage: listed(images) } : {}),
    },
    accelerator: runs.every(({ accelerator }) => accelerator === first.accelerator) ? first.accelerator : "kvm and tcg",
  };
}
