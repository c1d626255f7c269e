/** A request's plan, the same for `plan`, for `run` and for each of its shards. */
import type { Digest } from "./domain/cell.ts";
import { UserError } from "./domain/failure.ts";
import type { Shard } from "./domain/report.ts";
import { type CellSketch, type Matrix, planCells } from "./plan/cells.ts";
import type { Request } from "./plan/inputs.ts";
import { dealOut, durationsOf, planText } from "./plan/shards.ts";
import { digestOf } from "./report/digest.ts";
import { readDurations } from "./report/durations.ts";
import { version } from "./version.ts";

export type Planned = Matrix & {
  readonly digest: Digest;
  /** Milliseconds of each cell, measured before or estimated. */
  readonly durations: readonly number[];
};

export async function planned(request: Request): Promise<Planned> {
  const { cells, omitted } = planCells(request);
  const durations = durationsOf(cells, await readDurations(request.durations));
  return { cells, omitted, durations, digest: digestOf(planText(request, cells, version)) };
}

/** The cells that a run is to do: all, or its shard's. */
export function ownCells(
  { cells, durations, digest }: Planned,
  { shard }: Pick<Request, "shard">,
): { readonly cells: readonly CellSketch[]; readonly shard?: Shard } {
  if (shard === undefined) return { cells };
  if (shard.of > cells.length)
    throw new UserError(`shard ${shard.index}/${shard.of}: there are only ${cells.length} cells to divide`);
  const positions = dealOut(durations, shard.of)[shard.index - 1]?.positions ?? [];
  return {
    cells: positions.map((position) => cells[position] as CellSketch),
    shard: { ...shard, plan: digest, cells: cells.length, positions },
  };
}
