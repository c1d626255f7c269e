/** A request's plan, the same for `plan`, for `run` and for each of its shards. */

import { digestOf } from "../lib/digest.ts";
import { UserError } from "../model/failure.ts";
import type { Shard } from "../model/report.ts";
import { type CellSpec, planCells } from "../plan/cells.ts";
import type { Request } from "../plan/inputs.ts";
import type { Planned } from "../plan/plan-text.ts";
import { assignShards, canonicalPlan, durationsOf, type PlannedShard, shardCount } from "../plan/shards.ts";
import { readDurations } from "../report/durations.ts";
import { version } from "../version.ts";

export async function planned(request: Request): Promise<Planned> {
  const { cells, omitted } = planCells(request);
  const durations = durationsOf(cells, await readDurations(request.durations));
  return { cells, omitted, durations, digest: digestOf(canonicalPlan(request, cells, version)) };
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
