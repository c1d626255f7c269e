import type { Stage } from "./cell.ts";

/** Status of a cell whose stage failed: the machine (`INCONCLUSIVE`), cowpio or its input (`ERROR`), not possible here (`SKIP`), the product (`FAIL`). */
type Blame = "INCONCLUSIVE" | "ERROR" | "FAIL" | "SKIP";

/** Full storage by error code. */
const fullStorage: Readonly<Record<string, string>> = {
  ENOSPC: "the cell's image or the engine's disk is full",
  EDQUOT: "the disk quota is used up",
  // A loop device reports a full backing file as an error of its own (drivers/block/loop.c), and its file system ends read-only.
  EIO: "a disk fails, or the one below the cell's image is full",
  EROFS: "a disk fails, or the one below the cell's image is full",
};

/** The storage that was full when this error, or a cause of it, was thrown; undefined: another error. */
export function fullStorageOf(error: unknown): string | undefined {
  for (let cause = error, depth = 0; typeof cause === "object" && cause !== null && depth < 8; depth++) {
    const { code, cause: deeper } = cause as { readonly code?: unknown; readonly cause?: unknown };
    const found = typeof code === "string" ? fullStorage[code] : undefined;
    if (found !== undefined) return found;
    cause = deeper;
  }
  return undefined;
}

/** A line of a checkout, `src/install/util.c`, 12, relative to the checkout. */
export type SourceLine = { readonly file: string; readonly line: number };

/** A stage could not do its work. `source`: the line that is at fault, where one is known. */
export class StageFailure extends Error {
  override readonly name = "StageFailure";
  readonly stage: Stage;
  readonly blame: Blame;
  readonly source: SourceLine | undefined;

  constructor(stage: Stage, what: string, cause: unknown, blame?: Blame, source?: SourceLine) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`${stage}: ${what}: ${why}`, { cause });
    this.stage = stage;
    this.source = source;
    this.blame = blame ?? "ERROR";
  }
}

/**
 * Runs a stage's work. Errors name the stage and `what` it worked on. `full` returns the message for storage that was full; a failure
 * is then INCONCLUSIVE, unless it is a SKIP.
 */
export async function wrapStageErrors<T>(
  stage: Stage,
  what: string,
  work: () => Promise<T>,
  blame?: Blame,
  full: () => Promise<string | undefined> = async () => undefined,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const failure = cause instanceof StageFailure ? cause : new StageFailure(stage, what, cause, blame);
    const storage = failure.blame === "SKIP" ? undefined : (fullStorageOf(failure) ?? (await full()));
    if (storage === undefined) throw failure;
    throw new StageFailure(failure.stage, storage, `free some space there. ${failure.message}`, "INCONCLUSIVE");
  }
}

/** For a person: of an error that says what to do its message, of another where it comes from. */
export const describeError = (error: unknown): string =>
  error instanceof UserError || error instanceof StageFailure
    ? error.message
    : String(error instanceof Error ? error.stack : error);

/** An error that a person can act on: what went wrong, and what to do next. */
export class UserError extends Error {
  override readonly name = "UserError";
}

/** Returns the failure of something that was not staged: ERROR for a wrong request, otherwise INCONCLUSIVE. `full`: see `wrapStageErrors`. */
export const notStaged = (
  what: string,
  cause: unknown,
  full: () => Promise<string | undefined>,
): Promise<StageFailure> =>
  wrapStageErrors(
    "provision",
    what,
    () => Promise.reject(cause),
    cause instanceof UserError ? undefined : "INCONCLUSIVE",
    full,
  ).catch((failure: StageFailure) => failure);
