import { isControl } from "../domain/cell.ts";
import { type Status, statuses } from "../domain/outcome.ts";
import type { Allowance, FailOn } from "../domain/report.ts";
import { countsOf, type Judged } from "./counts.ts";
import type { Difference } from "./diff.ts";

export type Policy = { readonly failOn: FailOn; readonly allow: readonly Allowance[] };

/** Statuses that are a reason, and the word that allows each. */
const reasons: Readonly<Record<Exclude<FailOn, "never">, readonly Status[]>> = {
  fail: ["FAIL", "ERROR", "MISS", "SKIP"],
  regression: [],
  error: ["ERROR", "MISS"],
};

/**
 * Why a run fails, in words; empty: it does not. A control that came out wrong fails every run that may fail, and nothing
 * allows it. A shard may hold controls alone, so that none of its cells need pass. `difference`: from the baseline.
 */
export function whyFailed(run: Judged, { failOn, allow }: Policy, difference?: Difference): string[] {
  if (failOn === "never") return [];
  const allowed = (word: Allowance) => allow.includes(word);
  const cells = run.cells.filter(({ plan }) => !isControl(plan));
  const counts = countsOf(cells);
  const wrong = run.cells.filter(({ plan, outcome }) => isControl(plan) && outcome.status !== "PASS");
  // A control that could not be tried has shown nothing, and that much may be allowed.
  const uncaught = wrong.filter(({ outcome: { status } }) => status === "FAIL" || !allowed(wordOf(status)));
  const counted = statuses.filter((status) => reasons[failOn].includes(status) && counts[status] > 0);
  const lost = failOn === "regression" ? (difference?.regressions ?? []) : [];
  const skipped = failOn === "regression" ? (difference?.newSkips ?? []).filter(({ from }) => from === "PASS") : [];
  return [
    ...(uncaught.length > 0 ? [`${of(uncaught.length, "control")} did not come out as it must`] : []),
    ...(run.shard === undefined && counts.PASS === 0 && !allowed("no-pass")
      ? ["no cell passed (allow: no-pass accepts that)"]
      : []),
    ...counted
      .filter((status) => status === "FAIL" || !allowed(wordOf(status)))
      .map(
        (status) =>
          `${of(counts[status], "cell")} ended ${status}${status === "FAIL" ? "" : ` (allow: ${wordOf(status)} accepts that)`}`,
      ),
    ...(lost.length > 0 ? [`${of(lost.length, "cell")} passed in the baseline and does not now`] : []),
    ...(skipped.length > 0 && !allowed("skip")
      ? [`${of(skipped.length, "cell")} passed in the baseline and is skipped now (allow: skip accepts that)`]
      : []),
  ];
}

const of = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** The word that allows a status; nothing allows FAIL. */
const wordOf = (status: Status): Allowance => status.toLowerCase() as Allowance;
