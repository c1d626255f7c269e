import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { makeWritable } from "./writable.ts";

test("a folder is made, and nothing is left in it", () => {
  const path = mkdtempSync(`${tmpdir()}/cowpio-writable-`);
  makeWritable(`${path}/a/b`, "report-dir");
  makeWritable(`${path}/a/b`, "report-dir");
  assert.deepEqual(readdirSync(`${path}/a/b`), []);
  rmSync(path, { recursive: true });
});

test("an unwritable folder is reported at once, with the input that named it", () => {
  const path = mkdtempSync(`${tmpdir()}/cowpio-writable-`);
  writeFileSync(`${path}/file`, "");
  const refused = (folder: string) =>
    assert.throws(() => makeWritable(folder, "resume"), /^UserError: resume \/.*; use a/);
  refused(`${path}/file`);
  refused(`${path}/file/below`);
  refused("/proc/cowpio/below");
  assert.ok(!existsSync("/proc/cowpio"));
  rmSync(path, { recursive: true });
});
