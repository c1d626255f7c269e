import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { goodRun } from "../../test/support/fixture.ts";
import { openCheckpoint } from "./checkpoint.ts";

const plan = `sha256:${"1".repeat(64)}` as const;
const other = `sha256:${"2".repeat(64)}` as const;

function scratch() {
  const path = mkdtempSync(`${tmpdir()}/cowpio-kept-`);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

test("a finished cell is found again, by another run's nonce too; what was staged anew or by another image is not", () => {
  using folder = scratch();
  const [cell] = goodRun().cells;
  assert.ok(cell);
  const open = (image = "cell:1") => openCheckpoint(folder.path, plan, () => image);
  assert.equal(open().outcomeOf(cell.plan), undefined);
  open().save(cell);
  assert.deepEqual(
    open().outcomeOf({ ...cell.plan, nonce: "another", runInputs: { accelerator: "tcg" } }),
    cell.outcome,
  );
  const kernel = { ...cell.plan.kernel, digest: other };
  assert.equal(open().outcomeOf({ ...cell.plan, kernel }), undefined);
  assert.equal(open("cell:2").outcomeOf(cell.plan), undefined);
});

test("another plan's folder and a damaged cell are refused, with what to do", () => {
  using folder = scratch();
  const [cell] = goodRun().cells;
  assert.ok(cell);
  const saved = openCheckpoint(folder.path, plan, () => "cell:1");
  saved.save(cell);
  assert.throws(
    () => openCheckpoint(folder.path, other, () => "cell:1"),
    /checkpoints of another plan or version\. Use the same/,
  );
  writeFileSync(`${folder.path}/cells/${cell.plan.id}.json`, "{");
  assert.throws(() => saved.outcomeOf(cell.plan), /cells\/\S+\.json: .*; remove it, and what it holds is run again/);
});
