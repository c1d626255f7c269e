import assert from "node:assert/strict";
import { test } from "node:test";
import { goodRun, withOutcomes } from "../../test/support/fixture.ts";
import type { CellOutcome, Status } from "../model/outcome.ts";
import { causesOf } from "./advice.ts";
import { differenceOf } from "./diff.ts";
import { type Policy, whyFailed, whyRegressed } from "./fail-on.ts";
import { reportOf } from "./json.ts";

const good = goodRun();
const ended = (cells: Readonly<Record<string, Status>>) =>
  withOutcomes(
    good,
    Object.fromEntries(
      Object.entries(cells).map(([cell, status]) => [
        cell,
        (previous: CellOutcome): CellOutcome => ({ ...previous, status }),
      ]),
    ),
  );
const control = good.cells.find(({ plan }) => plan.id.startsWith("control-"))?.plan.id ?? "";
const against = (base: typeof good, next: typeof good, policy: Policy = { failOn: "regression", allow: [] }) =>
  whyFailed(next, policy, reportOf(base));
const fail = (run: typeof good, allow: Policy["allow"] = []) => whyFailed(run, { failOn: "fail", allow });

test("a run in which all came out as it must fails for nothing", () => {
  for (const failOn of ["fail", "error", "never"] as const)
    assert.deepEqual(whyFailed(good, { failOn, allow: [] }), []);
});

for (const status of ["SKIP", "INCONCLUSIVE", "ERROR"] as const)
  test(`a cell that ended ${status} fails a run, unless exactly that is allowed`, () => {
    const run = ended({ "btrfs-6.1": status });
    const word = status.toLowerCase() as "skip" | "inconclusive" | "error";
    assert.deepEqual(fail(run), [`1 cell ended ${status} (allow: ${word} accepts that)`]);
    assert.deepEqual(fail(run, [word]), []);
    for (const other of (["skip", "inconclusive", "error"] as const).filter((one) => one !== word))
      assert.equal(fail(run, [other]).length, 1);
    // Whatever the run fails on, and also where it was so in the baseline.
    for (const failOn of ["error", "regression"] as const) {
      assert.deepEqual(against(run, run, { failOn, allow: [] }), fail(run));
      assert.deepEqual(against(good, run, { failOn, allow: [] }), fail(run));
      assert.deepEqual(against(good, run, { failOn, allow: [word] }), []);
    }
  });

test("nothing allows a FAIL, nor a control that was not caught", () => {
  const all = ["skip", "inconclusive", "error", "no-pass"] as const;
  assert.deepEqual(fail(ended({ "btrfs-6.1": "FAIL" }), all), ["1 cell ended FAIL"]);
  assert.deepEqual(fail(ended({ [control]: "FAIL" }), all), ["1 control was not detected"]);
  assert.deepEqual(whyFailed(ended({ [control]: "FAIL" }), { failOn: "error", allow: all }), [
    "1 control was not detected",
  ]);
});

test("a run without a PASS fails, whatever it fails on but never", () => {
  const none = Object.fromEntries(good.cells.map(({ plan }) => [plan.id, "SKIP" as const]));
  for (const failOn of ["fail", "error", "regression"] as const)
    assert.ok(
      whyFailed(ended(none), { failOn, allow: ["skip"] }).includes("no cell passed (allow: no-pass accepts that)"),
      failOn,
    );
  assert.deepEqual(whyFailed(ended(none), { failOn: "fail", allow: ["skip", "no-pass"] }), []);
  assert.deepEqual(whyFailed(ended(none), { failOn: "never", allow: [] }), []);
});

test("fail-on: error passes over what the product does wrong", () => {
  assert.deepEqual(whyFailed(ended({ "btrfs-6.1": "FAIL" }), { failOn: "error", allow: [] }), []);
  assert.equal(whyFailed(ended({ "btrfs-6.1": "INCONCLUSIVE" }), { failOn: "error", allow: [] }).length, 1);
});

test("fail-on: regression passes over a FAIL that the baseline has, and over no other", () => {
  const failing = ended({ "btrfs-6.1": "FAIL" });
  const why = ["1 cell ended FAIL and did not in the base"];
  assert.deepEqual(against(failing, failing), []);
  assert.deepEqual(against(good, failing), why);
  // It may have passed before the baseline could not tell, and before it was in no matrix.
  assert.deepEqual(against(ended({ "btrfs-6.1": "INCONCLUSIVE" }), failing), why);
  const fewer = { ...good, cells: good.cells.filter(({ plan }) => plan.id !== "btrfs-6.1") };
  assert.deepEqual(against(fewer, failing), why);
});

test("a shard need not hold a cell that passes", () => {
  const shard = { index: 1, of: 2, plan: "sha256:0" as const, cells: 14, positions: [] };
  const controls = good.cells.filter(({ plan }) => plan.id.startsWith("control-"));
  assert.deepEqual(fail({ ...good, shard, cells: controls }), []);
});

test("the product's fault is reported first and each cause once, even if a control fails for it", () => {
  const reason = "archive: dracut (reflink): exit status 1";
  const same = (previous: CellOutcome): CellOutcome => ({ ...previous, status: "FAIL", reason });
  const both = withOutcomes(good, { "btrfs-6.1": same, [control]: same });
  assert.deepEqual(fail(both), ["1 cell ended FAIL"]);
  assert.deepEqual(
    causesOf(both.cells).map(({ cells }) => cells),
    [["btrfs-6.1", control]],
  );
  const other = withOutcomes(good, {
    "btrfs-6.1": same,
    [control]: (previous) => ({ ...previous, status: "FAIL", reason: "else" }),
  });
  assert.deepEqual(fail(other), ["1 cell ended FAIL", "1 control was not detected"]);
  assert.equal(causesOf(other.cells)[0]?.cells[0], "btrfs-6.1");
  // Where the product's FAIL is passed over, the control's is not.
  assert.equal(whyFailed(both, { failOn: "error", allow: [] }).length, 1);
  assert.deepEqual(causesOf(good.cells), []);
});

test("growth beyond a limit fails a run, growth up to it does not", () => {
  const withFigures = (size: number, createMs: number) =>
    withOutcomes(
      good,
      Object.fromEntries(
        good.cells.map(({ plan }) => [
          plan.id,
          ({ evidence, ...outcome }: CellOutcome): CellOutcome => ({
            ...outcome,
            ...(evidence
              ? { evidence: { ...evidence, archives: evidence.archives.map((one) => ({ ...one, size, createMs })) } }
              : {}),
          }),
        ]),
      ),
    );
  const [base, next] = [withFigures(50_000_000, 10_000), withFigures(52_500_000, 13_000)];
  const difference = differenceOf({ report: reportOf(base), run: base }, { report: reportOf(next), run: next });
  const why = (limits: Partial<Policy>) =>
    whyRegressed(next, { failOn: "fail", allow: [], ...limits }, difference).length;
  assert.deepEqual([why({}), why({ maxSizeGrowth: 5 }), why({ maxSizeGrowth: 4 })], [0, 0, 1]);
  assert.deepEqual([why({ maxTimeGrowth: 30 }), why({ maxTimeGrowth: 29 })], [0, 1]);
  assert.equal(why({ maxSizeGrowth: 0, maxTimeGrowth: 0 }), 2);
  assert.equal(whyRegressed(next, { failOn: "never", allow: [], maxSizeGrowth: 0 }, difference).length, 0);
});
