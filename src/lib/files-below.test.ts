import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { filesBelow } from "./files-below.ts";

const folder = mkdtempSync(`${tmpdir()}/cowpio-files-`);
after(() => rmSync(folder, { recursive: true }));

test("files and symlinks are found in every folder, sorted by path, and no symlink is followed", async () => {
  mkdirSync(`${folder}/a/b`, { recursive: true });
  mkdirSync(`${folder}/empty`);
  for (const path of ["z", "a/b/c", "a.b"]) writeFileSync(`${folder}/${path}`, "");
  symlinkSync("..", `${folder}/a/up`);
  assert.deepEqual(await filesBelow(folder), [
    { path: "a.b", symlink: false },
    { path: "a/b/c", symlink: false },
    { path: "a/up", symlink: true },
    { path: "z", symlink: false },
  ]);
});
