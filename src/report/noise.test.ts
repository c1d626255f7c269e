import assert from "node:assert/strict";
import { test } from "node:test";
import { between, sideOf, slowed } from "../../test/support/differences.ts";
import { goodRun } from "../../test/support/fixture.ts";
import { differenceOf, hasRegressed } from "./diff.ts";
import { diffText } from "./diff-text.ts";

test("a figure beyond 20 % and 100 ms is reported, one within is noise", () => {
  const only = (factor: number) => slowed(goodRun(), (cell) => (cell === "btrfs-6.1" ? factor : 1));
  assert.deepEqual(between(goodRun(), only(1.19)).performance.drifts, []);
  assert.deepEqual(
    between(goodRun(), only(1.3)).performance.drifts.map(({ cell, recipe, measure, worse }) => [
      cell,
      recipe,
      measure,
      worse,
    ]),
    [["btrfs-6.1", "reflink", "creation", true]],
    "of gzip and zstd there are four cells, too few to know their scatter",
  );
  assert.equal(between(goodRun(), only(2.1)).performance.drifts.length, 3);
  assert.ok(between(goodRun(), only(0.5)).performance.drifts.every(({ worse }) => !worse));
  assert.equal(hasRegressed(between(goodRun(), only(9))), false);
  assert.deepEqual(
    between(
      slowed(goodRun(), () => 0.001),
      slowed(goodRun(), () => 0.002),
    ).performance.drifts,
    [],
  );
});

test("if all cells scatter, only changes beyond three times that count; if all move, all count", () => {
  const scattered = slowed(goodRun(), (cell, index) => (cell === "btrfs-6.1" ? 2.5 : index % 2 ? 1.15 : 0.9));
  const { drifts, compared } = between(goodRun(), scattered).performance;
  assert.deepEqual([...new Set(drifts.map(({ cell }) => cell))], ["btrfs-6.1"]);
  assert.ok(
    (compared.find(({ measure, recipe }) => measure === "creation" && recipe === "reflink")?.factor ?? 0) > 1.3,
  );
  const moved = between(
    goodRun(),
    slowed(goodRun(), () => 1.5),
  ).performance.drifts;
  assert.equal(moved.filter(({ recipe }) => recipe === "reflink").length, 7);
});

test("times of other hosts or accelerators, or of cells that ran at the same time, are not compared, and that is reported", () => {
  const run = slowed(goodRun(), () => 3);
  const atOnce = between({ ...goodRun(), jobs: 2 }, { ...run, jobs: 2 }).performance;
  assert.deepEqual([atOnce.drifts.length, atOnce.notCompared.length], [0, 1]);
  const other = { ...run, accelerator: "kvm" as const, host: { ...run.host, cpu: "another" } };
  const difference = between(goodRun(), other);
  assert.deepEqual(difference.performance.drifts, []);
  assert.deepEqual([...new Set(difference.performance.compared.map(({ measure }) => measure))], ["exclusive bytes"]);
  assert.match(
    diffText(difference),
    /times: the accelerator was tcg and is kvm, the processor was AMD EPYC and is another/,
  );
  const { report } = sideOf(run);
  assert.match(diffText(differenceOf({ report }, sideOf(run))), /of BASE there is no run\.json/);
});
