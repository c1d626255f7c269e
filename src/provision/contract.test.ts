import assert from "node:assert/strict";
import { test } from "node:test";
import { contract, judgeContract } from "./contract.ts";

const all = contract.flatMap(({ programs }) => programs);
const wrong = (found: readonly string[], version = "dracut 059-4") =>
  judgeContract(found, version)
    .filter(({ ok }) => !ok)
    .map(({ what }) => what);

test("a subject that brings everything is in order", () => {
  assert.deepEqual(wrong(all), []);
});

test("what every cell needs is missed, what some want is told", () => {
  assert.deepEqual(wrong([]), ["dracut", "bash", "depmod", "udevadm"]);
  const [compiler] = judgeContract(
    all.filter((name) => name !== "cc"),
    "dracut 112",
  ).filter(({ what }) => what === "cc");
  assert.deepEqual([compiler?.ok, compiler?.seen], [true, "not there; only wanted by dracuts: a checkout"]);
});

test("a dracut without --enhanced-cpio is too old", () => {
  assert.deepEqual(wrong(all, "dracut 056"), ["dracut"]);
  assert.deepEqual(wrong(all, ""), ["dracut"]);
  assert.deepEqual(wrong(all, "dracut 112-1"), []);
});
