/** Entry inside the container: one plan in, one outcome out, a line of JSON each. */

import { existsSync } from "node:fs";
import { copyFile, mkdir } from "node:fs/promises";
import { release } from "node:os";
import { createInterface } from "node:readline";
import { digestFile } from "../lib/digest.ts";
import { resolveInRoot } from "../lib/files.ts";
import { addonVersion, proveSharing } from "../lib/native.ts";
import { exec } from "../lib/process.ts";
import { watchStorage } from "../lib/storage.ts";
import { writers } from "../model/axes.ts";
import { type CellPlan, inContainer, type Recipe } from "../model/cell.ts";
import { faultOf } from "../model/faults.ts";
import { type Profile, profileOf } from "../model/file-systems.ts";
import { archivePath, generatorOf, optionSetOf } from "../model/generators.ts";
import { noncesOf } from "../model/markers.ts";
import type { CellEvent, CellOutcome, Versions } from "../model/outcome.ts";
import { changeArchive } from "./archive/inject-fault.ts";
import { readable } from "./archive/unpacked.ts";
import {
  type MeasuredArchive,
  measureArchive,
  proveHops,
  readWriterReport,
  sizeOfArchive,
  writeArchive,
} from "./archive/write.ts";
import { boot, readPort } from "./boot/boot.ts";
import { grubVersion, withCd } from "./boot/grub.ts";
import { keepMachine } from "./boot/keep.ts";
import { addVerifier, verifierInit } from "./boot/overlay.ts";
import { guestMemoryFor, type Machine, qemuVersion, rootTimeoutOf } from "./boot/qemu.ts";
import { type CellEffects, runCell } from "./pipeline.ts";
import { modulesOf, type Provisions, populate } from "./stage/distro.ts";
import { type MountedImage, mkfsVersion, mountImage, mountOptions } from "./stage/image.ts";
import { layOutClone } from "./stage/install.ts";
import { writerReport, writerVersion } from "./stage/writer.ts";
import { readGuestSharing } from "./verify/guest.ts";
import { damageOf } from "./verify/sharing.ts";

const folder = inContainer.work;
const provisions: Provisions = {
  distro: inContainer.distro,
  kernel: inContainer.kernel,
  checkout: inContainer.checkout,
  cowpio: "/opt/cowpio/cowpio",
  init: "/opt/cowpio/cowpio-init",
};
const verifier = { verify: "/opt/cowpio/cowpio-verify", cowpio: provisions.cowpio };
const clone = "/opt/cowpio/cowpio-clone";

const emit = (event: CellEvent): void => {
  process.stdout.write(`${JSON.stringify(event)}\n`);
};

/** The machine that booted the proven archive; undefined before its boot. */
let provenMachine: Machine | undefined;

/** How many times larger a compressed archive is unpacked, at most: an estimate. */
const compression = 3;

/** `root` is on the engine's disk until the image is mounted there. */
const storage = {
  [folder]: "the engine's disk is full",
  [`${folder}/root`]: "the cell's image is full",
  "/tmp": "the cell's /tmp is full",
};
const effects: Omit<CellEffects, "fullStorage"> = {
  mountImage: (plan) => mountImage(plan, folder),
  populate: (image, plan) => populate(image.root, plan, provisions, (text) => emit({ kind: "log", text })),
  writeArchive: (image, plan, recipe) =>
    writeArchive(image.root, plan, recipe, { writerReport, onOutput: (text) => emit({ kind: "log", text }) }),
  proveHops: (image, plan, archive) => proveHops(image.root, plan, archive.path),
  measure: (image, plan, archive) => measureArchive(image.root, plan, archive),
  injectFault: async (image, plan, archive) => {
    const { archive: change } = faultOf(plan.fault);
    if (change !== undefined) await changeArchive(change, archive.path, image.root);
  },
  writerReport: (image) => readWriterReport(image.root, writerReport),
  proveSharing: (archive, originals) =>
    proveSharing(archive, originals).catch((error) => {
      const damage = damageOf(error);
      if (damage === undefined) throw error;
      return damage;
    }),
  modules: (image, plan) => modulesOf(image.root, plan.kernel.version),
  versions,
  takeOut,
  boot: (machine, plan, recipe) => {
    if (recipe === "reflink") provenMachine = machine;
    return boot(machine, plan, { onConsole: (text) => emit({ kind: "console", recipe, text }) });
  },
  layOutClone: (image, plan, sharing) => layOutClone(image.root, plan, sharing, { cowpio: provisions.cowpio, clone }),
  guestSharing: async ({ port }, { nonce }) => readGuestSharing(await readPort(port), noncesOf(nonce).root),
  enter: (stage, text) => emit({ kind: "stage", stage, text }),
  now: () => performance.now(),
};

/** Versions of the programs that a cell uses: the first line that each prints. */
async function versions(image: MountedImage, plan: CellPlan): Promise<Versions> {
  const [writer, generator, mkfs, qemu, grub] = await Promise.all(
    [
      "program" in writers[plan.writer]
        ? await writerVersion(image.root, plan)
        : { program: provisions.cowpio, args: ["--version"] },
      generatorOf(plan).version(image.root),
      mkfsVersion(profileOf(plan.fileSystem).kind),
      qemuVersion,
      ...(plan.bootloader === "grub" ? [grubVersion] : []),
    ].map((command) => exec(command)),
  );
  const first = (text: string | undefined) => text?.trim().split("\n")[0] ?? "";
  return {
    cowpio: await addonVersion(),
    writer: first(writer) || plan.writer,
    dracut: first(generator),
    mkfs: first(mkfs),
    qemu: first(qemu),
    ...(grub === undefined ? {} : { grub: first(grub) }),
    cloneKernel: release(),
  };
}

/** Copies kernel and archive out of the image, with a verifier or a CD where the plan has one. */
async function takeOut(
  image: MountedImage,
  plan: CellPlan,
  archive: MeasuredArchive,
  proven: MeasuredArchive,
): Promise<Machine> {
  const kernel = `${folder}/vmlinuz`;
  const copy = `${folder}/initramfs-${archive.recipe}.img`;
  await copyFile(await resolveInRoot(provisions.kernel, `boot/vmlinuz-${plan.kernel.version}`), kernel);
  // The distro's programs have run since it was written.
  await sizeOfArchive(archive.path, generatorOf(plan), archive.recipe);
  await copyFile(archive.path, copy);
  if ((await digestFile(copy)) !== archive.digest)
    throw new Error(`${archive.path} changed while it was copied out of the image`);
  const plain = machineOf(plan, image, archive.recipe, { kernel, archive: copy }, proven.size);
  const machine = archive.recipe === "reflink" ? await withVerifier(plain, image, plan, archive.path) : plain;
  if (plan.bootloader === "direct") return machine;
  const { subvolume }: Profile = profileOf(plan.fileSystem);
  const top = subvolume === undefined ? "" : `/${subvolume}`;
  const onDisk = {
    kernel: `${top}/boot/vmlinuz-${plan.kernel.version}`,
    archive: `${top}${archivePath(archive.recipe)}`,
  };
  return withCd(machine, onDisk, folder);
}

/** The guest of an archive, without a verifier and without a CD. `files`: copies outside of the image. `unpacks`: bytes of the proven archive. */
function machineOf(
  plan: CellPlan,
  image: MountedImage,
  recipe: Recipe,
  files: Pick<Machine, "kernel" | "archive">,
  unpacks: number,
): Machine {
  const rootTimeout = rootTimeoutOf(plan.deadlines.boot);
  const growth = optionSetOf(plan.dracutOptions).compresses ? compression : 1;
  return {
    ...files,
    disk: image.file,
    rootUuid: image.uuid,
    accelerator: plan.accelerator,
    ...(plan.anyProcessor ? { anyProcessor: true } : {}),
    ...(plan.processors === undefined ? {} : { processors: plan.processors }),
    memory: plan.guestMemory ?? guestMemoryFor(unpacks * growth),
    rootTimeout,
    kernelOptions: generatorOf(plan).kernelOptions(Math.ceil(rootTimeout / 1000)),
    rootOptions: mountOptions(profileOf(plan.fileSystem)),
    port: `${folder}/port-${recipe}`,
    // One archive is enough to have the guest clone.
    ...(plan.cloneKernel === "guest" && recipe === "reflink" ? { clones: true } : {}),
  };
}

async function withVerifier(machine: Machine, image: MountedImage, plan: CellPlan, proven: string): Promise<Machine> {
  const booted = `${folder}/booted.img`;
  const overlay = `${folder}/verifier.img`;
  const nonce = noncesOf(plan.nonce).archive;
  const entries = await addVerifier(machine.archive, { booted, overlay }, `${folder}/verifier`, nonce, verifier);
  emit({ kind: "contents", entries: entries.map(readable) });
  const { bootedArchive: change } = faultOf(plan.fault);
  if (change !== undefined) await changeArchive(change, booted, image.root, proven);
  return { ...machine, archive: booted, overlay, firstProgram: verifierInit };
}

/** Keeps the machine if the plan requests it, and returns whether it did. An error is logged and does not change the verdict. */
async function isKept({ keep }: CellPlan, { status }: CellOutcome): Promise<boolean> {
  const wanted = keep === "all" || (keep === "failed" && status !== "PASS" && status !== "SKIP");
  if (!wanted || provenMachine === undefined || !existsSync(inContainer.kept)) return false;
  return keepMachine(provenMachine, inContainer.kept).then(
    () => true,
    (error: Error) => {
      emit({ kind: "log", text: `keep: kernel, archive and disk could not be saved: ${error.message}\n` });
      return false;
    },
  );
}

/** The plan is the second line. Standard input stays open as long as the host lives: when it ends, so does the cell. */
const lines = createInterface({ input: process.stdin });
lines.once("line", () => lines.once("line", work));
async function work(line: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  // Where the addon unpacks compressed segments; /var/tmp, its default, is small here.
  process.env["TMPDIR"] = "/tmp";
  using watched = watchStorage(storage);
  const plan = JSON.parse(line) as CellPlan;
  const judged = await runCell(plan, { ...effects, fullStorage: watched.full });
  const outcome = (await isKept(plan, judged)) ? { ...judged, kept: true as const } : judged;
  // An outcome is larger than a pipe holds: exit only when it is through.
  process.stdout.write(`${JSON.stringify({ kind: "outcome", outcome } satisfies CellEvent)}\n`, () => process.exit(0));
}
// As PID 1 of the container this ends every other process too, and with them the mounts and the loop device.
lines.once("close", () => process.exit(1));
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
