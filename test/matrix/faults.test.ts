/** Cells whose machine is at fault: each ends with its status, a reason that names what and where, and nothing left. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import { promisify } from "node:util";
import type { CellInputs } from "../../src/host/cell-container.ts";
import { connectEngine } from "../../src/host/engine/engine.ts";
import type { CellPlan } from "../../src/model/cell.ts";
import type { CellOutcome } from "../../src/model/outcome.ts";
import { prepare, runOneCell, withDracut } from "../support/one-cell.ts";
import { leftBehind } from "../support/runner.ts";
import { scratch } from "../support/scratch.ts";

const engine = await connectEngine().catch((error: Error) => error.message);
const skip = typeof engine === "string" && engine;

const prepared = skip ? undefined : await prepare(`faults-${process.pid}`);
after(() => prepared?.cache[Symbol.asyncDispose]());

const dracut = { dracut: 600_000 };

function cell(over: Partial<CellPlan>, inputs: Partial<CellInputs> = {}): Promise<CellOutcome> {
  assert.ok(prepared);
  return runOneCell(prepared, over, inputs);
}

describe("a cell", { concurrency: 2 }, () => {
  test("an image that is full is the machine's fault, and reported as full", { skip }, async () => {
    const { status, stage, reason } = await cell({ imageSize: 300 << 20 });
    assert.equal(status, "INCONCLUSIVE", reason);
    assert.ok(stage === "stage" || stage === "archive", stage);
    assert.match(reason, /full|No space left on device/);
  });

  for (const { name, script, expected } of [
    {
      name: "a dracut that ends on a full image is the machine's fault, whatever it prints",
      script: "dd if=/dev/zero of=/var/tmp/fill bs=1M 2> /dev/null; sleep 1; rm /var/tmp/fill; echo KEIN PLATZ; exit 1",
      expected: "INCONCLUSIVE",
    },
    {
      name: "a dracut that prints of a full disk, and has room, is the product's fault",
      script: "echo 'cp: error writing x: No space left on device' >&2; exit 1",
      expected: "FAIL",
    },
  ])
    test(name, { skip }, async () => {
      assert.ok(prepared);
      using folder = scratch();
      const distro = withDracut(prepared, folder.path, `#!/bin/sh\n${script}\n`);
      const { status, stage, reason } = await cell({ imageSize: 1536 << 20 }, { distro });
      assert.deepEqual([status, stage], [expected, "archive"], reason);
    });

  test("a guest that takes too long before /init says nothing of the archive", { skip }, async () => {
    const { status, reason } = await cell({ deadlines: { ...dracut, boot: 1_000, stall: 1_000, clone: 0 } });
    assert.equal(status, "INCONCLUSIVE", reason);
    assert.match(
      reason,
      /could not tell whether the archive boots: the guest took too long before the kernel ran \/init/,
    );
  });

  test("a guest that takes too long after /init is the archive's fault", { skip }, async () => {
    const hanging = (boot: number) =>
      cell({ fault: "hang", deadlines: { ...dracut, boot, stall: 2 * boot, clone: 0 } });
    let outcome = await hanging(20_000);
    // A slow machine has not reached /init by then.
    if (outcome.status === "INCONCLUSIVE") outcome = await hanging(60_000);
    const { status, stage, reason } = outcome;
    assert.deepEqual([status, stage], ["FAIL", "boot"], reason);
    assert.match(reason, /expected the archive to boot: .*the guest took too long after the kernel ran \/init/);
  });

  test("a dracut that never ends is the product's fault, and said how long it was waited for", { skip }, async () => {
    assert.ok(prepared);
    using folder = scratch();
    const distro = withDracut(prepared, folder.path, "#!/bin/sh\necho begun\nsleep 600\n");
    const { status, stage, reason } = await cell(
      { deadlines: { dracut: 3000, boot: 1000, stall: 1000, clone: 0 } },
      { distro },
    );
    assert.deepEqual([status, stage], ["FAIL", "archive"], reason);
    assert.equal(reason, "archive: dracut (reflink): not done after 3 s, and ended: begun");
  });

  test("a kernel that is invalid is not held against the archive", { skip }, async () => {
    assert.ok(prepared);
    using folder = scratch();
    const { version } = prepared.kernel.image;
    mkdirSync(`${folder.path}/boot`);
    writeFileSync(`${folder.path}/boot/vmlinuz-${version}`, "no kernel");
    cpSync(`${prepared.kernel.folder}/lib`, `${folder.path}/lib`, { recursive: true });
    const { status, reason } = await cell({}, { kernel: folder.path });
    assert.equal(status, "INCONCLUSIVE", reason);
    assert.match(reason, /could not tell whether the archive boots/);
  });

  test("a kernel without the file system is skipped before dracut runs", { skip }, async () => {
    assert.ok(prepared);
    using folder = scratch();
    cpSync(prepared.kernel.folder, folder.path, { recursive: true });
    const { version } = prepared.kernel.image;
    rmSync(`${folder.path}/lib/modules/${version}/kernel/fs/btrfs`, { recursive: true });
    const { status, stage, reason } = await cell({}, { kernel: folder.path });
    assert.deepEqual([status, stage, reason], ["SKIP", "stage", `stage: kernel ${version}: it has no btrfs`]);
  });

  test("a writer that the distro lacks is skipped, and named", { skip }, async () => {
    const { status, reason } = await cell({ writer: "dracut-cpio" });
    assert.deepEqual([status, reason], ["SKIP", "stage: writer dracut-cpio: distro trixie has no dracut-cpio"]);
  });

  test("a kept machine boots by hand with words added to the kernel's command line", { skip }, async () => {
    using folder = scratch();
    const cowpio = async (...args: string[]) =>
      (await promisify(execFile)(process.execPath, ["dist/cli.js", ...args], { maxBuffer: 1 << 28 })).stdout;
    const given = ["--file-systems", "btrfs", "--kernels", "6.12", "--compare", "none", "--controls", "none"];
    const places = ["--cache-dir", "build/cache", "--report-dir", folder.path];
    await cowpio("run", ...given, ...places, "--keep", "all");
    const kept = readdirSync(`${folder.path}/kept/btrfs-6.12`);
    assert.deepEqual(kept.sort(), ["boot.sh", "disk.img.zst", "initramfs.img", "vmlinuz"]);

    const console = await cowpio("boot", folder.path, "btrfs-6.12", "cowpio.said=more", "--cache-dir", "build/cache");
    assert.match(console, /Command line: .* cowpio\.said=more\r?$/m);
    assert.match(console, /cowpio: unpacked \d+ right, 0 wrong, 0 more \w+\r?$/m);
    assert.match(console, /cowpio: real root \w+\r?$/m);
    await assert.rejects(
      cowpio("boot", folder.path, "xfs-6.12"),
      /cell xfs-6\.12 was not kept\. Kept cells: btrfs-6\.12\./,
    );
  });

  test("a path that the engine cannot see is not created as an empty folder", { skip }, async () => {
    const { status, stage, reason } = await cell({}, { distro: "/no/such/distro.tar" });
    assert.deepEqual([status, stage], ["INCONCLUSIVE", "provision"], reason);
    assert.match(reason, /\/no\/such\/distro\.tar.*the engine has to run on this machine/s);
    assert.ok(!existsSync("/no/such"));
  });

  test("a distro without dracut is reported by the stage that needs it", { skip }, async () => {
    using folder = scratch();
    writeFileSync(`${folder.path}/distro.tar`, Buffer.alloc(10240));
    const outcome = await cell({}, { distro: `${folder.path}/distro.tar` });
    assert.deepEqual([outcome.status, outcome.stage], ["ERROR", "stage"], outcome.reason);
    assert.deepEqual(readdirSync(folder.path), ["distro.tar"]);
  });
});

test("no cell leaves anything behind", { skip }, () => {
  assert.deepEqual(leftBehind(), []);
});
