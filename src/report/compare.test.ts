import assert from "node:assert/strict";
import { test } from "node:test";
import { goodRun } from "../../test/support/fixture.ts";
import type { Run } from "../model/run.ts";
import { matchedTo } from "./compare.ts";
import { differenceOf } from "./diff.ts";
import { reportOf } from "./json.ts";

const sideOf = (run: Run) => ({ report: reportOf(run), run });
const digest = `sha256:${"1".repeat(64)}` as const;

/** The run with a checkout of dracut from a folder of this name in the place of the distro's own. */
const withCheckout = (name: string, run = goodRun()): Run => ({
  ...run,
  cells: run.cells.map(({ plan, outcome }) => {
    const id = `${plan.id}-${name}`;
    return { plan: { ...plan, id, dracut: name, checkout: digest }, outcome: { ...outcome, cell: id } };
  }),
});

test("a baseline from a checkout's folder of another name is compared all the same, with its times", () => {
  const [base, next] = [sideOf(withCheckout("main")), sideOf(withCheckout("pull-7"))];
  const difference = differenceOf(matchedTo(next, base), next);
  assert.equal(difference.common, goodRun().cells.length);
  assert.deepEqual([difference.newCells, difference.goneCells], [[], []]);
  assert.ok(difference.performance.compared.length > 0);
});

test("a checkout is compared with the distro's own dracut where the base has no other", () => {
  const [base, next] = [sideOf(goodRun()), sideOf(withCheckout("pull-7"))];
  assert.equal(differenceOf(matchedTo(next, base), next).common, goodRun().cells.length);
  const both = sideOf({ ...goodRun(), cells: [...goodRun().cells, ...withCheckout("pull-7").cells] });
  const { common, newCells } = differenceOf(matchedTo(both, base), both);
  assert.deepEqual([common, newCells.length], [goodRun().cells.length, goodRun().cells.length]);
});

test("two checkouts in one report have different names", () => {
  const two = { ...goodRun(), cells: [...withCheckout("a").cells, ...withCheckout("b").cells] };
  const [base, next] = [sideOf(withCheckout("main")), sideOf(two)];
  assert.equal(differenceOf(matchedTo(next, base), next).common, 0);
});
