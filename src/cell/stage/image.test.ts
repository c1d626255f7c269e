import assert from "node:assert/strict";
import { test } from "node:test";
import { profileOf } from "../../model/file-systems.ts";
import { kindsOf, ltsProfile, type MountTrial, makeFileSystem, mountOptions, tryMount, withOptions } from "./image.ts";

const profileName = (path: string) => /lts_(.+)\.conf$/.exec(path)?.[1];

test("XFS is made for the oldest of the kernels that mount it", () => {
  assert.equal(profileName(ltsProfile("6.12.117+deb13-cloud-amd64", "6.18.44")), "6.12");
  assert.equal(profileName(ltsProfile("7.2.9-cloud-amd64", "6.8.0-1021-azure")), "6.6");
  assert.equal(profileName(ltsProfile("5.10.0-39-cloud-amd64", "6.18.44")), "5.10");
  assert.equal(profileName(ltsProfile("3.10.0", "6.18.44")), "4.19");
  assert.equal(profileName(ltsProfile("unknown", "6.18.44")), "4.19");
});

const conf = "# For 6.1\n\n[metadata]\nbigtime=1\nreflink=1\nrmapbt=0\n\n[inode]\nsparse=1\n";

test("a profile's value takes the place of the configuration's, in its section or a new one", () => {
  assert.equal(
    withOptions(conf, ["metadata.rmapbt=1"]),
    "# For 6.1\n\n[metadata]\nrmapbt=1\nbigtime=1\nreflink=1\n\n[inode]\nsparse=1\n",
  );
  assert.equal(withOptions(conf, ["block.size=1024"]), `${conf}\n[block]\nsize=1024\n`);
  assert.equal(withOptions(conf, []), conf);
  assert.throws(() => withOptions(conf, ["rmapbt"]), /not section.name=value: rmapbt/);
});

test("a profile's options reach mkfs and mount", () => {
  assert.deepEqual(makeFileSystem(profileOf("btrfs-64k-nodes"), "disk.img", "").args, [
    "--quiet",
    "--nodesize",
    "65536",
    "disk.img",
  ]);
  assert.deepEqual(mountOptions(profileOf("btrfs-subvolume")), ["subvol=@"]);
  assert.deepEqual(mountOptions(profileOf("btrfs-zstd")), ["compress=zstd"]);
  assert.deepEqual(mountOptions(profileOf("xfs")), []);
});

test("a kernel that mounts only a plain one skips the cell, a machine that mounts neither misses it", async () => {
  const fails = async () => {
    throw new Error("Dateisystem: falsch");
  };
  const works = async () => {};
  const blame = async (trial: Partial<MountTrial>) =>
    (await tryMount({ own: fails, plain: works, known: async () => true, ...trial }))?.blame;
  assert.equal(await blame({ own: works, plain: fails }), undefined);
  assert.equal(await blame({}), "SKIP");
  assert.equal(await blame({ plain: fails }), "INCONCLUSIVE");
  assert.equal(await blame({ plain: fails, known: async () => false }), "SKIP");
  let tries = 0;
  assert.equal(await blame({ own: () => (tries++ === 0 ? fails() : works()) }), undefined);
  assert.deepEqual(kindsOf("nodev\ttmpfs\n\tbtrfs\n").slice(0, 2), ["tmpfs", "btrfs"]);
});
