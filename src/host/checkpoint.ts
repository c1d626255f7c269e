import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import type { CellPlan, Digest } from "../model/cell.ts";
import { UserError } from "../model/errors.ts";
import type { CellOutcome, JudgedCell } from "../model/outcome.ts";
import { judgedCell, readBy } from "../report/run-schema.ts";

/** A run's finished cells in a folder: `plan.json`, `cells/CELL.json`, and beside them their consoles/, logs/ and contents/. */
export type Checkpoint = {
  readonly outcomeOf: (plan: CellPlan) => CellOutcome | undefined;
  readonly save: (cell: JudgedCell) => void;
};

/** The checkpoint of a run that cannot be resumed. */
export const noCheckpoint: Checkpoint = { outcomeOf: () => undefined, save: () => {} };

/**
 * Begins or goes on. `image` is the cell image's reference, known when the first cell is asked for: what another image
 * saw is not taken. Throws a `UserError` when the folder holds the cells of another plan.
 */
export function openCheckpoint(folder: string, plan: Digest, image: () => string): Checkpoint {
  mkdirSync(`${folder}/cells`, { recursive: true });
  const previous = read(`${folder}/plan.json`);
  if (previous === undefined) write(`${folder}/plan.json`, { plan });
  else if (!isDeepStrictEqual(previous, { plan }))
    throw new UserError(
      `resume ${folder}: it has checkpoints of another plan or version. Use the same options or another directory`,
    );
  const fileOf = (id: string) => `${folder}/cells/${id}.json`;
  return {
    outcomeOf: (plan) => {
      const cell = read(fileOf(plan.id));
      if (cell === undefined) return undefined;
      const judged = readBy(judgedCell, cell, fileOf(plan.id));
      if ((cell as { image?: unknown }).image !== image()) return undefined;
      // A kernel of the same name may have been staged since; a nonce differs in every run.
      return isDeepStrictEqual(timeless(judged.plan), timeless(plan)) ? judged.outcome : undefined;
    },
    save: (cell) => write(fileOf(cell.plan.id), { ...cell, image: image() }),
  };
}

/** As JSON gives it; what the inputs of a run change is in the plan besides. */
const timeless = ({ runInputs: _, processors: __, ...plan }: CellPlan): unknown => ({
  ...JSON.parse(JSON.stringify(plan)),
  nonce: "",
});

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UserError(`${path}: ${(cause as Error).message}; remove it, and what it holds is run again`, { cause });
  }
}

/** Whole or not at all: the run may be killed at any time. */
function write(path: string, value: unknown): void {
  writeFileSync(`${path}.new`, JSON.stringify(value));
  renameSync(`${path}.new`, path);
}
