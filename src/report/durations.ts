import { readFile, stat } from "node:fs/promises";
import { UserError } from "../model/failure.ts";
import { elapsed } from "../model/outcome.ts";
import type { Durations } from "../plan/shards.ts";
import { parseRun } from "./json.ts";

/** Reads the durations of an earlier run's cells from its run.json or its report's folder; none for an empty path. */
export async function readDurations(path: string): Promise<Durations> {
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
