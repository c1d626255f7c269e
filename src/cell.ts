/** Entry inside the container: one plan in, one outcome out, a line of JSON each. */

import { copyFile, mkdir, stat, statfs } from "node:fs/promises";
import { release } from "node:os";
import { createInterface } from "node:readline";
import { compressorOf } from "./archive/compressed.ts";
import { dracutVersion } from "./archive/dracut.ts";
import { extentTotals } from "./archive/figures.ts";
import { readWriterReasons, writeArchive } from "./archive/write.ts";
import { boot } from "./boot/boot.ts";
import { qemuVersion } from "./boot/qemu.ts";
import { profileOf } from "./domain/axes.ts";
import type { CellPlan } from "./domain/cell.ts";
import type { CellEvent } from "./domain/outcome.ts";
import { type CellWorld, runCell } from "./pipeline.ts";
import { mkfsVersion } from "./stage/filesystem.ts";
import { mountImage } from "./stage/image.ts";
import { type Provisions, populate } from "./stage/subject.ts";
import { writerReport, writerVersion } from "./stage/writer.ts";
import { digestFile } from "./sys/digest.ts";
import { exec } from "./sys/exec.ts";
import { extents, proveSharing, version } from "./sys/native.ts";

const folder = "/cell";
const provisions: Provisions = {
  subject: "/input/subject.tar",
  kernel: "/input/kernel",
  checkout: "/input/dracut",
  cowpio: "/opt/cowpio/cowpio",
  init: "/opt/cowpio/cowpio-init",
};

const emit = (event: CellEvent): void => {
  process.stdout.write(`${JSON.stringify(event)}\n`);
};

const world: CellWorld = {
  mountImage: (plan) => mountImage(plan, folder),
  populate: (image, plan) => populate(image.root, plan, provisions, (text) => emit({ kind: "log", text })),
  writeArchive: (image, plan, recipe) =>
    writeArchive(image.root, plan, recipe, { writerReport, onOutput: (text) => emit({ kind: "log", text }) }),
  writerReasons: (image) => readWriterReasons(`${image.root}${writerReport}`),
  // What is compressed has no members to look at, so nothing can be said of them.
  proveSharing: async (archive, originals) =>
    (await compressorOf(archive)) === undefined
      ? proveSharing(archive, originals)
      : { ...(await unread(archive)), shareable: 0, shared: 0, members: [] },
  versions: async (image, plan) => {
    const [writer, dracut, mkfs, qemu] = await Promise.all(
      [
        writerVersion(image.root, plan.writer),
        dracutVersion(image.root),
        mkfsVersion(profileOf(plan.fileSystem).kind),
        qemuVersion,
      ].map((command) => exec(command)),
    );
    const first = (text: string | undefined) => text?.trim().split("\n")[0] ?? "";
    return {
      cowpio: version,
      writer: first(writer) || plan.writer,
      dracut: first(dracut),
      mkfs: first(mkfs),
      qemu: first(qemu),
      cloneKernel: release(),
    };
  },
  takeOut: async (image, plan, archive) => {
    const kernel = `${folder}/vmlinuz`;
    const copy = `${folder}/initramfs-${archive.recipe}.img`;
    await copyFile(`${image.root}/boot/vmlinuz-${plan.kernel.version}`, kernel);
    await copyFile(archive.path, copy);
    if ((await digestFile(copy)) !== archive.digest)
      throw new Error(`${archive.path} changed while it was copied out of the image`);
    return { kernel, archive: copy, disk: image.file, rootUuid: image.uuid };
  },
  boot: (machine, plan, recipe) =>
    boot(machine, plan, { onConsole: (text) => emit({ kind: "console", recipe, text }) }),
  enter: (stage, text) => emit({ kind: "stage", stage, text }),
  now: () => performance.now(),
};

async function unread(archive: string) {
  const [{ size }, { bsize }] = await Promise.all([stat(archive), statfs(archive)]);
  return { size, blockSize: bsize, fiemap: extentTotals(await extents(archive)) };
}

/** The plan is the first line. Standard input stays open as long as the host lives: when it ends, so does the cell. */
const lines = createInterface({ input: process.stdin });
lines.once("line", async (line) => {
  await mkdir(folder, { recursive: true });
  const outcome = await runCell(JSON.parse(line) as CellPlan, world);
  // An outcome is larger than a pipe holds: exit only when it is through.
  process.stdout.write(`${JSON.stringify({ kind: "outcome", outcome } satisfies CellEvent)}\n`, () => process.exit(0));
});
// As PID 1 of the container this ends every other process too, and with them the mounts and the loop device.
lines.once("close", () => process.exit(1));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
