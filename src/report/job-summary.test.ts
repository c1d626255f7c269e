import assert from "node:assert/strict";
import { test } from "node:test";
import type { Status } from "../model/outcome.ts";
import type { Run } from "../model/report.ts";
import { differenceOf } from "./diff.ts";
import { diffMarkdown } from "./diff-text.ts";
import { goodRun, hostileText } from "./fixture.ts";
import { jobSummary } from "./job-summary.ts";
import { reportOf } from "./json.ts";
import { summaryLimit, summaryMarkdown } from "./markdown.ts";
import { wideRun } from "./wide-fixture.ts";

const digest = `sha256:${"0".repeat(64)}`;
const between = (base: Run, next: Run) => differenceOf({ report: reportOf(base) }, { report: reportOf(next) });

test("report and difference of five thousand failing cells are together below what the runner drops whole", () => {
  const run = wideRun(5000);
  const ending = (status: Status, reason: string): Run => ({
    ...run,
    cells: run.cells.map(({ plan, outcome }) => ({ plan, outcome: { ...outcome, status, reason } })),
  });
  const [passed, failed] = [ending("PASS", "fine"), ending("FAIL", hostileText.repeat(5))];
  const difference = between(passed, failed);
  const text = jobSummary(failed, digest, difference);
  assert.ok(Buffer.byteLength(text) < summaryLimit, `${Buffer.byteLength(text)} bytes`);
  for (const one of [summaryMarkdown(failed, digest), diffMarkdown(difference)])
    assert.ok(Buffer.byteLength(one) > 0.9 * summaryLimit, "each would fill it alone");
  assert.match(
    text,
    /^## cowpio: FAIL[\s\S]*do not fit here[\s\S]*\n## Against the base\n[\s\S]*### Regressions[\s\S]*\d+ more\n/,
  );
});

test("a text that fits is not shortened", () => {
  const difference = between(goodRun(), goodRun());
  assert.equal(jobSummary(goodRun(), digest), summaryMarkdown(goodRun(), digest));
  assert.ok(jobSummary(goodRun(), digest, difference).startsWith(summaryMarkdown(goodRun(), digest)));
});
