import { isControl } from "../model/cell.ts";
import { type JudgedCell, type Status, statuses } from "../model/outcome.ts";
import type { Counts, Run, Verdict } from "../model/run.ts";

export const countsOf = (cells: readonly JudgedCell[]): Counts =>
  Object.fromEntries(
    statuses.map((status) => [status, cells.filter(({ outcome }) => outcome.status === status).length]),
  ) as Counts;

/** The cells that a verdict is about. */
export type Judged = Pick<Run, "cells" | "shard">;

/**
 * PASS if at least one cell besides the controls passed, and every cell ended PASS or SKIP. A shard may hold
 * controls alone; it proves nothing by itself, and only the merged report's verdict counts.
 */
export function verdictOf({ cells, shard }: Judged): Verdict {
  const good = shard !== undefined || cells.some(({ plan, outcome }) => !isControl(plan) && outcome.status === "PASS");
  const clean = cells.every(({ outcome }) => outcome.status === "PASS" || outcome.status === "SKIP");
  return good && clean ? "PASS" : "FAIL";
}

/** Returns whether every cell besides the controls was skipped and no control failed. */
export const allSkipped = ({ cells }: Pick<Run, "cells">): boolean =>
  cells.some(({ outcome }) => outcome.status === "SKIP") &&
  cells.every(({ plan, outcome }) => outcome.status === "SKIP" || (isControl(plan) && outcome.status === "PASS"));

/** Exit status of `run`. autopkgtest ("skippable"), Automake and Meson read 77 as a skip. */
export const exitStatusOf = (run: Judged, why: readonly string[]): 0 | 1 | 77 =>
  why.length === 0 ? 0 : allSkipped(run) ? 77 : 1;

/** One sentence over all. */
export function verdictSentence(run: Judged): string {
  const counts = countsOf(run.cells);
  const controls = run.cells.filter(({ plan }) => isControl(plan));
  const caught = controls.filter(({ outcome }) => outcome.status === "PASS").length;
  const cells = statuses.filter((status) => counts[status] > 0).map((status) => `${counts[status]} ${status}`);
  const trust =
    controls.length === 0 ? "no negative control" : `${caught} of ${controls.length} negative controls detected`;
  const part = run.shard ? ` of shard ${run.shard.index}/${run.shard.of}` : "";
  const retried = flakesSentence(run.cells);
  return `${verdictOf(run)}${part}: ${[`${run.cells.length} ${run.cells.length === 1 ? "cell" : "cells"}`, ...cells].join(", ")}; ${trust}${retried ? `; ${retried}` : ""}`;
}

/** The verdict as a run's last lines say it, with what it is not. */
export function verdictLine(run: Judged): string {
  const verdict = `verdict ${verdictOf(run)}`;
  if (run.shard) return `${verdict} of shard ${run.shard.index}/${run.shard.of}: the merged report's counts`;
  return run.cells.some(({ plan }) => isControl(plan)) ? verdict : `${verdict}; no negative control`;
}

/**
 * Share of the cells that may need another try; from two on. Beyond it, the machine is not fit for such tests. It is a
 * warning: a cell that was judged in the end was judged by evidence, and report.json is the same with and without
 * retries.
 */
const flakeBudget = 0.05;

/** `2 inconclusive tries repeated`; undefined where none was. */
export function flakesSentence(cells: readonly JudgedCell[]): string | undefined {
  const flaky = cells.filter(({ outcome }) => outcome.attempts !== undefined);
  if (flaky.length === 0) return undefined;
  const tries = flaky.reduce((sum, { outcome }) => sum + (outcome.attempts?.length ?? 0), 0);
  const over = flaky.length >= 2 && flaky.length > flakeBudget * cells.length;
  return `${tries} inconclusive ${tries === 1 ? "try" : "tries"} repeated${over ? `, in more than ${flakeBudget * 100} % of the cells: this machine is not to be relied on` : ""}`;
}

export const statusMeanings: Readonly<Record<Status, string>> = {
  PASS: "as expected, with evidence",
  FAIL: "kernel, dracut, writer or file system is wrong",
  ERROR: "cowpio or its input is wrong",
  INCONCLUSIVE: "no result: the machine failed",
  SKIP: "not applicable here",
};
