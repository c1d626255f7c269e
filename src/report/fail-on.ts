import { isControl } from "../model/cell.ts";
import type { Status } from "../model/outcome.ts";
import type { Allowance, FailOn } from "../model/run.ts";
import type { Difference } from "./diff.ts";
import { describeNewErrors, driftLine, sizeLine } from "./diff-text.ts";
import type { Report } from "./json.ts";
import { isTime } from "./noise.ts";
import { countsOf, type Judged } from "./verdict.ts";

export type Policy = {
  readonly failOn: FailOn;
  readonly allow: readonly Allowance[];
  /** Percent; absent: any growth is accepted. */
  readonly maxSizeGrowth?: number;
  readonly maxTimeGrowth?: number;
};

/** Statuses of requested cells that are not proven. They fail a run whatever `fail-on` is, unless `allow` names them. */
const unproven: readonly Status[] = ["ERROR", "INCONCLUSIVE", "SKIP"];

/**
 * Why a run fails, in words; empty: it does not. What `failOn` chooses is which FAIL of a cell counts: every one, those that
 * the baseline does not have, or none. A control that came out wrong fails every run that may fail, and nothing allows it. A
 * shard may hold controls alone, so that none of its cells need pass.
 */
export function whyFailed(run: Judged, { failOn, allow }: Policy, baseline?: Pick<Report, "cells">): string[] {
  if (failOn === "never") return [];
  const allowed = (word: Allowance) => allow.includes(word);
  const cells = run.cells.filter(({ plan }) => !isControl(plan));
  const counts = countsOf(cells);
  const controls = run.cells.filter(({ plan, outcome }) => isControl(plan) && outcome.status !== "PASS");
  // A control that could not be tried has shown nothing, and that much may be allowed.
  const uncaught = controls.filter(({ outcome: { status } }) => status === "FAIL" || !allowed(wordOf(status)));
  // Not even one of a cell of which the baseline could say nothing: it may have passed before.
  const previous = new Set(baseline?.cells.filter(({ status }) => status === "FAIL").map(({ id }) => id));
  const failing = cells.filter(({ outcome }) => outcome.status === "FAIL");
  const fresh = failing.filter(({ plan }) => !previous.has(plan.id));
  const counted = failOn === "fail" ? failing : failOn === "regression" ? fresh : [];
  const text = new Set(counted.map(({ outcome }) => outcome.reason));
  const others = uncaught.filter(({ outcome }) => !text.has(outcome.reason));
  const since = failOn === "regression" ? " and did not in the base" : "";
  return [
    ...(counted.length > 0 ? [`${of(counted.length, "cell")} ended FAIL${since}`] : []),
    ...unproven
      .filter((status) => counts[status] > 0 && !allowed(wordOf(status)))
      .map((status) => `${of(counts[status], "cell")} ended ${status} (allow: ${wordOf(status)} accepts that)`),
    ...(run.shard === undefined && counts.PASS === 0 && counted.length === 0 && !allowed("no-pass")
      ? ["no cell passed (allow: no-pass accepts that)"]
      : []),
    ...(others.length > 0 ? [`${of(others.length, "control")} was not detected`] : []),
  ];
}

/** Why a run fails that is compared with a baseline. A shard may hold none of its cells. */
export function whyRegressed(run: Judged, policy: Policy, difference: Difference): string[] {
  const { failOn, maxSizeGrowth, maxTimeGrowth } = policy;
  const { common, newErrors, sizes, performance } = difference;
  if (failOn === "never") return [];
  if (common === 0 && run.shard === undefined) return ["the base has no cell in common with this run"];
  const tooMuch = (limit: number | undefined) => (growth: { readonly from: number; readonly to: number }) =>
    limit !== undefined && growth.to > growth.from * (1 + limit / 100);
  const grown = sizes.filter(tooMuch(maxSizeGrowth));
  const slower = performance.drifts.filter(isTime).filter(tooMuch(maxTimeGrowth));
  return [
    ...firstOf(failOn === "error" ? [] : newErrors, describeNewErrors),
    ...firstOf(grown, (size) => `${sizeLine(size)}, more than max-size-growth: ${maxSizeGrowth}`),
    ...firstOf(slower, (drift) => `${driftLine(drift)}, more than max-time-growth: ${maxTimeGrowth}`),
  ];
}

/** The first one in words, and how many more there are. */
function firstOf<T>([first, ...rest]: readonly T[], describe: (one: T) => string): string[] {
  if (first === undefined) return [];
  return [`${describe(first)}${rest.length > 0 ? ` (and ${rest.length} more)` : ""}`];
}

const of = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

/** The word that allows a status; nothing allows FAIL. */
const wordOf = (status: Status): Allowance => status.toLowerCase() as Allowance;
