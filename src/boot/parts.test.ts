import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { archiveParts } from "./parts.ts";

/** Of GNU cpio, without its padding to 512 bytes. */
const archive = (...names: string[]): Buffer => {
  const bytes = execFileSync("cpio", ["--create", "--quiet", "--format=newc"], { input: `${names.join("\n")}\n` });
  const end = bytes.indexOf("TRAILER!!!") + "TRAILER!!!".length + 1;
  return bytes.subarray(0, Math.ceil(end / 4) * 4);
};

test("archives behind one another are told apart, whatever NULs lie between them", () => {
  const [first, second] = [archive("package.json"), archive("README.md", "src")];
  assert.deepEqual(archiveParts(Buffer.concat([first, Buffer.alloc(512), second])), [
    { offset: 0, length: first.length },
    { offset: first.length + 512, length: second.length },
  ]);
  assert.deepEqual(archiveParts(Buffer.concat([first, second, Buffer.alloc(3)])).length, 2);
});

test("what is cut or is no archive ends the list", () => {
  const first = archive("package.json");
  assert.deepEqual(archiveParts(first.subarray(0, first.length - 40)), []);
  assert.equal(archiveParts(Buffer.concat([first, Buffer.from("compressed")])).length, 1);
  assert.deepEqual(archiveParts(Buffer.alloc(0)), []);
});
