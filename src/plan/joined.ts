import type { JudgedCell } from "../model/outcome.ts";
import type { Run, Shard } from "../model/report.ts";

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
