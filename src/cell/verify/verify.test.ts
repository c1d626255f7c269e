import assert from "node:assert/strict";
import { test } from "node:test";
import type { CellPlan } from "../../model/cell.ts";
import type { BootFault } from "../../model/faults.ts";
import { generatorOf } from "../../model/generators.ts";
import type { ArchiveSharing, BootVerdict, Evidence, Hops, SharingVerdict } from "../../model/outcome.ts";
import { judgeCell } from "./judge-cell.ts";
import { describeLoss, judgeSharing } from "./sharing.ts";

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

const baseline = (name: string, size: number, original: "differs" | "none"): ArchiveSharing => {
  const base = sharing(10_000_000, 10_000_000);
  const other = { name, size, dataOffset: 20_000_000, original, shareable: 0, shared: 0, ranges: [] };
  return { ...base, members: [...base.members, other] };
};

/** Files that the writer read, and their locations. */
const hops = (staging: ArchiveSharing, over: Partial<Hops> = {}): Hops => ({ staging, sameFileSystem: true, ...over });
const whole = sharing(10_000_000, 10_000_000);

test("one member with other bytes than the writer read is no sharing, whatever the rest", () => {
  const garbled = baseline("usr/lib/libc.so.6", 4096, "differs");
  const altered = { kind: "altered", altered: ["usr/lib/libc.so.6"] };
  assert.deepEqual(judgeSharing(garbled), altered);
  assert.deepEqual(judgeSharing(whole, 0.999, hops(garbled)), altered);
});

test("a file that the generator changed is contents, and no fault of sharing", () => {
  for (const name of ["etc/passwd", "usr/lib/udev/rules.d/60-block.rules", "usr/lib/libc.so.6"])
    assert.equal(judgeSharing(baseline(name, 4096, "differs"), 0.999, hops(whole)).kind, "shared");
  // Nobody knows what the writer read.
  assert.equal(judgeSharing(baseline("etc/passwd", 4096, "differs"), 0.999, "unknown").kind, "shared");
});

test("a file that the generator makes anew with the same bytes is no fault of the writer, most of them are a loss", () => {
  assert.equal(judgeSharing(sharing(10_000_000, 9_600_000), 0.999, hops(whole)).kind, "shared");
  const verdict = judgeSharing(sharing(10_000_000, 9_400_000), 0.999, hops(whole));
  assert.ok(verdict.kind === "partly shared");
  assert.deepEqual(verdict.lost, [{ hop: "installed to staging", reason: "copied", bytes: 600_000 }]);
  // The writer has no such excuse.
  assert.equal(
    judgeSharing(sharing(10_000_000, 9_900_000), 0.999, hops(sharing(10_000_000, 9_900_000))).kind,
    "partly shared",
  );
});

test("the hop that lost the sharing is named, and why", () => {
  const none = sharing(10_000_000, 0);
  const unaligned = (one: ArchiveSharing): ArchiveSharing => ({
    ...one,
    members: one.members.map((member) => ({ ...member, dataOffset: 4100 })),
  });
  const lostOf = (proof: ArchiveSharing, through: Hops) => {
    const verdict = judgeSharing(proof, 0.999, through);
    assert.ok(verdict.kind === "copied");
    return verdict.lost?.map(({ bytes: _, ...loss }) => loss);
  };
  const cases = [
    [none, hops(whole), { hop: "installed to staging", reason: "copied" }],
    [none, hops(none, { sameFileSystem: false }), { hop: "installed to staging", reason: "other file system" }],
    [none, hops(none, { written: none }), { hop: "staging to archive", reason: "copied" }],
    [none, hops(none, { written: whole }), { hop: "archive to output", reason: "copied" }],
    [
      unaligned(none),
      hops(unaligned(none), { written: unaligned(none) }),
      { hop: "staging to archive", reason: "not aligned", offset: 4, block: 4096 },
    ],
  ] as const;
  for (const [proof, through, loss] of cases) assert.deepEqual(lostOf(proof, through), [loss]);
  const sentences = cases.map(([, , loss]) => describeLoss({ ...loss, bytes: 1 }, generatorOf({})));
  assert.equal(new Set(sentences).size, cases.length);
});

test("data that dracut generates says nothing about the sharing of the rest", () => {
  assert.equal(judgeSharing(baseline("usr/share/generated", 30_000_000, "none")).kind, "shared");
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

type Plan = Pick<CellPlan, "fault" | "expected" | "cloneKernel" | "kernel" | "writer" | "dracutOptions">;
const host = {
  writer: "cowpio",
  dracutOptions: "plain",
  cloneKernel: "host",
  kernel: { name: "6.12", version: "6.12.1", origin: "folder" },
} as const;
const good = {
  ...host,
  fault: "none",
  expected: { sharing: "shared", boot: "boots" },
} as const;
const ext4 = {
  ...host,
  fault: "none",
  expected: { sharing: "copied", boot: "boots" },
} as const;
const withoutInit = {
  ...host,
  fault: "no-init",
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
  [
    "compressed by the distribution's default",
    { ...good, dracutOptions: "default" },
    { kind: "compressed" },
    booted,
    "SKIP",
  ],
  ["dead after /init", good, shared, dead("kernel panic"), "FAIL"],
  ["dead before /init", good, shared, unknown, "INCONCLUSIVE"],
  ["ext4 that copies and boots", ext4, copied, booted, "PASS"],
  ["ext4 that is said to share", ext4, shared, booted, "FAIL"],
  ["the control without /init that does not boot for want of it", withoutInit, shared, dead("no init"), "PASS"],
  ["the control without /init that boots", withoutInit, shared, booted, "FAIL"],
  [
    "the control without /init that dies of something else",
    withoutInit,
    shared,
    dead("unpacking failed"),
    "INCONCLUSIVE",
  ],
  ["the control without /init whose machine dies", withoutInit, shared, unknown, "INCONCLUSIVE"],
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
  const unaligned = { hop: "staging to archive", reason: "not aligned", bytes: 9, offset: 4, block: 4096 } as const;
  const lost = [unaligned, { hop: "staging to archive", reason: "copied", bytes: 1 }] as const;
  assert.match(
    judgeCell(good, { ...evidence, sharingVerdict: { kind: "copied", shareable: 10, lost } }).reason,
    /it is copied; lost between staging and archive: data not aligned \(at 4 of 4096\)$/,
  );
});

test("a missing module is reported only for a guest that did not find its root", () => {
  const reasonOf = (fault: BootFault, missing: readonly string[]) =>
    judgeCell(
      good,
      { sharingVerdict: shared, archives: [{ recipe: "reflink", boot: dead(fault) }] } as unknown as Evidence,
      missing,
    ).reason;
  for (const fault of ["hung before the real root", "ended before the real root"] as const)
    assert.match(reasonOf(fault, ["btrfs", "virtio_blk"]), /it did not; .*: btrfs\.ko, virtio_blk\.ko$/);
  assert.doesNotMatch(reasonOf("hung before the real root", []), /lacks/);
  assert.doesNotMatch(reasonOf("kernel panic", ["virtio_blk"]), /lacks/);
});
