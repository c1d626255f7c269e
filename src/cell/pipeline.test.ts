import assert from "node:assert/strict";
import { test } from "node:test";
import type { CellPlan } from "../model/cell.ts";
import { StageFailure } from "../model/errors.ts";
import type { ArchiveSharing } from "../model/outcome.ts";
import { type CellEffects, failed, runCell } from "./pipeline.ts";

const digest = `sha256:${"0".repeat(64)}` as const;
const plan: CellPlan = {
  id: "btrfs-6.12",
  fileSystem: "btrfs",
  kernel: { name: "6.12", version: "6.12.1-test", origin: "linux-image 6.12.1", digest },
  distro: { name: "trixie", digest },
  dracut: "builtin",
  writer: "cowpio",
  dracutOptions: "plain",
  bootloader: "direct",
  cloneKernel: "host",
  requested: {
    fileSystem: "btrfs",
    kernel: "6.12",
    distro: "trixie",
    dracut: "builtin",
    writer: "cowpio",
    dracutOptions: "plain",
    bootloader: "direct",
    cloneKernel: "host",
  },
  fault: "none",
  expected: { sharing: "shared", boot: "boots" },
  compareWith: ["gzip"],
  imageSize: 2 ** 30,
  accelerator: "tcg",
  deadlines: { dracut: 1000, boot: 1000, stall: 1000, clone: 1000 },
  nonce: "abcd",
};
const sharing: ArchiveSharing = {
  size: 8192,
  blockSize: 4096,
  shareable: 4_000_000,
  shared: 4_000_000,
  fiemap: { total: 8192, shared: 4096, exclusive: 4096, extents: 2 },
  members: [],
};

const member = { size: 4096, dataOffset: 0, original: "identical", shareable: 4096, shared: 4096, ranges: [] } as const;

function effects(over: Partial<CellEffects> = {}): { steps: string[]; effects: CellEffects } {
  const steps: string[] = [];
  let clock = 0;
  const seal = async () => void steps.push("seal");
  return {
    steps,
    effects: {
      mountImage: async () => ({
        file: "/cell/disk.img",
        root: "/cell/root",
        uuid: "1234",
        seal,
        [Symbol.asyncDispose]: async () => void steps.push("dispose"),
      }),
      fullStorage: async () => undefined,
      populate: async () => void steps.push("populate"),
      writeArchive: async (_image, _plan, recipe) => {
        steps.push(`write ${recipe}`);
        return {
          recipe,
          path: `/${recipe}`,
          digest,
          size: 8192,
          mode: "600",
          leftovers: [],
          createMs: 1,
          log: { errors: [] },
          before: { free: 8192 },
        };
      },
      proveHops: async () => void steps.push("prove hops"),
      measure: async (_image, _plan, { before: _, ...archive }) => {
        steps.push(`measure ${archive.recipe}`);
        return { ...archive, space: { free: 4096 }, fiemap: sharing.fiemap };
      },
      injectFault: async () => {},
      writerReport: async () => ({ calls: [{ program: "/usr/bin/dracut-cpio", version: "0" }], reasons: [] }),
      modules: async () => ({ builtin: "", dep: "" }),
      proveSharing: async (archive) => {
        steps.push(`prove ${archive}`);
        return sharing;
      },
      versions: async () => ({ cowpio: "0", dracut: "106", mkfs: "6", qemu: "10", cloneKernel: "6.18" }),
      takeOut: async (_image, cell, { recipe }) => ({
        kernel: "/k",
        archive: recipe,
        disk: "/cell/disk.img",
        rootUuid: "1234",
        rootTimeout: 60_000,
        kernelOptions: [],
        memory: 2 ** 30,
        rootOptions: [],
        port: "/cell/port",
        accelerator: "tcg",
        ...(cell.cloneKernel === "guest" && recipe === "reflink" ? { clones: true } : {}),
      }),
      boot: async (_machine, _plan, recipe) => {
        steps.push(`boot ${recipe}`);
        return { kind: "booted", times: { kernelToInit: { guest: 1, wall: 1 }, realRoot: { guest: 2, wall: 2 } } };
      },
      layOutClone: async () => void steps.push("lay out"),
      guestSharing: async ({ archive }) => {
        steps.push(`guest of ${archive}`);
        return { kind: "could not tell", why: "a fake" };
      },
      enter: () => {},
      now: () => clock++,
      ...over,
    },
  };
}

test("a cell writes its archives, proves the first, seals the image and only then boots", async () => {
  const { steps, effects: real } = effects();
  const outcome = await runCell(plan, real);
  assert.equal(outcome.status, "PASS");
  assert.deepEqual(steps, [
    "populate",
    "write reflink",
    "prove hops",
    "measure reflink",
    "write gzip",
    "measure gzip",
    "prove /reflink",
    "seal",
    "boot reflink",
    "boot gzip",
    "dispose",
  ]);
});

test("a guest that is to clone has its work laid out before the image is sealed, and is asked once", async () => {
  const { steps, effects: real } = effects();
  const outcome = await runCell({ ...plan, cloneKernel: "guest" }, real);
  assert.deepEqual(
    steps.filter((step) => /lay out|seal|guest|boot/.test(step)),
    ["lay out", "seal", "boot reflink", "guest of reflink", "boot gzip"],
  );
  assert.equal(outcome.status, "INCONCLUSIVE", "booted and shared on the host, and nothing is known of the guest");
});

test("a guest that does not find its root has the archive's missing modules reported", async () => {
  const { effects: missing } = effects({
    modules: async () => ({ builtin: "", dep: "kernel/virtio_blk.ko:\nkernel/fs/btrfs.ko: kernel/xor.ko" }),
    proveSharing: async () => ({
      ...sharing,
      members: ["lib/xor.ko", "lib/btrfs.ko"].map((name) => ({ ...member, name })),
    }),
    boot: async () => ({ kind: "did not boot", fault: "hung before the real root", why: "it hung", line: "" }),
  });
  const { status, reason } = await runCell(plan, missing);
  assert.equal(status, "FAIL");
  assert.match(reason, /it hung; the archive lacks .*: virtio_blk\.ko$/);
});

test("a stage that cannot do its work ends the cell with its name, and the image is released", async () => {
  const { steps, effects: broken } = effects({
    populate: async () => {
      throw new Error("tar: no space");
    },
  });
  const outcome = await runCell(plan, broken);
  assert.deepEqual(
    { status: outcome.status, stage: outcome.stage, reason: outcome.reason },
    { status: "ERROR", stage: "stage", reason: "stage: distro trixie, kernel 6.12.1-test: tar: no space" },
  );
  assert.deepEqual(steps, ["dispose"]);
});

test("an image that cannot be released does not hide why the cell failed", async () => {
  const { effects: broken } = effects({
    mountImage: async () => ({
      file: "/cell/disk.img",
      root: "/cell/root",
      uuid: "1234",
      seal: async () => {},
      [Symbol.asyncDispose]: async () => {
        throw new Error("umount: target is busy");
      },
    }),
    populate: async () => {
      throw new StageFailure("stage", "distro", "tar: no space", "INCONCLUSIVE");
    },
  });
  const { status, stage, reason } = await runCell(plan, broken);
  assert.deepEqual(
    { status, stage, reason },
    { status: "INCONCLUSIVE", stage: "stage", reason: "stage: distro: tar: no space; then: umount: target is busy" },
  );
});

test("the cell's Node has no SuppressedError of its own, and the bundle's stand-in is read as well", () => {
  const first = new StageFailure("stage", "distro", "tar: no space", "INCONCLUSIVE");
  const standIn = Object.assign(new Error("An error was suppressed during disposal."), {
    error: new Error("umount: target is busy"),
    suppressed: first,
  });
  assert.deepEqual(failed(standIn), {
    status: "INCONCLUSIVE",
    stage: "stage",
    reason: "stage: distro: tar: no space; then: umount: target is busy",
  });
});

test("a failure that names its blame keeps it", async () => {
  const { effects: broken } = effects({
    mountImage: async () => {
      throw new StageFailure("provision", "mount btrfs", "unknown filesystem type", "INCONCLUSIVE");
    },
  });
  assert.equal((await runCell(plan, broken)).status, "INCONCLUSIVE");
});

test("an archive that is booted often is judged by the boot that came out otherwise", async () => {
  const booted = {
    kind: "booted",
    times: { kernelToInit: { guest: 1, wall: 1 }, realRoot: { guest: 2, wall: 2 } },
  } as const;
  const hung = { kind: "did not boot", fault: "hung before the real root", why: "it hung", line: "" } as const;
  const answers = [booted, hung, booted];
  const { steps, effects: real } = effects({
    boot: async (_machine, _plan, recipe) => (recipe === "reflink" ? (answers.shift() ?? assert.fail()) : booted),
  });
  const outcome = await runCell({ ...plan, boots: 3 }, real);
  const [reflink, gzip] = outcome.evidence?.archives ?? [];
  assert.deepEqual([outcome.status, outcome.stage], ["FAIL", "boot"]);
  assert.deepEqual(reflink?.boot, hung);
  assert.deepEqual(reflink?.otherBoots, [booted, booted]);
  assert.equal(gzip?.otherBoots, undefined);
  assert.equal(steps.filter((step) => step === "write reflink").length, 1);
});

test("a comparison whose boot could not tell is booted once more, and judges nothing", async () => {
  const stalled = { kind: "could not tell", why: "rcu: INFO: rcu_preempt self-detected stall", line: "" } as const;
  const booted = {
    kind: "booted",
    times: { kernelToInit: { guest: 1, wall: 1 }, realRoot: { guest: 2, wall: 2 } },
  } as const;
  for (const answers of [
    [stalled, booted],
    [stalled, stalled],
  ]) {
    const left = [...answers];
    const { effects: real } = effects({
      boot: async (_machine, _plan, recipe) => (recipe === "gzip" ? (left.shift() ?? assert.fail()) : booted),
    });
    const outcome = await runCell(plan, real);
    const gzip = outcome.evidence?.archives[1];
    assert.equal(outcome.status, "PASS");
    assert.deepEqual([gzip?.boot, gzip?.otherBoots], [answers[1], [answers[0]]]);
  }
});
