import assert from "node:assert/strict";
import { test } from "node:test";
import { goodRun, mixedRun, withOutcomes } from "../../test/support/fixture.ts";
import { statuses } from "../model/outcome.ts";
import { adviceFor, skippedOf, troublesOf } from "./advice.ts";
import { gridOf, observations } from "./html/grid.ts";
import { countsOf, flakesSentence, verdictLine, verdictOf, verdictSentence } from "./verdict.ts";

test("every status is counted, also those that did not occur", () => {
  assert.deepEqual(countsOf(goodRun().cells), { PASS: 7, FAIL: 0, ERROR: 0, INCONCLUSIVE: 0, SKIP: 0 });
  assert.deepEqual(countsOf(mixedRun().cells), { PASS: 3, FAIL: 1, ERROR: 1, INCONCLUSIVE: 1, SKIP: 1 });
});

test("controls alone prove nothing", () => {
  const { cells } = goodRun();
  assert.equal(verdictOf({ cells: cells.filter(({ plan }) => plan.id.startsWith("control-")) }), "FAIL");
  assert.equal(verdictOf({ cells: cells.filter(({ plan }) => !plan.id.startsWith("control-")) }), "PASS");
});

test("troubles come by severity, skips by their reason, and each trouble has something to do", () => {
  const { cells } = mixedRun();
  assert.deepEqual(
    troublesOf(cells).map(({ outcome }) => outcome.status),
    ["FAIL", "ERROR", "INCONCLUSIVE"],
  );
  assert.deepEqual(skippedOf(cells), [
    { reason: "this kernel cannot mount XFS made by these tools", cells: ["xfs-6.12"] },
  ]);
  for (const status of statuses)
    for (const stage of ["provision", "stage", "archive", "verify", "boot"] as const)
      for (const { plan, outcome } of withOutcomes(goodRun(), {}).cells)
        assert.equal(
          adviceFor({ plan, outcome: { ...outcome, status, stage } }) !== undefined,
          ["FAIL", "ERROR", "INCONCLUSIVE"].includes(status),
        );
});

test("the grid has every cell once: file systems, then controls, against kernels", () => {
  const { cells } = mixedRun();
  const { kernels, rows } = gridOf([...cells].reverse());
  assert.deepEqual([...kernels].sort(), ["6.1", "6.12"]);
  assert.deepEqual(
    rows.map(({ control }) => control),
    [false, false, true, true, true],
  );
  const placed = rows.flatMap(({ cells: own }) => own.flat());
  assert.deepEqual(new Set(placed), new Set(cells));
  assert.equal(placed.length, cells.length);
});

test("two kernels of one name share a place in the grid, and neither is lost", () => {
  const [cell] = goodRun().cells;
  assert.ok(cell);
  assert.deepEqual(gridOf([cell, cell]).rows[0]?.cells, [[cell, cell]]);
});

test("a cell says in two phrases what was seen of it", () => {
  const seen = Object.fromEntries(mixedRun().cells.map((cell) => [cell.plan.id, observations(cell).join(", ")]));
  assert.equal(seen["btrfs-6.1"], "100.00 % shared, booted in 10.91 s");
  assert.equal(seen["xfs-6.1"], "100.00 % shared, could not tell");
  assert.equal(seen["xfs-6.12"], "not tried");
  assert.equal(seen["control-ext4-6.12"], "copied, booted in 10.91 s");
  assert.equal(seen["control-no-init-6.12"], "ended at archive");
});

test("the last line says what its verdict is not", () => {
  const [cell, control] = [["btrfs"], ["control-ext4"]].map(([id]) =>
    goodRun().cells.find(({ plan }) => plan.id.startsWith(id as string)),
  );
  assert.ok(cell && control);
  assert.equal(verdictLine({ cells: [cell, control] }), "verdict PASS");
  assert.equal(verdictLine({ cells: [cell] }), "verdict PASS; no negative control");
  const shard = { index: 1, of: 2, plan: `sha256:${"1".repeat(64)}`, cells: 2, positions: [0] } as const;
  assert.equal(verdictLine({ cells: [control], shard }), "verdict PASS of shard 1/2: the merged report's counts");
});

test("tries are counted and reported, and beyond the budget the machine is called into doubt", () => {
  const attempts = [{ status: "INCONCLUSIVE", reason: "no loop device" }] as const;
  const flaky = (count: number) => {
    const run = goodRun();
    return run.cells.map((cell, index) => (index < count ? { ...cell, outcome: { ...cell.outcome, attempts } } : cell));
  };
  assert.equal(flakesSentence(goodRun().cells), undefined);
  assert.equal(flakesSentence(flaky(1)), "1 inconclusive try repeated");
  assert.match(
    flakesSentence(flaky(2)) ?? "",
    /^2 inconclusive tries repeated, in more than 5 % of the cells: this machine/,
  );
  assert.match(verdictSentence({ cells: flaky(1) }), /^PASS: 7 cells, 7 PASS; .*; 1 inconclusive try repeated$/);
});

test("a shard of controls alone is good, for the whole is judged when it is merged", () => {
  const controls = goodRun().cells.filter(({ plan }) => plan.id.startsWith("control-"));
  const shard = { index: 2, of: 2, plan: `sha256:${"1".repeat(64)}`, cells: 7, positions: [4, 5, 6] } as const;
  assert.equal(verdictOf({ cells: controls, shard }), "PASS");
  assert.match(
    verdictSentence({ cells: controls, shard }),
    /^PASS of shard 2\/2: 3 cells, 3 PASS; 3 of 3 negative controls/,
  );
});
