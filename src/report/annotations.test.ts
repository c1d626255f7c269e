import assert from "node:assert/strict";
import { test } from "node:test";
import { goodRun, hostileText, withOutcomes } from "../../test/support/fixture.ts";
import { wideRun } from "../../test/support/wide-fixture.ts";
import { annotationsOf } from "./annotations.ts";

test("a run in which all came out as it must has nothing to annotate", () => {
  assert.deepEqual(annotationsOf(goodRun().cells), []);
});

test("each failed cell is one line, whatever its reason contains", () => {
  const { cells } = withOutcomes(goodRun(), {
    "btrfs-6.1": (previous) => ({ ...previous, status: "FAIL", reason: hostileText }),
  });
  const [first, ...more] = annotationsOf(cells);
  assert.deepEqual([first?.title, more.length], ["FAIL btrfs-6.1", 0]);
  assert.match(first?.text ?? "", /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u);
});

test("of many failures the first are listed, and the last line counts the rest", () => {
  const first = annotationsOf(wideRun(200).cells);
  assert.ok(first.length === 9, `${first.length}`);
  assert.match(first[8]?.title ?? "", /^\d+ more cells went wrong$/);
});

test("a checkout that does not build is reported at the file and the line where the compiler stopped", () => {
  const annotated = (dracut: string, file = "src/install/util.c") => {
    const [cell] = goodRun().cells;
    assert.ok(cell);
    const plan = { ...cell.plan, requested: { ...cell.plan.requested, dracut } };
    const source = { file, line: 12 };
    // The words of the reason do not matter.
    const [first] = annotationsOf([{ plan, outcome: { ...cell.outcome, status: "FAIL", reason: "?", source } }]);
    return [first?.file, first?.startLine];
  };
  assert.deepEqual(annotated("./dracut/"), ["dracut/src/install/util.c", 12]);
  for (const dracut of ["builtin", "/srv/dracut", "../dracut"])
    assert.deepEqual(annotated(dracut), [undefined, undefined]);
  assert.deepEqual(annotated("./dracut", "../../etc/passwd"), [undefined, undefined]);
});
