/** Differences of runs. */
import type { Run } from "../../src/model/run.ts";
import { type Difference, differenceOf } from "../../src/report/diff.ts";
import { reportOf } from "../../src/report/json.ts";
import type { Side } from "../../src/report/read.ts";

export const sideOf = (run: Run): Side => ({ report: reportOf(run), run });
export const between = (base: Run, next: Run): Difference => differenceOf(sideOf(base), sideOf(next));

/** Every list of it, but what was compared. */
export const lists = ({
  performance,
  common: _,
  ...rest
}: Difference): Readonly<Record<string, readonly unknown[]>> => ({
  ...rest,
  drifts: performance.drifts,
  notCompared: performance.notCompared,
});
export const filled = (difference: Difference): string[] =>
  Object.entries(lists(difference)).flatMap(([name, list]) => (list.length > 0 ? [name] : []));

/** The run with other figures of each archive. */
export const slowed = (run: Run, factor: (cell: string, index: number) => number): Run => ({
  ...run,
  cells: run.cells.map(({ plan, outcome }, index) => {
    if (outcome.evidence === undefined) return { plan, outcome };
    const archives = outcome.evidence.archives.map((one) => ({
      ...one,
      createMs: one.createMs * factor(plan.id, index),
    }));
    return { plan, outcome: { ...outcome, evidence: { ...outcome.evidence, archives } } };
  }),
});
