/**
 * The state after a power cut right after the command. Loop devices write through the image's page cache: a copy of the
 * image holds what the file system has sent to its disk by then, and nothing else.
 */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { test } from "node:test";
import { type Kind, kindOf, noise } from "../support/kinds.ts";
import { mounted, mountProblem, run, scratch, skipReason } from "../support/scratch.ts";

const sizes = [1, 3000, 4097, 70001, 131072, 500_001];
/** mkfs.xfs refuses less than 300 MB. */
const image = 320 << 20;

/** The bytes that `output` had when the command ended, and those that it has once the copied image is mounted. */
function cut(kind: Kind, before: "nothing" | "another archive") {
  using folder = scratch();
  const copy = `${folder.path}/copy.img`;
  const path = `${folder.path}/mnt`;
  let written: Buffer;
  {
    using disk = mounted(kind, image);
    mkdirSync(`${disk.path}/tree`);
    for (const size of sizes) writeFileSync(`${disk.path}/tree/${size}`, noise(size, size));
    if (before === "another archive") writeFileSync(`${disk.path}/archive.img`, noise(100_000, "before"));
    run("sync", "-f", disk.path);
    const command = ["create", `--tree=${disk.path}/tree`, "--truncate-existing", `${disk.path}/archive.img`];
    const { status, stderr } = spawnSync(resolve("build/cowpio"), command, { encoding: "utf8" });
    run("cp", "--sparse=always", `${dirname(disk.path)}/disk.img`, copy);
    assert.equal(status, 0, stderr);
    written = readFileSync(`${disk.path}/archive.img`);
  }
  // Not while the other is mounted: they have one UUID.
  mkdirSync(path);
  run("mount", "-o", "loop", copy, path);
  try {
    for (const size of sizes) assert.ok(readFileSync(`${path}/tree/${size}`).equals(noise(size, size)), `${size}`);
    return { written, after: readFileSync(`${path}/archive.img`) };
  } finally {
    run("umount", path);
  }
}

for (const kind of [kindOf("Btrfs"), kindOf("XFS"), kindOf("ext4")])
  for (const before of ["nothing", "another archive"] as const)
    test(`${kind.name}: a power cut behind the command finds the archive whole where there was ${before}`, {
      skip: mountProblem() ?? skipReason(kind) ?? false,
    }, () => {
      const { written, after: saved } = cut(kind, before);
      assert.ok(written.length > 700_000 && saved.equals(written));
    });
