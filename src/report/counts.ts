import { isControl } from "../domain/cell.ts";
import { type JudgedCell, type Status, statuses } from "../domain/outcome.ts";
import type { Counts, Run, Verdict } from "../domain/report.ts";

export const countsOf = (cells: readonly JudgedCell[]): Counts =>
  Object.fromEntries(
    statuses.map((status) => [status, cells.filter(({ outcome }) => outcome.status === status).length]),
  ) as Counts;

/** PASS only when a cell that is no control passed, and no cell ended otherwise than PASS or SKIP. */
export function verdictOf({ cells }: Pick<Run, "cells">): Verdict {
  const good = cells.some(({ plan, outcome }) => !isControl(plan) && outcome.status === "PASS");
  const clean = cells.every(({ outcome }) => outcome.status === "PASS" || outcome.status === "SKIP");
  return good && clean ? "PASS" : "FAIL";
}

/** Whether nothing was there to try: every cell that is no control was skipped, and no control came out wrong. */
export const allSkipped = ({ cells }: Pick<Run, "cells">): boolean =>
  cells.some(({ outcome }) => outcome.status === "SKIP") &&
  cells.every(({ plan, outcome }) => outcome.status === "SKIP" || (isControl(plan) && outcome.status === "PASS"));

/** What `run` ends with. 77 is what autopkgtest ("skippable"), Automake and Meson take for a skip. */
export const exitStatusOf = (run: Pick<Run, "cells">): 0 | 1 | 77 =>
  verdictOf(run) === "PASS" ? 0 : allSkipped(run) ? 77 : 1;

/** One sentence over all. */
export function verdictSentence(run: Pick<Run, "cells">): string {
  const counts = countsOf(run.cells);
  const controls = run.cells.filter(({ plan }) => isControl(plan));
  const caught = controls.filter(({ outcome }) => outcome.status === "PASS").length;
  const cells = statuses.filter((status) => counts[status] > 0).map((status) => `${counts[status]} ${status}`);
  const trust =
    controls.length === 0 ? "no control was run" : `${caught} of ${controls.length} controls came out as they must`;
  return `${verdictOf(run)}: ${[`${run.cells.length} ${run.cells.length === 1 ? "cell" : "cells"}`, ...cells].join(", ")}; ${trust}`;
}

export const statusMeanings: Readonly<Record<Status, string>> = {
  PASS: "as expected, with evidence",
  FAIL: "the product is wrong",
  ERROR: "the test itself broke",
  MISS: "could not tell, for the machine's sake",
  SKIP: "not applicable here",
};
