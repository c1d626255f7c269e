import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { extentTotals, maxArchiveSize, sizeOfArchive, usedMetadata, writerReportOf } from "./write.ts";

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

test("FIEMAP's total is split by the SHARED flag", () => {
  const extents = [
    { length: 8192, flags: ["shared"] },
    { length: 4096, flags: ["last"] },
  ];
  assert.deepEqual(extentTotals(extents), { total: 12288, shared: 8192, exclusive: 4096, extents: 2 });
});

test("duplicated metadata of Btrfs counts twice", () => {
  const df = (profile: string) =>
    `Data, single: total=8388608, used=1048576\nSystem, DUP: total=8388608, used=16384\nMetadata, ${profile}: total=268435456, used=147456\n`;
  assert.equal(usedMetadata(df("DUP")), 294912);
  assert.equal(usedMetadata(df("single")), 147456);
  assert.throws(() => usedMetadata("nonsense"), /no line of metadata/);
});

test("a writer's report has its calls, and members that were copied for a reason, by name", () => {
  const lines = [
    '{"writer":{"program":"/usr/bin/dracut-cpio","executable":"/usr/bin/cowpio","version":"0.1.0","arguments":["out"]}}',
    '{"name":"b","cloned":0,"copied":9,"reason":"smaller than a block"}',
    '{"name":"a","cloned":4096,"copied":0}',
    "",
  ].join("\n");
  assert.deepEqual(writerReportOf(lines), {
    calls: [{ program: "/usr/bin/dracut-cpio", version: "0.1.0" }],
    reasons: [{ name: "b", reason: "smaller than a block" }],
  });
});
