import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { generators } from "../../model/generators.ts";
import { maxGeneratorErrors } from "../../model/outcome.ts";
import {
  extentTotals,
  leftBehind,
  maxArchiveSize,
  readGeneratorLog,
  sizeOfArchive,
  usedMetadata,
  writerReportOf,
} from "./write.ts";

const folder = mkdtempSync(`${tmpdir()}/cowpio-size-`);
after(() => rmSync(folder, { recursive: true }));
const archive = `${folder}/archive`;
const failing = (message: RegExp) => ({ name: "StageFailure", stage: "archive", blame: "FAIL", message });

test("an archive has its size, up to the limit", async () => {
  writeFileSync(archive, "070701");
  assert.equal(await sizeOfArchive(archive, generators.dracut, "reflink"), 6);
  truncateSync(archive, maxArchiveSize);
  assert.equal(await sizeOfArchive(archive, generators.dracut, "reflink"), maxArchiveSize);
});

test("a larger one is dracut's failure, though it takes no place on its disk", async () => {
  truncateSync(archive, 500e9);
  await assert.rejects(
    sizeOfArchive(archive, generators.dracut, "zstd"),
    failing(/^archive: dracut \(zstd\): its archive has 500000000000 bytes, more than 1073741824/),
  );
});

test("a missing file, a folder and a link to another file are not archives", async () => {
  await assert.rejects(sizeOfArchive(`${folder}/none`, generators.dracut, "reflink"), failing(/wrote no archive/));
  await assert.rejects(sizeOfArchive(folder, generators.dracut, "reflink"), failing(/is not a regular file/));
  symlinkSync("/etc/passwd", `${folder}/link`);
  await assert.rejects(sizeOfArchive(`${folder}/link`, generators.dracut, "reflink"), failing(/is not a regular file/));
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

test("the staging tree that dracut was told to keep is not left behind, any other is, and every one of plain dracut", () => {
  assert.deepEqual(leftBehind(["dracut.iK3x9a"], generators.dracut, "reflink"), []);
  assert.deepEqual(leftBehind(["dracut.iK3x9a", "dracut.oo1Abc", "cpio.log"], generators.dracut, "reflink"), [
    "cpio.log",
    "dracut.XXXXXX",
  ]);
  assert.deepEqual(leftBehind(["dracut.iK3x9a"], generators.dracut, "gzip"), ["dracut.XXXXXX"]);
});

const logOf = (...lines: string[]) => {
  const reader = readGeneratorLog(generators.dracut);
  reader.add(`${lines.join("\n")}\n`);
  return reader;
};

test("errors of dracut, dracut-install and sourced scripts are facts, warnings are not", () => {
  const { errors } = logOf(
    "dracut[I]: *** Including module: bash ***",
    "dracut[W]: Could not find command 'mksh'",
    "dracut[E]: Module 'crypt' cannot be installed",
    "dracut-install: ERROR: installing 'nosuch'",
    "/usr/lib/dracut/modules.d/99x/module-setup.sh: line 12: syntax error near unexpected token `}'",
    "dracut[F]: cannot make the image",
  ).log();
  assert.deepEqual(errors, [
    "dracut[E]: Module 'crypt' cannot be installed",
    "dracut-install: ERROR: installing 'nosuch'",
    "/usr/lib/dracut/modules.d/99x/module-setup.sh: line 12: syntax error near unexpected token `}'",
    "dracut[F]: cannot make the image",
  ]);
});

test("the name of dracut's temporary folder is in no error: it is another in every run", () => {
  const [first, second] = ["iK3x9a", "ZZZZZZ"].map((name) =>
    logOf(`dracut[E]: cannot write /var/tmp/dracut.${name}/initramfs/init`).log(),
  );
  assert.deepEqual(first, second);
});

test("dracut's own line says why it ignores its dracut-cpio", () => {
  const line = "dracut[I]: *** --enhanced-cpio ignored due to lack of 3cpio or dracut-cpio ***";
  assert.equal(logOf("dracut[I]: x", line, "dracut[I]: y").log().ignoredWriter, line);
  assert.equal(logOf("dracut[I]: *** Creating image file ***").log().ignoredWriter, undefined);
});

test("a failed run is explained by its first errors, else by its last lines without warnings", () => {
  assert.equal(logOf("dracut[E]: first", "dracut[W]: later", "dracut[I]: last").failure(), "dracut[E]: first");
  assert.equal(logOf("cannot go on", "dracut[W]: harmless").failure(), "cannot go on");
  assert.equal(logOf("dracut[W]: harmless").failure(), "it printed no error");
});

test("a log without end keeps the first errors", () => {
  assert.equal(
    logOf(...Array.from({ length: 2 * maxGeneratorErrors }, (_, n) => `dracut[E]: ${n}`)).log().errors.length,
    maxGeneratorErrors,
  );
});
