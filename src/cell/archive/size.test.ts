import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { maxArchiveSize, sizeOfArchive } from "./size.ts";

const folder = mkdtempSync(`${tmpdir()}/cowpio-size-`);
after(() => rmSync(folder, { recursive: true }));
const archive = `${folder}/archive`;
const failing = (message: RegExp) => ({ name: "StageFailure", stage: "archive", blame: "FAIL", message });

test("an archive has its size, up to the limit", async () => {
  writeFileSync(archive, "070701");
  assert.equal(await sizeOfArchive(archive, "reflink"), 6);
  truncateSync(archive, maxArchiveSize);
  assert.equal(await sizeOfArchive(archive, "reflink"), maxArchiveSize);
});

test("a larger one is dracut's failure, though it takes no place on its disk", async () => {
  truncateSync(archive, 500e9);
  await assert.rejects(
    sizeOfArchive(archive, "zstd"),
    failing(/^archive: dracut \(zstd\): its archive has 500000000000 bytes, more than 1073741824/),
  );
});

test("a missing file, a folder and a link to another file are not archives", async () => {
  await assert.rejects(sizeOfArchive(`${folder}/none`, "reflink"), failing(/made no archive/));
  await assert.rejects(sizeOfArchive(folder, "reflink"), failing(/is not a regular file/));
  symlinkSync("/etc/passwd", `${folder}/link`);
  await assert.rejects(sizeOfArchive(`${folder}/link`, "reflink"), failing(/is not a regular file/));
});
