/** File systems that are full, and those that cannot be mounted. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { create } from "../../native/index.js";
import { kindsOf, tryMount } from "../../src/cell/stage/image.ts";
import { content } from "../support/cowpio.ts";
import { mounted, mountProblem, type Profile, run, scratch, skipReason } from "../support/scratch.ts";

const btrfs: Profile = { name: "Btrfs", mkfs: ["mkfs.btrfs", "-q"] };
const xfs: Profile = { name: "XFS", mkfs: ["mkfs.xfs", "-q"] };
const mountSkip = mountProblem();

/** A tmpfs of that size, mounted while it is held. */
function memory(size: string): { readonly path: string } & Disposable {
  const folder = scratch();
  run("mount", "-t", "tmpfs", "-o", `size=${size}`, "none", folder.path);
  return {
    path: folder.path,
    [Symbol.dispose]: () => {
      run("umount", folder.path);
      folder[Symbol.dispose]();
    },
  };
}

test("a tmpfs without a limit, which says that it has no blocks, is not full", {
  skip: mountSkip ?? false,
}, async () => {
  using disk = memory("0");
  mkdirSync(`${disk.path}/tree`);
  writeFileSync(`${disk.path}/tree/f`, content(70001, 1));
  assert.equal((await create({ tree: `${disk.path}/tree`, output: `${disk.path}/archive.img` })).copied, 70001);
});

test("files unpacked before the file system was full are reported", {
  skip: mountSkip ?? false,
}, async () => {
  using folder = scratch();
  using disk = memory("128k");
  mkdirSync(`${folder.path}/tree`);
  for (const name of ["a", "b", "c"]) writeFileSync(`${folder.path}/tree/${name}`, content(70001, 1));
  await create({ tree: `${folder.path}/tree`, output: `${folder.path}/archive.img` });
  const { status, stderr } = spawnSync("build/cowpio", ["extract", `${folder.path}/archive.img`, disk.path], {
    encoding: "utf8",
  });
  assert.equal(status, 1);
  assert.match(stderr, /\(ENOSPC\); free some space on DIR's file system; what was unpacked before is still there\n$/);
  assert.ok(readdirSync(disk.path).length > 0);
});

test("a full file system leaves no archive, and says so", {
  skip: mountSkip ?? skipReason(btrfs) ?? false,
}, async () => {
  using disk = mounted({ ...xfs, mkfs: ["mkfs.xfs", "-q", "-m", "reflink=0"] });
  mkdirSync(`${disk.path}/tree`);
  writeFileSync(`${disk.path}/tree/big`, Buffer.alloc(600 << 20, 1));
  const attempt = create({
    directory: `${disk.path}/tree`,
    names: ["big"],
    output: `${disk.path}/archive.img`,
    dataAlign: 4096,
  });
  await assert.rejects(attempt, { code: "ENOSPC", syscall: "write" });
  assert.deepEqual(readdirSync(disk.path), ["tree"]);
});

test("a kernel that mounts the kind, but not this one, skips; a machine that mounts neither is inconclusive", {
  skip: mountProblem() ?? skipReason({ name: "ext4", mkfs: ["mkfs.ext4", "-q"] }) ?? false,
}, async () => {
  using folder = scratch();
  const at = `${folder.path}/mnt`;
  mkdirSync(at);
  const image = (name: string) => {
    const path = `${folder.path}/${name}`;
    writeFileSync(path, "");
    truncateSync(path, 64 << 20);
    run("mkfs.ext4", "-q", path);
    return path;
  };
  const mount = (path: string) => async () => void run("mount", "-o", "loop", path, at);
  const unmounted = (path: string) => async () => {
    run("mount", "-o", "loop", path, at);
    run("umount", at);
  };
  const known = async () => kindsOf(readFileSync("/proc/filesystems", "utf8")).includes("ext4");
  const blame = async (own: () => Promise<void>, plain: () => Promise<void>) =>
    (await tryMount({ own, plain, known }))?.blame;
  const plain = unmounted(image("plain"));
  const unsupported = image("unsupported");
  // An incompatible feature that no kernel has.
  run("debugfs", "-w", "-R", "feature FEATURE_I30", unsupported);
  assert.equal(await blame(mount(unsupported), plain), "SKIP");
  const absent = mount(`${folder.path}/absent`);
  assert.equal(await blame(absent, absent), "INCONCLUSIVE");
  assert.equal(await blame(plain, absent), undefined);
});
