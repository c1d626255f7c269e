/** Entry inside the container: one plan in, one outcome out, a line of JSON each. */

import { copyFile, mkdir, readFile } from "node:fs/promises";
import { release } from "node:os";
import { createInterface } from "node:readline";
import { archivePath, dracutVersion } from "./archive/dracut.ts";
import { readWriterReasons, writeArchive } from "./archive/write.ts";
import { boot } from "./boot/boot.ts";
import { withCd } from "./boot/cd.ts";
import { grubVersion } from "./boot/grub.ts";
import { type Machine, qemuVersion } from "./boot/qemu.ts";
import { profileOf } from "./domain/axes.ts";
import type { CellPlan } from "./domain/cell.ts";
import type { CellEvent } from "./domain/outcome.ts";
import { type CellWorld, runCell } from "./pipeline.ts";
import { mkfsVersion, mountOptions } from "./stage/filesystem.ts";
import { layOutClone } from "./stage/guest-clone.ts";
import { mountImage } from "./stage/image.ts";
import { type Provisions, populate, writerReport } from "./stage/subject.ts";
import { digestFile } from "./sys/digest.ts";
import { exec } from "./sys/exec.ts";
import { proveSharing, version } from "./sys/native.ts";
import { readGuestSharing } from "./verify/guest.ts";

const folder = "/cell";
const provisions: Provisions = {
  subject: "/input/subject.tar",
  kernel: "/input/kernel",
  cowpio: "/opt/cowpio/cowpio",
  init: "/opt/cowpio/cowpio-init",
};
const clone = "/opt/cowpio/cowpio-clone";

const emit = (event: CellEvent): void => {
  process.stdout.write(`${JSON.stringify(event)}\n`);
};

const world: CellWorld = {
  mountImage: (plan) => mountImage(plan, folder),
  populate: (image, plan) => populate(image.root, plan, provisions),
  writeArchive: (image, plan, recipe) =>
    writeArchive(image.root, plan, recipe, { writerReport, onOutput: (text) => emit({ kind: "log", text }) }),
  writerReasons: (image) => readWriterReasons(`${image.root}${writerReport}`),
  proveSharing: (archive, originals) => proveSharing(archive, originals),
  versions: async (image, plan) => {
    const [dracut, mkfs, qemu, grub] = await Promise.all(
      [
        ...[dracutVersion(image.root), mkfsVersion(profileOf(plan.fileSystem).kind), qemuVersion],
        ...(plan.loader === "grub" ? [grubVersion] : []),
      ].map((command) => exec(command)),
    );
    const first = (text: string | undefined) => text?.trim().split("\n")[0] ?? "";
    return {
      cowpio: version,
      dracut: first(dracut),
      mkfs: first(mkfs),
      qemu: first(qemu),
      ...(grub === undefined ? {} : { grub: first(grub) }),
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
    const profile = profileOf(plan.fileSystem);
    const machine: Machine = {
      ...{ kernel, archive: copy, disk: image.file, rootUuid: image.uuid, accelerator: plan.accelerator },
      rootOptions: mountOptions(profile),
      // One archive is enough to have the guest clone.
      ...(plan.cloner === "guest" && archive.recipe === "reflink" ? { clones: true, port: `${folder}/port` } : {}),
    };
    if (plan.loader === "direct") return machine;
    const top = profile.subvolume === undefined ? "" : `/${profile.subvolume}`;
    const onDisk = {
      kernel: `${top}/boot/vmlinuz-${plan.kernel.version}`,
      archive: `${top}${archivePath(archive.recipe)}`,
    };
    return withCd(machine, onDisk, folder);
  },
  boot: (machine, plan, recipe) =>
    boot(machine, plan, { onConsole: (text) => emit({ kind: "console", recipe, text }) }),
  layOutClone: (image, plan, sharing) => layOutClone(image.root, plan, sharing, { cowpio: provisions.cowpio, clone }),
  guestSharing: async ({ port }, { nonce }) =>
    readGuestSharing(port === undefined ? "" : await readFile(port, "utf8").catch(() => ""), nonce),
  enter: (stage, text) => emit({ kind: "stage", stage, text }),
  now: () => performance.now(),
};

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
