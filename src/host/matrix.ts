import { failed } from "../cell/pipeline.ts";
import type { Combination } from "../model/axes.ts";
import type { CellPlan } from "../model/cell.ts";
import { notStaged, StageFailure } from "../model/errors.ts";
import type { Attempt, CellOutcome, JudgedCell } from "../model/outcome.ts";
import { type CellSettings, type CellSpec, completeCell } from "../plan/cells.ts";
import type { StagedCheckout } from "./staging/checkouts.ts";
import type { DistroRequest, StagedDistro } from "./staging/distros.ts";
import type { StagedKernel } from "./staging/kernels.ts";

/** Everything that a run does to its machine. */
export type MatrixEffects = {
  /** Aborts the run. */
  readonly signal: AbortSignal;
  /** Errors of these three only affect the cells that need the result: see `notStaged`. */
  readonly stageDistro: (requested: DistroRequest) => Promise<StagedDistro>;
  /** `distro`: whose kernel it is, where its own is asked for. */
  readonly stageKernel: (requested: string, distro?: StagedDistro) => Promise<StagedKernel>;
  readonly stageCheckout: (requested: string) => Promise<StagedCheckout>;
  /** Returns the message for storage that was full since the run started; undefined if there is none. */
  readonly fullStorage: () => Promise<string | undefined>;
  readonly runCell: (
    plan: CellPlan,
    staged: {
      readonly distro: StagedDistro;
      readonly kernel: StagedKernel;
      /** Where dracut is none of the distro's. */
      readonly checkout?: StagedCheckout;
    },
    /** From 1. */
    attempt: number,
  ) => Promise<CellOutcome>;
  /** Result of this cell in an interrupted run; an inconclusive one is repeated. */
  readonly resumed: (plan: CellPlan) => CellOutcome | undefined;
  /** Saves a finished cell, which `resumed` returns after an interruption. */
  readonly save: (cell: JudgedCell) => void;
  readonly progress: (cell: Position, text?: CellOutcome & { readonly tookMs: number }) => void;
  /** Milliseconds. */
  readonly now: () => number;
};

/** Where a cell stands among those of this run. */
export type Position = { readonly number: number; readonly of: number; readonly plan: CellPlan };

/** The part of a matrix that this run does, and its settings. */
export type Extent = {
  /** In the plan's order: all of its cells, or a shard's. */
  readonly cells: readonly CellSpec[];
  /** Cells at a time. Of one at a time, times can be compared. */
  readonly jobs: number;
  /** Maximum number of repeated tries of an inconclusive cell. */
  readonly retries: number;
  readonly settings: CellSettings;
};

/** The host's chain: distros, kernels, checkouts, then the cells. Gives them in the plan's order. */
export async function runMatrix(
  { cells, jobs, retries, settings }: Extent,
  effects: MatrixEffects,
): Promise<JudgedCell[]> {
  const staged = await stageAll(
    cells.map(({ combination }) => combination),
    effects,
  );
  const placed = cells.map((spec, index): PlacedCell => {
    const own = staged(spec.combination);
    return { number: index + 1, of: cells.length, plan: planOf(spec, own, settings), staged: own };
  });
  const judge = async (cell: PlacedCell) => {
    const { plan } = cell;
    const started = effects.now();
    effects.progress(cell);
    const outcome = await outcomeOf(cell, retries, effects);
    effects.save({ plan, outcome });
    return { plan, outcome, tookMs: effects.now() - started };
  };
  const judged = await inOrder(placed, jobs, judge, (cell, { outcome, tookMs }) =>
    effects.progress(cell, { ...outcome, tookMs }),
  );
  return judged.map(({ plan, outcome }) => ({ plan, outcome }));
}

/** What a cell needs, each staged or the failure to do so; no checkout where dracut is the distro's own. */
type Staged = {
  readonly distro: StagedDistro | StageFailure;
  readonly kernel: StagedKernel | StageFailure;
  readonly checkout: StagedCheckout | StageFailure | undefined;
};
type PlacedCell = Position & { readonly staged: Staged };

/** Distros, kernels and checkouts that are staged at the same time; much of staging is waiting for downloads. */
const stagingJobs = 3;

/** Stages everything once, and gives what a combination has of it. */
async function stageAll(
  combinations: readonly Combination[],
  effects: MatrixEffects,
): Promise<(combination: Combination) => Staged> {
  const stagings = <T>(
    axis: "distro" | "kernel" | "dracut",
    some: readonly Combination[],
    keyOf: (combination: Combination) => string,
    stage: (combination: Combination) => Promise<T>,
  ) => {
    const begun = new Map<string, Promise<T | StageFailure>>();
    const done = new Map<string, T | StageFailure>();
    const tasks = [...new Map(some.map((one) => [keyOf(one), one]))].map(([key, first]) => async () => {
      const work = stage(first).catch((cause) => {
        effects.signal.throwIfAborted();
        return notStaged(`${axis} ${first[axis]}`, cause, effects.fullStorage);
      });
      begun.set(key, work);
      done.set(key, await work);
    });
    return { begun, done, tasks };
  };
  const distros = stagings("distro", combinations, distroKey, ({ distro, dracut }) =>
    effects.stageDistro({ requested: distro, toBuild: dracut !== "builtin" }),
  );
  const kernels = stagings("kernel", combinations, kernelKey, async (combination) => {
    if (combination.kernel !== "builtin") return effects.stageKernel(combination.kernel);
    // Its task began before this one.
    const distro = await need(distros.begun, distroKey(combination));
    if (distro instanceof StageFailure) throw distro;
    return effects.stageKernel(combination.kernel, distro);
  });
  const checkouts = stagings(
    "dracut",
    combinations.filter(({ dracut }) => dracut !== "builtin"),
    ({ dracut }) => dracut,
    ({ dracut }) => effects.stageCheckout(dracut),
  );
  const tasks = [...distros.tasks, ...kernels.tasks, ...checkouts.tasks];
  await inOrder(
    tasks,
    stagingJobs,
    (task) => task(),
    () => {},
  );
  return (combination) => ({
    distro: need(distros.done, distroKey(combination)),
    kernel: need(kernels.done, kernelKey(combination)),
    checkout: checkouts.done.get(combination.dracut),
  });
}

/** A cell's plan, with placeholders in the report for everything that could not be staged. */
const planOf = (spec: CellSpec, { distro, kernel, checkout }: Staged, settings: CellSettings): CellPlan =>
  completeCell(spec, {
    kernel: kernel instanceof StageFailure ? { version: "unknown", origin: "not staged" } : kernel.image,
    distro: distro instanceof StageFailure ? {} : distro.image,
    ...(checkout === undefined || checkout instanceof StageFailure ? {} : { checkout: checkout.digest }),
    ...settings,
  });

/** Runs a cell, again where it is inconclusive; one whose parts could not be staged ends as that says. */
async function outcomeOf(
  { plan, staged: { distro, kernel, checkout } }: PlacedCell,
  retries: number,
  effects: MatrixEffects,
): Promise<CellOutcome> {
  const notStarted = (failure: StageFailure) => ({ cell: plan.id, ...failed(failure), stageTimes: {} });
  if (distro instanceof StageFailure) return notStarted(distro);
  if (kernel instanceof StageFailure) return notStarted(kernel);
  if (checkout instanceof StageFailure) return notStarted(checkout);
  const staged = { distro, kernel, ...(checkout ? { checkout } : {}) };
  return runWithRetries(plan, retries, effects.resumed(plan), (attempt) => effects.runCell(plan, staged, attempt));
}

function need<T>(staged: ReadonlyMap<string, T>, key: string): T {
  const found = staged.get(key);
  if (found === undefined) throw new Error(`${key} was not staged`);
  return found;
}

/** A checkout is built in a distro of its own; a distro's own kernel comes with it. */
const distroKey = ({ distro, dracut }: Combination): string => `${distro} ${dracut !== "builtin"}`;
const kernelKey = (combination: Combination): string =>
  combination.kernel === "builtin" ? `builtin ${distroKey(combination)}` : combination.kernel;

/**
 * Calls `work` for each item, `jobs` at a time, in order; `done` is called in that order, too. Returns the results in the
 * same order. After a failure no other item is started, and the error is thrown once the running ones have ended.
 */
export async function inOrder<T, R>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<R>,
  done: (item: T, result: R) => void,
): Promise<R[]> {
  const results = new Map<number, R>();
  let next = 0;
  let reported = 0;
  let failure: { readonly error: unknown } | undefined;

  const worker = async () => {
    while (failure === undefined && next < items.length) {
      const index = next++;
      try {
        results.set(index, await work(items[index] as T));
        for (; results.has(reported); reported++) done(items[reported] as T, results.get(reported) as R);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  if (failure !== undefined) throw failure.error;
  return items.map((_, index) => results.get(index) as R);
}

/**
 * Runs a cell, again where it is inconclusive, and keeps what each try came to. Nothing else is tried again: a FAIL that goes away
 * by itself is a FAIL. What an interrupted run kept is taken as it is, but for an inconclusive cell, whose tries count as well.
 */
async function runWithRetries(
  plan: CellPlan,
  retries: number,
  saved: CellOutcome | undefined,
  run: (attempt: number) => Promise<CellOutcome>,
): Promise<CellOutcome> {
  if (saved !== undefined && saved.status !== "INCONCLUSIVE") return saved;
  const attempts = saved === undefined ? [] : [...(saved.attempts ?? []), attemptOf(saved)];
  for (let retry = 0; ; retry++) {
    const outcome = await run(attempts.length + 1);
    if (outcome.status !== "INCONCLUSIVE" || retry === retries)
      return { ...outcome, cell: plan.id, ...(attempts.length > 0 ? { attempts } : {}) };
    attempts.push(attemptOf(outcome));
  }
}

const attemptOf = ({ reason, stage }: CellOutcome): Attempt => ({
  status: "INCONCLUSIVE",
  reason,
  ...(stage ? { stage } : {}),
});
