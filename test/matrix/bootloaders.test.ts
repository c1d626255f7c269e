/** Files that GRUB cannot read, tested with GRUB on disks without the file, the file system or a driver; and small guests. */

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { after, describe, test } from "node:test";
import { grubConfig, judgeLoading, makeCd } from "../../src/cell/boot/grub.ts";
import { type Machine, qemu } from "../../src/cell/boot/qemu.ts";
import { acceleratorProblem } from "../../src/host/accelerator.ts";
import { ensureCellImage } from "../../src/host/engine/cell-image.ts";
import { runContainer } from "../../src/host/engine/container.ts";
import { connectEngine } from "../../src/host/engine/engine.ts";
import { cellHost } from "../../src/host/engine/privileges.ts";
import { imageRunner } from "../../src/host/engine/runtime.ts";
import { shellQuote } from "../../src/model/command.ts";
import type { BootVerdict } from "../../src/model/outcome.ts";
import { scratch } from "../support/scratch.ts";

const engine = await connectEngine().catch((error: Error) => error.message);
const skip = typeof engine === "string" && engine;
const runId = `loaders-${process.pid}`;
const signal = new AbortController().signal;

async function prepare() {
  if (typeof engine === "string") throw new Error(engine);
  const folder = scratch();
  after(() => rmSync(folder.path, { recursive: true, force: true }));
  const home = resolve(".");
  const request = { engine, requested: "", home, runId, scratch: folder.path, signal, log: console.log };
  const image = await ensureCellImage(request);
  return { engine, image, runner: imageRunner(engine, image, runId) };
}
const prepared = skip ? undefined : await prepare();

const rootUuid = "1f86cdd4-39be-4b0d-991a-1aced25cda68";
const onDisk = { kernel: "/boot/vmlinuz-6.12.1", archive: "/boot/initramfs-reflink.img" };
const machine: Machine = {
  rootTimeout: 60_000,
  kernelOptions: [],
  memory: 2 ** 30,
  kernel: "/k",
  archive: "/a",
  disk: "/cell/disk.img",
  cd: "/cell/a.iso",
  rootUuid,
  accelerator: "tcg",
  rootOptions: [],
  port: "/cell/port",
};

/** Returns the verdict of loading from /cell/disk.img as the shell line `making` creates it; /cell/disk is for its files. */
async function load(making: string): Promise<BootVerdict | undefined> {
  assert.ok(prepared);
  let console = "";
  let output = "";
  const script = `set -eu
truncate --size 512M /cell/disk.img
mkdir -p /cell/disk/boot /cell/cd/boot/grub
${making}
cat >/cell/cd/boot/grub/grub.cfg <<'END'
${grubConfig(machine, onDisk)}
END
${shellQuote(makeCd("/cell/cd", "/cell/a.iso"))} >&2 2>&1
export TMPDIR=/cell
exec timeout 120 ${shellQuote(qemu(machine))}`;
  await runContainer(
    prepared.engine,
    {
      image: prepared.image,
      runId,
      name: "GRUB",
      command: ["sh", "-c", script],
      host: await cellHost(prepared.engine, false, "tcg", runId),
    },
    { onStdout: (chunk) => (console += chunk), onStderr: (chunk) => (output += chunk), signal },
  );
  const lines = console.split("\n").map((text, at) => ({ at, text: text.replace(/\r$/, "") }));
  assert.ok(lines.length > 1, output);
  return judgeLoading(lines, "exited");
}

const whyOf = (verdict: BootVerdict | undefined) =>
  verdict?.kind === "did not boot" ? verdict.why : JSON.stringify(verdict);

describe("GRUB", { concurrency: 2 }, () => {
  test("a disk without a file system is one that GRUB cannot read", { skip }, async () => {
    assert.equal(whyOf(await load(":")), "GRUB could not read the file system: no such device: (its UUID)");
  });

  test("XFS with a feature that GRUB's driver does not know is reported as such", { skip }, async () => {
    assert.equal(
      whyOf(await load(`mkfs.xfs -q -m uuid=${rootUuid} -i exchange=1 /cell/disk.img`)),
      "GRUB could not read the file system: no such device: (its UUID)",
    );
  });

  test("a kernel that is not there is reported by its name", { skip }, async () => {
    assert.equal(
      whyOf(await load(`mkfs.btrfs -q -U ${rootUuid} --rootdir /cell/disk /cell/disk.img`)),
      `GRUB could not read the kernel: file \`${onDisk.kernel}' not found`,
    );
  });

  test("a kernel that is invalid is reported as such", { skip }, async () => {
    const verdict = await load(
      `seq 100000 >/cell/disk${onDisk.kernel}; mkfs.btrfs -q -U ${rootUuid} --rootdir /cell/disk /cell/disk.img`,
    );
    assert.equal(whyOf(verdict), "GRUB could not read the kernel: invalid magic number");
  });
});

test("the tiny guest runs under TCG in a cell's container", { skip }, async () => {
  assert.ok(prepared);
  assert.equal(await acceleratorProblem("tcg", false, prepared.runner, signal), undefined);
});

test("whether KVM works is known within seconds, and why not", { skip }, async () => {
  assert.ok(prepared);
  const started = performance.now();
  const why = await acceleratorProblem("kvm", false, prepared.runner, signal);
  assert.ok(performance.now() - started < 20_000);
  console.log(why === undefined ? "KVM works" : `KVM does not work: ${why}`);
  assert.notEqual(why, "");
});
