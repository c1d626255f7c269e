import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { defaultCacheDir, filesBelow, makeWritable, readHead, resolveInRoot } from "./files.ts";

let root = "";
before(() => {
  root = mkdtempSync(`${tmpdir()}/cowpio-below-`);
  mkdirSync(`${root}/usr/lib`, { recursive: true });
  for (const [link, target] of [
    ["lib", "usr/lib"],
    ["absolute", "/usr/lib"],
    ["out", "/../../etc"],
    ["up", "../../../../../../etc"],
    ["usr/lib/host", "/opt/cowpio"],
    ["loop", "loop"],
  ] as const)
    symlinkSync(target, `${root}/${link}`);
});
after(() => rmSync(root, { recursive: true }));

for (const [path, location] of [
  ["/boot/initramfs.img", "/boot/initramfs.img"],
  ["lib/modules", "/usr/lib/modules"],
  ["/absolute/dracut", "/usr/lib/dracut"],
  ["out/shadow", "/etc/shadow"],
  ["up/shadow", "/etc/shadow"],
  ["usr/../../../etc", "/etc"],
  ["lib/host/cell.js", "/opt/cowpio/cell.js"],
] as const)
  test(`${path} of the distro is ${location}`, async () => {
    assert.equal(await resolveInRoot(root, path), `${root}${location}`);
  });

test("a loop of links is none of its places", async () => {
  await assert.rejects(resolveInRoot(root, "loop/x"), /too many levels of symbolic links/);
});

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

const heads = mkdtempSync(`${tmpdir()}/cowpio-head-`);
after(() => rmSync(heads, { recursive: true }));

test("a short file is read whole, a long one from its start", async () => {
  writeFileSync(`${heads}/short`, "eins\nzwei\n");
  assert.equal(await readHead(`${heads}/short`, 100), "eins\nzwei\n");
  assert.equal(await readHead(`${heads}/short`, 5), "eins\n");
});

test("a file of 500 GB and a pipe that nobody writes to are no trap", async () => {
  writeFileSync(`${heads}/long`, "begin");
  truncateSync(`${heads}/long`, 500e9);
  assert.equal((await readHead(`${heads}/long`, 16)).replaceAll("\0", "."), "begin...........");
  execFileSync("mkfifo", [`${heads}/pipe`]);
  assert.equal(await readHead(`${heads}/pipe`, 16), "");
});

test("a missing file is an error", async () => {
  await assert.rejects(readHead(`${heads}/none`, 16), { code: "ENOENT" });
});

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

test("the cache's folder is absolute, whatever the environment has", () => {
  assert.equal(defaultCacheDir({ XDG_CACHE_HOME: "/c", HOME: "/home/a" }), "/c/cowpio");
  assert.equal(defaultCacheDir({ XDG_CACHE_HOME: "relative", HOME: "/home/a" }), "/home/a/.cache/cowpio");
  for (const env of [{}, { HOME: "" }, { HOME: "relative" }])
    assert.equal(
      defaultCacheDir(env, () => "/home/b"),
      "/home/b/.cache/cowpio",
    );
  const noEntry = () => {
    throw new Error("ENOENT");
  };
  assert.equal(defaultCacheDir({}, noEntry), "/root/.cache/cowpio");
});
