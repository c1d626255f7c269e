/** No sentence of ours decides anything: with every one replaced, verdicts, exit statuses, places and differences stay. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { goodRun, mixedRun, withOutcomes } from "../../test/support/fixture.ts";
import { judgeCell } from "../cell/verify/judge-cell.ts";
import type { Run } from "../model/run.ts";
import { adviceFor, troublesOf, uncaught } from "./advice.ts";
import { differenceOf, hasRegressed } from "./diff.ts";
import { whyFailed } from "./fail-on.ts";
import { annotationsOf, junitXml, ktap, tmtResults } from "./formats.ts";
import { reportOf } from "./json.ts";
import type { Side } from "./read.ts";
import { countsOf, exitStatusOf, verdictOf } from "./verdict.ts";

const sentences = new Set(["reason", "why", "line"]);

/** Replaces every sentence; equal ones stay equal. Ranges, losses and missed bytes have a `reason` that is a union. */
function reworded<T>(value: T): T {
  if (Array.isArray(value)) return value.map(reworded) as T;
  if (typeof value !== "object" || value === null) return value;
  const isUnion = "length" in value || "hop" in value || "bytes" in value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) => [
      name,
      sentences.has(name) && typeof inside === "string" && !isUnion ? [...inside].reverse().join("") : reworded(inside),
    ]),
  ) as T;
}

/** Every status, and a build that failed at a known line. */
const troubledRun = withOutcomes(mixedRun(), {
  "btrfs-6.1": ({ cell, stageTimes }) => ({
    cell,
    stageTimes,
    status: "FAIL",
    stage: "stage",
    reason: "stage: dracut mine: its build failed",
    source: { file: "src/install/util.c", line: 12 },
  }),
});

const decisionsOf = (run: Run) => ({
  verdict: verdictOf(run),
  counts: countsOf(run.cells),
  exits: (["fail", "error", "never"] as const).map((failOn) =>
    exitStatusOf(run, whyFailed(run, { failOn, allow: [] })),
  ),
  troubles: troublesOf(run.cells).map(({ plan }) => plan.id),
  uncaught: run.cells.filter(uncaught).map(({ plan }) => plan.id),
  advice: run.cells.map(adviceFor),
  annotations: annotationsOf(run.cells).map(({ text: _, ...rest }) => rest),
  junit: junitXml(run, "").match(/<(testcase name="[^"]*"|failure|error|skipped)/g),
  ktap: ktap(run).match(/^ *(not )?ok \d+( - \S+)?(?= |$)/gm),
  tmt: tmtResults(run).match(/^ *"?result"?: .*$/gm),
});

for (const [name, run] of Object.entries({ good: goodRun(), troubled: troubledRun })) {
  test(`in other words the ${name} run is judged, counted and listed as before`, () => {
    const decisions = decisionsOf(run);
    assert.ok(decisions.junit && decisions.ktap && decisions.tmt);
    assert.notDeepEqual(reworded(run), run);
    assert.deepEqual(decisionsOf(reworded(run)), decisions);
  });

  test(`in other words the ${name} run's cells get the same verdicts from their evidence`, () => {
    const judged = ({ cells }: Run) =>
      cells.flatMap(({ plan, outcome: { evidence } }) => {
        if (evidence === undefined) return [];
        const { status, stage } = judgeCell(plan, evidence);
        return [{ status, stage }];
      });
    assert.ok(judged(run).length > 0);
    assert.deepEqual(judged(reworded(run)), judged(run));
  });
}

test("in other words two runs differ in the same", () => {
  const sideOf = (run: Run): Side => ({ report: reportOf(run), run });
  const differences = (base: Run, next: Run) => {
    const difference = differenceOf(sideOf(base), sideOf(next));
    const cells = (list: readonly { readonly cell: string }[]) => list.map(({ cell }) => cell);
    const { regressions, fixes, newSkips, otherStatuses, sharing } = difference;
    return [hasRegressed(difference), ...[regressions, fixes, newSkips, otherStatuses, sharing].map(cells)];
  };
  for (const [base, next] of [
    [goodRun(), troubledRun],
    [troubledRun, goodRun()],
    [goodRun(), goodRun()],
  ] as const)
    assert.deepEqual(differences(reworded(base), reworded(next)), differences(base, next));
});
