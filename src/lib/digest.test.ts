import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { digestTree } from "./digest.ts";

const folder = mkdtempSync(`${tmpdir()}/cowpio-digest-`);
after(() => rmSync(folder, { recursive: true }));

test("a checkout, a worktree and a submodule of the same files have one digest", async () => {
  for (const name of ["checkout", "worktree", "submodule"]) {
    mkdirSync(`${folder}/${name}`);
    writeFileSync(`${folder}/${name}/.gitignore`, "*.o");
  }
  mkdirSync(`${folder}/checkout/.git`);
  writeFileSync(`${folder}/checkout/.git/HEAD`, "ref: refs/heads/main");
  writeFileSync(`${folder}/worktree/.git`, "gitdir: /one/.git/worktrees/worktree");
  writeFileSync(`${folder}/submodule/.git`, "gitdir: ../.git/modules/submodule");
  const digest = (name: string) => digestTree(`${folder}/${name}`, [".git"]);
  assert.equal(await digest("worktree"), await digest("checkout"));
  assert.equal(await digest("submodule"), await digest("checkout"));
  writeFileSync(`${folder}/worktree/.gitignore`, "*.a");
  assert.notEqual(await digest("worktree"), await digest("checkout"));
});
