import type { Stage } from "./cell.ts";

/** Status of a cell whose stage failed: the machine (`INCONCLUSIVE`), cowpio or its input (`ERROR`), not possible here (`SKIP`), the product (`FAIL`). */
export type Blame = "INCONCLUSIVE" | "ERROR" | "FAIL" | "SKIP";

/** Full storage, by Node's error code or by the C library's words for it in a tool's output, in any case. */
const fullStorage = [
  {
    code: "ENOSPC",
    words: /\bENOSPC\b|no space left on device/i,
    full: "the cell's image or the engine's disk is full",
  },
  { code: "EDQUOT", words: /\bEDQUOT\b|disk quota exceeded/i, full: "the disk quota is used up" },
  // A loop device reports a full backing file as an error of its own: drivers/block/loop.c knows no other.
  {
    code: "EIO",
    words: /\bEIO\b|input\/output error/i,
    full: "the disk below the cell's image fails or is full",
  },
] as const;

/** The storage that was full when this error, or a cause of it, was thrown; undefined: another error. */
export function describeFullStorage(error: unknown): string | undefined {
  for (let cause = error, depth = 0; cause !== undefined && depth < 8; depth++) {
    const { code, message } = cause instanceof Error ? (cause as NodeJS.ErrnoException) : { message: String(cause) };
    const found = fullStorage.find((one) => one.code === code) ?? fullStorage.find(({ words }) => words.test(message));
    if (found) return found.full;
    cause = cause instanceof Error ? cause.cause : undefined;
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
    const full = describeFullStorage(cause);
    super(`${stage}: ${what}: ${why}${full ? `; ${full}: free some space there` : ""}`, { cause });
    this.stage = stage;
    this.source = source;
    this.blame = full && blame !== "SKIP" ? "INCONCLUSIVE" : (blame ?? "ERROR");
  }
}

/** Runs a stage's work. Errors name the stage and `what` it worked on. */
export async function wrapStageErrors<T>(
  stage: Stage,
  what: string,
  work: () => Promise<T>,
  blame?: Blame,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw cause instanceof StageFailure ? cause : new StageFailure(stage, what, cause, blame);
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

/** Why something was not staged: what was asked for wrongly is an ERROR, all else the machine's or the network's. */
export const notStaged = (what: string, cause: unknown): StageFailure =>
  cause instanceof StageFailure
    ? cause
    : new StageFailure("provision", what, cause, cause instanceof UserError ? undefined : "INCONCLUSIVE");
