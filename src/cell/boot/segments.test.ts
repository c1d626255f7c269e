import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { zstdCompressSync } from "node:zlib";
import { archiveSegments } from "./segments.ts";

/** An archive of GNU cpio, without its padding to 512 bytes. */
const archive = (...names: string[]): Buffer => {
  const bytes = execFileSync("cpio", ["--create", "--quiet", "--format=newc"], { input: `${names.join("\n")}\n` });
  const end = bytes.indexOf("TRAILER!!!") + "TRAILER!!!".length + 1;
  return bytes.subarray(0, Math.ceil(end / 4) * 4);
};

test("concatenated archives are distinguished, whatever NULs are between them", () => {
  const [first, second] = [archive("package.json"), archive("README.md", "src")];
  assert.deepEqual(archiveSegments(Buffer.concat([first, Buffer.alloc(512), second])), [
    { offset: 0, length: first.length },
    { offset: first.length + 512, length: second.length },
  ]);
  assert.deepEqual(archiveSegments(Buffer.concat([first, second, Buffer.alloc(3)])).length, 2);
});

test("a compressed segment reaches to the end of the file", () => {
  const [first, second] = [archive("package.json"), zstdCompressSync(archive("README.md"))];
  const [plain, compressed, ...rest] = archiveSegments(Buffer.concat([first, Buffer.alloc(4), second]));
  assert.equal(plain?.decompress, undefined);
  assert.deepEqual([compressed?.offset, compressed?.length], [first.length + 4, second.length]);
  assert.match(compressed?.decompress ?? "", /^zstd /);
  assert.deepEqual(rest, []);
});

test("a cut archive, or data that is not an archive, ends the list", () => {
  const first = archive("package.json");
  assert.deepEqual(archiveSegments(first.subarray(0, first.length - 40)), []);
  assert.equal(archiveSegments(Buffer.concat([first, Buffer.from("no archive")])).length, 1);
  assert.deepEqual(archiveSegments(Buffer.alloc(0)), []);
});
