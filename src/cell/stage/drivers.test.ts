import assert from "node:assert/strict";
import { test } from "node:test";
import { missingDrivers, missingModules } from "./drivers.ts";

const dep = [
  "kernel/drivers/virtio/virtio_pci.ko.xz: kernel/drivers/virtio/virtio.ko.xz",
  "kernel/drivers/block/virtio_blk.ko: kernel/drivers/virtio/virtio.ko",
  "kernel/fs/btrfs/btrfs.ko.zst: kernel/lib/raid6/raid6_pq.ko.zst",
  "",
].join("\n");

test("a driver may be built in or a module, packed or not", () => {
  assert.deepEqual(missingDrivers({ builtin: "", dep }, "btrfs"), []);
  assert.deepEqual(missingDrivers({ builtin: "kernel/fs/ext4/ext4.ko\n", dep }, "ext4"), []);
  const builtin = "kernel/drivers/virtio/virtio-pci.ko\nkernel/drivers/block/virtio-blk.ko\nkernel/fs/xfs/xfs.ko\n";
  assert.deepEqual(missingDrivers({ builtin, dep: "" }, "xfs"), []);
});

test("every driver that is missing is named, and one that others only need is not there", () => {
  assert.deepEqual(missingDrivers({ builtin: "kernel/x.ko\n", dep }, "xfs"), ["xfs"]);
  assert.deepEqual(
    missingDrivers({ builtin: "kernel/x.ko\n", dep: "kernel/x.ko: kernel/fs/btrfs/btrfs.ko" }, "btrfs"),
    ["virtio_pci", "virtio_blk", "btrfs"],
  );
});

test("a kernel that does not say what it has built in is tried", () => {
  assert.deepEqual(missingDrivers({ builtin: "", dep: "" }, "btrfs"), []);
});

test("modules that an archive lacks are named, with those that they need, and nothing that is built in", () => {
  const modules = { builtin: "kernel/drivers/virtio/virtio_pci.ko\n", dep: dep.split("\n").slice(1).join("\n") };
  const below = (name: string) => `usr/lib/modules/6.12/kernel/${name}`;
  const whole = ["drivers/block/virtio-blk.ko.xz", "drivers/virtio/virtio.ko", "fs/btrfs/btrfs.ko", "lib/raid6_pq.ko"];
  assert.deepEqual(missingModules(modules, "btrfs", whole.map(below)), []);
  assert.deepEqual(missingModules(modules, "btrfs", whole.slice(2, 3).map(below)), [
    "raid6_pq",
    "virtio",
    "virtio_blk",
  ]);
  assert.deepEqual(missingModules(modules, "btrfs", ["usr/bin/btrfs", ...whole.slice(0, 2).map(below)]), [
    "btrfs",
    "raid6_pq",
  ]);
});

test("missing modules are not reported for an archive with unknown members", () => {
  assert.deepEqual(missingModules({ builtin: "", dep }, "btrfs", []), []);
});
