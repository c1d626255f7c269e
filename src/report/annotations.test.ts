import assert from "node:assert/strict";
import { test } from "node:test";
import { annotationsOf } from "./annotations.ts";
import { goodRun, hostileText, withOutcomes } from "./fixture.ts";
import { wideRun } from "./wide-fixture.ts";

test("a run in which all came out as it must has nothing to annotate", () => {
  assert.deepEqual(annotationsOf(goodRun().cells), []);
});

test("what went wrong is told by cell, on one line, whatever its reason holds", () => {
  const { cells } = withOutcomes(goodRun(), {
    "btrfs-6.1": (had) => ({ ...had, status: "FAIL", reason: hostileText }),
  });
  const [told, ...more] = annotationsOf(cells);
  assert.deepEqual([told?.title, more.length], ["FAIL btrfs-6.1", 0]);
  assert.match(told?.text ?? "", /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u);
});

test("of many the first are told, and the last says how many more there are", () => {
  const told = annotationsOf(wideRun(200).cells);
  assert.ok(told.length === 9, `${told.length}`);
  assert.match(told[8]?.title ?? "", /^\d+ more cells went wrong$/);
});
