import type { Accelerator } from "./axes.ts";
import type { Digest } from "./cell.ts";
import type { JudgedCell, Status } from "./outcome.ts";

/** Combinations that were asked for and make no sense, for one reason. */
export type Omitted = {
  readonly reason: string;
  readonly count: number;
  /** Names of the first of them. */
  readonly examples: readonly string[];
};

/** Which part of a plan a run is. */
export type Shard = {
  /** From 1. */
  readonly index: number;
  readonly of: number;
  /** Digest of the whole plan: its cells and the version. */
  readonly plan: Digest;
  /** Cells of the whole plan. */
  readonly cells: number;
  /** Where the run's cells stand in the plan, from 0, one for each and in their order. */
  readonly positions: readonly number[];
};

/** A whole run, or a shard of one: what the entries hand to the report. */
export type Run = {
  /** Version of cowpio. */
  readonly version: string;
  /** Absent of a whole run. */
  readonly shard?: Shard;
  readonly cells: readonly JudgedCell[];
  /** Combinations left out before the run; without those that rules exclude. */
  readonly omitted: readonly Omitted[];
  /** ISO 8601. */
  readonly started: string;
  /** From the start to the end; of a merged run, from the first shard's start to the last one's end. */
  readonly elapsedMs: number;
  /** So many cells at a time, at most. Of more than one, times cannot be compared. */
  readonly jobs: number;
  readonly host: {
    readonly kernel: string;
    readonly cpu: string;
    readonly cores: number;
    readonly memory: number;
    readonly engine: string;
    /** That cells ran in, by its digest, and what it was built on; absent in older reports. */
    readonly cellImage?: string;
  };
  /** QEMU's accelerator. */
  readonly accelerator: Accelerator | "kvm and tcg";
};

export type Counts = Readonly<Record<Status, number>>;

export type Verdict = "PASS" | "FAIL";

/** Results that fail a run. */
export const failOns = ["fail", "regression", "error", "never"] as const;
export type FailOn = (typeof failOns)[number];

/** Results that do not fail it: cells of these statuses, or no cell that passed. */
export const allowances = ["skip", "inconclusive", "error", "no-pass"] as const;
export type Allowance = (typeof allowances)[number];
