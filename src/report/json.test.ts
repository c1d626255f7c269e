import assert from "node:assert/strict";
import { test } from "node:test";
import { goodRun, mixedRun, once, secondChance } from "../../test/support/fixture.ts";
import type { Run } from "../model/run.ts";
import { parseReport, parseRun, reportJson, reportOf, runJson } from "./json.ts";

/** The same values, made in another order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

function shuffled(run: Run): Run {
  const cells = run.cells.map(({ plan, outcome }) => {
    if (outcome.evidence === undefined) return { plan, outcome };
    const { sharing, writerReasons } = outcome.evidence;
    const evidence = {
      ...outcome.evidence,
      sharing: { ...sharing, members: sharing.members.toReversed() },
      writerReasons: writerReasons.toReversed(),
    };
    return { plan, outcome: { ...outcome, evidence } };
  });
  return turned({ ...run, cells: cells.toReversed() }) as Run;
}

test("another run of the same inputs, in another order, with other clocks, places and cuts, is the same report", () => {
  assert.equal(reportJson(shuffled(goodRun(secondChance))), reportJson(goodRun(once)));
  assert.notEqual(runJson(goodRun(secondChance)), runJson(goodRun(once)));
});

test("a report holds no clock, nonce, place or host", () => {
  const run = goodRun();
  const text = reportJson(run);
  for (const secret of [once.nonce, run.started, run.host.cpu, run.host.engine, "physical", "stageTimes", "wall"])
    assert.equal(text.includes(secret), false, secret);
});

test("keys are sorted at every depth, and cells by id", () => {
  const check = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (!Array.isArray(value)) assert.deepEqual(Object.keys(value), Object.keys(value).toSorted());
    Object.values(value).forEach(check);
  };
  const report = JSON.parse(reportJson(shuffled(mixedRun())));
  check(report);
  const ids = report.cells.map(({ id }: { id: string }) => id);
  assert.deepEqual(ids, ids.toSorted());
});

test("both files are read back whole, hostile names and bytes that are not UTF-8 too", () => {
  for (const run of [goodRun(), mixedRun()]) {
    assert.deepEqual(parseRun(runJson(run)), run);
    assert.deepEqual(parseReport(reportJson(run)), reportOf(run));
    assert.deepEqual(parseReport(Buffer.from(reportJson(run)).toString()), reportOf(run));
  }
});

test("an invalid report is refused, with the place of the error", () => {
  const broken = (change: (report: Record<string, unknown>) => void): string => {
    const report = JSON.parse(reportJson(goodRun()));
    change(report);
    return JSON.stringify(report);
  };
  const first = (report: Record<string, unknown>) => (report["cells"] as Record<string, unknown>[])[0] ?? {};
  assert.throws(
    () => parseReport(broken((report) => (report["schema"] = 2))),
    /expected a report of schema 1, found 2/,
  );
  assert.throws(() => parseReport("[]"), /expected a report of schema 1, found undefined/);
  assert.throws(() => parseReport("{"), SyntaxError);
  assert.throws(
    () => parseReport(broken((report) => (first(report)["status"] = "GREEN"))),
    /report\.cells\[0\]\.status: expected "PASS" or .*, found "GREEN"/,
  );
  assert.throws(
    () => parseReport(broken((report) => (first(report)["kernel"] = null))),
    /report\.cells\[0\]\.kernel: expected Object, found null/,
  );
  assert.throws(
    () => parseReport(broken((report) => delete report["counts"])),
    /report\.counts: expected (Object|"counts"), found undefined/,
  );
  assert.throws(
    () => parseRun(runJson(goodRun()).replace(/"offset":0/, '"offset":"0"')),
    /run\.cells\[0\]\.outcome\.evidence\.sharing\.members\[0\]\.ranges\[0\]\.offset: expected number, found "0"/,
  );
});

test("fields that a later version of this schema may add are no reason to refuse it", () => {
  const report = JSON.parse(reportJson(goodRun()));
  assert.deepEqual(parseReport(JSON.stringify({ ...report, later: [1] })), reportOf(goodRun()));
});
