import assert from "node:assert/strict";
import { test } from "node:test";
import type { BootFault } from "../domain/boot-fault.ts";
import type { CellPlan } from "../domain/cell.ts";
import type { ArchiveSharing, BootVerdict, Evidence, SharingVerdict } from "../domain/outcome.ts";
import { judgeCell } from "./cell.ts";
import { judgeSharing } from "./sharing.ts";

const sharing = (shareable: number, shared: number): ArchiveSharing => ({
  size: 100_000,
  blockSize: 4096,
  shareable,
  shared,
  fiemap: { total: 0, shared: 0, exclusive: 0, extents: 0 },
  members: [
    { name: "usr/bin/x", size: shareable, dataOffset: 4096, original: "identical", shareable, shared, ranges: [] },
  ],
});

test("data is shared when all but a thousandth of what can be shared is", () => {
  assert.equal(judgeSharing(sharing(10_000_000, 9_990_000)).kind, "shared");
  assert.deepEqual(judgeSharing(sharing(10_000_000, 9_989_999)), {
    kind: "partly shared",
    shared: 9_989_999,
    shareable: 10_000_000,
    missed: ["usr/bin/x"],
  });
});

test("an archive that shares nothing of what it could is copied", () => {
  assert.equal(judgeSharing(sharing(10_000_000, 0)).kind, "copied");
});

test("an archive with nothing to compare is unproven, not copied", () => {
  assert.equal(judgeSharing(sharing(0, 0)).kind, "unproven");
});

const beside = (name: string, size: number, original: "differs" | "none"): ArchiveSharing => {
  const base = sharing(10_000_000, 10_000_000);
  const other = { name, size, dataOffset: 20_000_000, original, shareable: 0, shared: 0, ranges: [] };
  return { ...base, members: [...base.members, other] };
};

test("one member with other bytes than its original is no sharing, whatever the rest", () => {
  assert.deepEqual(judgeSharing(beside("usr/lib/libc.so.6", 4096, "differs")), {
    kind: "altered",
    altered: ["usr/lib/libc.so.6"],
  });
});

test("what dracut makes anew may differ, and nothing else in its folders", () => {
  const anew = ["etc/passwd", "./etc/passwd", "usr/lib/modules/6.12.1/modules.dep.bin", "etc/systemd/journald.conf"];
  for (const name of [...anew, "usr/lib/systemd/system/rescue.service"])
    assert.equal(judgeSharing(beside(name, 4096, "differs")).kind, "shared");
  for (const name of ["etc/fstab", "usr/lib/modules/6.12.1/kernel/fs/xfs.ko", "usr/lib/systemd/system/dbus.service"])
    assert.equal(judgeSharing(beside(name, 4096, "differs")).kind, "altered");
});

test("data that dracut generates says nothing about the sharing of the rest", () => {
  assert.equal(judgeSharing(beside("usr/share/generated", 30_000_000, "none")).kind, "shared");
});

test("less than a megabyte that can be shared is too little to judge", () => {
  assert.equal(judgeSharing(sharing(999_999, 999_999)).kind, "unproven");
  assert.equal(judgeSharing(sharing(1_000_000, 1_000_000)).kind, "shared");
});

test("a compressed segment counts for nothing beside an uncompressed one, and alone it is compressed", () => {
  const name = "usr/bin/y";
  const ranges = [{ offset: 0, length: 9_000_000, reason: "compressed" as const }];
  const packed = {
    name,
    size: 9_000_000,
    dataOffset: 0,
    original: "identical" as const,
    shareable: 0,
    shared: 0,
    ranges,
  };
  const split = sharing(8_000_000, 8_000_000);
  assert.equal(judgeSharing({ ...split, members: [...split.members, packed] }).kind, "shared");
  assert.equal(judgeSharing({ ...sharing(0, 0), members: [packed] }).kind, "compressed");
});

const shared: SharingVerdict = { kind: "shared", shared: 1, shareable: 1 };
const copied: SharingVerdict = { kind: "copied", shareable: 1 };
const booted: BootVerdict = {
  kind: "booted",
  times: { kernelToInit: { guest: 1, wall: 1 }, realRoot: { guest: 2, wall: 2 } },
};
const dead = (fault: BootFault): BootVerdict => ({ kind: "did not boot", fault, why: "it did not", line: "" });
const unknown: BootVerdict = { kind: "could not tell", why: "the kernel panicked before it ran /init", line: "" };

type Plan = Pick<CellPlan, "plant" | "expected" | "cloner" | "kernel" | "options">;
const host = {
  options: "plain",
  cloner: "host",
  kernel: { name: "6.12", version: "6.12.1", origin: "folder" },
} as const;
const good = {
  ...host,
  plant: "none",
  expected: { sharing: "shared", boot: "boots" },
} as const;
const ext4 = {
  ...host,
  plant: "none",
  expected: { sharing: "copied", boot: "boots" },
} as const;
const withoutInit = {
  ...host,
  plant: "no-init",
  expected: { sharing: "shared", boot: "does not boot", fault: "no init" },
} as const;

const cases: [string, Plan, SharingVerdict, BootVerdict, string][] = [
  ["shared and booted", good, shared, booted, "PASS"],
  ["copied where it should share", good, copied, booted, "FAIL"],
  ["partly shared", good, { kind: "partly shared", shared: 1, shareable: 2, missed: [] }, booted, "FAIL"],
  ["a garbled member", good, { kind: "altered", altered: ["usr/bin/x"] }, booted, "FAIL"],
  ["a garbled member in a control", ext4, { kind: "altered", altered: ["usr/bin/x"] }, booted, "FAIL"],
  ["nothing compared", good, { kind: "unproven", compared: 0, total: 9 }, booted, "ERROR"],
  ["nothing compared in a control", ext4, { kind: "unproven", compared: 0, total: 9 }, booted, "ERROR"],
  ["compressed although it should not be", good, { kind: "compressed" }, booted, "FAIL"],
  ["compressed by the distribution's default", { ...good, options: "default" }, { kind: "compressed" }, booted, "SKIP"],
  ["dead after /init", good, shared, dead("kernel panic"), "FAIL"],
  ["dead before /init", good, shared, unknown, "MISS"],
  ["ext4 that copies and boots", ext4, copied, booted, "PASS"],
  ["ext4 that is said to share", ext4, shared, booted, "FAIL"],
  ["the control without /init that does not boot for want of it", withoutInit, shared, dead("no init"), "PASS"],
  ["the control without /init that boots", withoutInit, shared, booted, "FAIL"],
  ["the control without /init that dies of something else", withoutInit, shared, dead("unpacking failed"), "MISS"],
  ["the control without /init whose machine dies", withoutInit, shared, unknown, "MISS"],
];
for (const [name, plan, sharingVerdict, boot, status] of cases)
  test(`${name}: ${status}`, () => {
    const evidence = { sharingVerdict, archives: [{ recipe: "reflink", boot }] } as unknown as Evidence;
    assert.equal(judgeCell(plan, evidence).status, status);
  });

test("an archive whose writer dracut never called fails for that, with dracut's own line", () => {
  const ignoredWriter = "dracut[I]: *** --enhanced-cpio ignored due to lack of dracut-cpio ***";
  const evidence = {
    sharingVerdict: copied,
    archives: [],
    writerCalls: [],
    generatorLog: { errors: [], ignoredWriter },
  };
  const { status, stage, reason } = judgeCell(good, evidence as unknown as Evidence);
  assert.deepEqual([status, stage], ["FAIL", "archive"]);
  assert.ok(reason.endsWith(ignoredWriter));
});

test("a cell that copied says what was expected, and what it is", () => {
  const evidence = { sharingVerdict: copied, archives: [{ recipe: "reflink", boot: booted }] } as unknown as Evidence;
  assert.equal(judgeCell(good, evidence).reason, "expected the archive's data to be shared: it is copied");
});

test("a module that is not in the archive is told of a guest that did not find its root, and of no other", () => {
  const reasonOf = (fault: BootFault, lacked: readonly string[]) =>
    judgeCell(
      good,
      { sharingVerdict: shared, archives: [{ recipe: "reflink", boot: dead(fault) }] } as unknown as Evidence,
      lacked,
    ).reason;
  for (const fault of ["hung before the real root", "ended before the real root"] as const)
    assert.match(reasonOf(fault, ["btrfs", "virtio_blk"]), /it did not; .*: btrfs\.ko, virtio_blk\.ko$/);
  assert.doesNotMatch(reasonOf("hung before the real root", []), /lacks/);
  assert.doesNotMatch(reasonOf("kernel panic", ["virtio_blk"]), /lacks/);
});

test("what dracut made anew with the same bytes is not held against the writer, and nothing else is excused", () => {
  const elsewhere = (name: string): ArchiveSharing => {
    const base = sharing(10_000_000, 10_000_000);
    const member = { name, size: 94_208, dataOffset: 20_000_000, original: "identical", shareable: 94_208 } as const;
    return { ...base, shareable: 10_094_208, members: [...base.members, { ...member, shared: 0, ranges: [] }] };
  };
  assert.equal(judgeSharing(elsewhere("usr/lib/modules/7.2.13/modules.builtin.modinfo")).kind, "shared");
  assert.equal(judgeSharing(elsewhere("usr/bin/bash")).kind, "partly shared");
});
