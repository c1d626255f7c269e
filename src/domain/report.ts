import type { Accelerator } from "./axes.ts";
import type { JudgedCell, Status } from "./outcome.ts";

/** Combinations that were asked for and make no sense, for one reason. */
export type Omitted = {
  readonly reason: string;
  readonly count: number;
  /** Names of the first of them. */
  readonly examples: readonly string[];
};

/** A whole run: what the entries hand to the report. */
export type Run = {
  /** Of cowpio. */
  readonly version: string;
  readonly cells: readonly JudgedCell[];
  /** What was left out before it began; what rules exclude is not in it. */
  readonly omitted: readonly Omitted[];
  /** ISO 8601. */
  readonly started: string;
  readonly elapsedMs: number;
  readonly host: {
    readonly kernel: string;
    readonly cpu: string;
    readonly cores: number;
    readonly memory: number;
    readonly engine: string;
  };
  /** What QEMU ran with. */
  readonly accelerator: Accelerator;
};

export type Counts = Readonly<Record<Status, number>>;

export type Verdict = "PASS" | "FAIL";
