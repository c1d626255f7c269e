import assert from "node:assert/strict";
import { test } from "node:test";
import { goodRun, once } from "../../../test/support/fixture.ts";
import type { JudgedCell } from "../../model/outcome.ts";
import { percent } from "../figures.ts";
import { overheadOf, overheadPlot, overview, totalOf } from "./overview.ts";

const [cell] = goodRun(once).cells as [JudgedCell];

test("a cell's time apart from dracut and boots is shown by phase", () => {
  const archives = cell.outcome.evidence?.archives ?? [];
  const created = archives.reduce((sum, { createMs }) => sum + createMs, 0);
  const booted = archives.reduce((sum, { bootMs = 0 }) => sum + bootMs, 0);
  const overhead = overheadOf(cell);
  assert.ok(overhead);
  const { stageTimes } = cell.outcome;
  assert.equal(overhead.provision, stageTimes.provision);
  assert.equal(overhead.archive, (stageTimes.archive ?? 0) - created);
  assert.equal(overhead.boot, (stageTimes.boot ?? 0) - booted);
  const all = Object.values(stageTimes).reduce((sum, ms) => sum + ms, 0);
  assert.ok(Math.abs(totalOf(overhead) - (all - created - booted)) < 1e-6);
});

test("a report of before boots were timed says nothing of it", () => {
  const { evidence } = cell.outcome;
  assert.ok(evidence);
  const archives = evidence.archives.map(({ bootMs: _, ...archive }) => archive);
  const old = { ...cell, outcome: { ...cell.outcome, evidence: { ...evidence, archives } } };
  assert.equal(overheadOf(old), undefined);
  assert.equal(overheadPlot([old]), undefined);
});

test("each file system has a bar of its phases", () => {
  const text = String(overheadPlot(goodRun(once).cells));
  for (const output of ["btrfs", "xfs", "sharing proven", "median"]) assert.match(text, new RegExp(output));
});

test("each image has a bar with the shared part of all its bytes, compressed segments included", () => {
  const run = goodRun(once);
  const text = String(overview(run, false));
  for (const { plan, outcome } of run.cells) {
    const { shared, size } = outcome.evidence?.sharing ?? assert.fail();
    const [, bar = ""] = text.split(`<th>${plan.id}</th>`);
    assert.ok(bar.split("</tr>")[0]?.includes(percent(shared, size)), plan.id);
  }
});
