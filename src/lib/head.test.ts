import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { readHead } from "./head.ts";

const folder = mkdtempSync(`${tmpdir()}/cowpio-head-`);
after(() => rmSync(folder, { recursive: true }));

test("a short file is read whole, a long one from its start", async () => {
  writeFileSync(`${folder}/short`, "eins\nzwei\n");
  assert.equal(await readHead(`${folder}/short`, 100), "eins\nzwei\n");
  assert.equal(await readHead(`${folder}/short`, 5), "eins\n");
});

test("a file of 500 GB and a pipe that nobody writes to are no trap", async () => {
  writeFileSync(`${folder}/long`, "begin");
  truncateSync(`${folder}/long`, 500e9);
  assert.equal((await readHead(`${folder}/long`, 16)).replaceAll("\0", "."), "begin...........");
  execFileSync("mkfifo", [`${folder}/pipe`]);
  assert.equal(await readHead(`${folder}/pipe`, 16), "");
});

test("a missing file is an error", async () => {
  await assert.rejects(readHead(`${folder}/none`, 16), { code: "ENOENT" });
});
