/** Cells whose machine is at fault: each ends with its status, a reason that names what and where, and nothing left. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { after, test } from "node:test";
import type { CellPlan } from "../src/domain/cell.ts";
import type { CellOutcome } from "../src/domain/outcome.ts";
import { completeCell, planCells } from "../src/plan/cells.ts";
import { parseInputs } from "../src/plan/inputs.ts";
import { openCache } from "../src/provision/cache.ts";
import { runCellContainer } from "../src/provision/cell.ts";
import { connectEngine } from "../src/provision/engine.ts";
import { ensureCellImage } from "../src/provision/image.ts";
import { stageKernel } from "../src/provision/kernels.ts";
import { stageSubject } from "../src/provision/subjects.ts";
import { leftBehind } from "./runner.ts";
import { scratch } from "./scratch.ts";

const engine = await connectEngine().catch((error: Error) => error.message);
const skip = typeof engine === "string" && engine;
const runId = `faults-${process.pid}`;

async function prepare() {
  if (typeof engine === "string") throw new Error(engine);
  const signal = new AbortController().signal;
  const say = console.log;
  const cache = await openCache(resolve("build/cache"), runId);
  const image = await ensureCellImage({
    engine,
    asked: "",
    home: resolve("."),
    runId,
    scratch: cache.scratch,
    signal,
    say,
  });
  const provisioner = { engine, image, runId, cache, signal, say };
  const subject = await stageSubject({ asked: "trixie", toBuild: false }, provisioner);
  const kernel = await stageKernel("6.12", provisioner);
  return { engine, cache, image, subject, kernel, signal };
}
const prepared = skip ? undefined : await prepare();
after(() => prepared?.cache[Symbol.asyncDispose]());

async function cell(over: Partial<CellPlan>, kernelFolder?: string): Promise<CellOutcome> {
  assert.ok(prepared);
  const { image, subject, kernel, signal } = prepared;
  const parsed = parseInputs({ kernels: "6.12", "file-systems": "btrfs", compare: "none" }, { cache: "" });
  assert.ok(parsed.ok);
  const sketch = planCells(parsed.value).cells[0];
  assert.ok(sketch);
  const plan = {
    ...completeCell(sketch, {
      kernel: kernel.image,
      subject: subject.image,
      nonce: "abcd",
      accelerator: "tcg",
      bootDeadline: 120_000,
    }),
    ...over,
  };
  const inputs = { image, runId, subject: subject.tar, kernel: kernelFolder ?? kernel.folder, privileged: false };
  const outcome = await runCellContainer(prepared.engine, plan, inputs, { onEvent: () => {}, signal });
  assert.deepEqual(leftBehind(), []);
  return outcome;
}

test("an image that is full is the machine's fault, and said to be full", { skip }, async () => {
  const { status, stage, reason } = await cell({ imageSize: 300 << 20 });
  assert.equal(status, "MISS", reason);
  assert.ok(stage === "stage" || stage === "archive", stage);
  assert.match(reason, /full|No space left on device/);
});

test("a guest that falls silent before /init says nothing of the archive", { skip }, async () => {
  const { status, reason } = await cell({ deadlines: { boot: 60_000, stall: 300, clone: 0 } });
  assert.equal(status, "MISS", reason);
  assert.match(reason, /could not tell whether the archive boots: the guest fell silent before the kernel ran \/init/);
});

test("a guest that takes too long after /init is the archive's fault", { skip }, async () => {
  // Where the deadline must lie to fall between /init and the real root is for this machine to say.
  let outcome = await cell({ deadlines: { boot: 5_000, stall: 5_000, clone: 0 } });
  for (let boot = 7_000; outcome.status === "MISS" && boot < 60_000; boot *= 1.4)
    outcome = await cell({ deadlines: { boot, stall: boot, clone: 0 } });
  const { status, stage, reason } = outcome;
  assert.deepEqual([status, stage], ["FAIL", "boot"], reason);
  assert.match(reason, /expected the archive to boot: the guest took too long after the kernel ran \/init/);
});

test("a kernel that is none is not held against the archive", { skip }, async () => {
  assert.ok(prepared);
  using folder = scratch();
  const { version } = prepared.kernel.image;
  mkdirSync(`${folder.path}/boot`);
  writeFileSync(`${folder.path}/boot/vmlinuz-${version}`, "no kernel");
  cpSync(`${prepared.kernel.folder}/lib`, `${folder.path}/lib`, { recursive: true });
  const { status, reason } = await cell({}, folder.path);
  assert.equal(status, "MISS", reason);
  assert.match(reason, /could not tell whether the archive boots/);
});

test("a kernel without the file system is skipped before dracut runs", { skip }, async () => {
  assert.ok(prepared);
  using folder = scratch();
  cpSync(prepared.kernel.folder, folder.path, { recursive: true });
  const { version } = prepared.kernel.image;
  rmSync(`${folder.path}/lib/modules/${version}/kernel/fs/btrfs`, { recursive: true });
  const { status, stage, reason } = await cell({}, folder.path);
  assert.deepEqual([status, stage, reason], ["SKIP", "stage", `stage: kernel ${version}: it has no btrfs`]);
});

test("a writer that the subject lacks is skipped, and named", { skip }, async () => {
  const { status, reason } = await cell({ writer: "dracut-cpio" });
  assert.deepEqual([status, reason], ["SKIP", "stage: writer dracut-cpio: subject trixie has no dracut-cpio"]);
});

test("a subject without dracut is told by the stage that wanted it", { skip }, async () => {
  assert.ok(prepared);
  const { image, kernel, signal } = prepared;
  using folder = scratch();
  writeFileSync(`${folder.path}/subject.tar`, Buffer.alloc(10240));
  const parsed = parseInputs({ kernels: "6.12", "file-systems": "xfs" }, { cache: "" });
  assert.ok(parsed.ok);
  const sketch = planCells(parsed.value).cells[0];
  assert.ok(sketch);
  const plan = completeCell(sketch, {
    kernel: kernel.image,
    subject: prepared.subject.image,
    nonce: "abcd",
    accelerator: "tcg",
    bootDeadline: 60_000,
  });
  const outcome = await runCellContainer(
    prepared.engine,
    plan,
    { image, runId, subject: `${folder.path}/subject.tar`, kernel: kernel.folder, privileged: false },
    { onEvent: () => {}, signal },
  );
  assert.deepEqual([outcome.status, outcome.stage], ["ERROR", "stage"], outcome.reason);
  assert.deepEqual(leftBehind(), []);
  assert.ok(readdirSync(folder.path).length === 1);
});
