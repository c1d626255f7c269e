import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { profileOf } from "../domain/axes.ts";
import type { CellPlan } from "../domain/cell.ts";
import { noncesOf } from "../domain/witness.ts";
import { exec } from "../sys/exec.ts";
import { mountSystem } from "./image.ts";
import { faultsAfter, faultsBefore, insideHook, insideModule, writerShim } from "./planted.ts";

/** What the cell's container brings along. */
export type Provisions = {
  /** A tar archive: the subject's root. */
  readonly subject: string;
  /** A folder: `boot/vmlinuz-VERSION`, `lib/modules/VERSION`. */
  readonly kernel: string;
  /** The static executable. */
  readonly cowpio: string;
  /** PID 1 of the real root, static. */
  readonly init: string;
};

/** Files of ours on the real root, and nowhere in the archive. */
export const ours = "/.cowpio";
/** What the writer says of each member, one JSON object a line. */
export const writerReport = `${ours}/writer.jsonl`;

/** Unpacks the subject on the image and installs the kernel, the writer and the witnesses of the boot. */
export async function populate(root: string, plan: CellPlan, from: Provisions): Promise<void> {
  for (const fault of faultsBefore(plan.plant, root)) await exec(fault);
  await exec({ program: "tar", args: ["--extract", "--file", from.subject, "--directory", root, "--numeric-owner"] });
  await exec({ program: "cp", args: ["-r", `${from.kernel}/boot/.`, `${root}/boot/`] });
  await mkdir(`${root}/lib/modules`, { recursive: true });
  await exec({ program: "cp", args: ["-r", `${from.kernel}/lib/modules/.`, `${root}/lib/modules/`] });
  await mountSystem(root);
  await exec({ program: "chroot", args: [root, "depmod", plan.kernel.version] });
  for (const fault of faultsAfter(plan.plant, root)) await exec(fault);
  if (profileOf(plan.fileSystem).snapshot)
    await exec({ program: "btrfs", args: ["subvolume", "snapshot", "-r", root, `${root}/.snapshot`] });
  await installWriter(root, plan, from.cowpio);
  await installWitnesses(root, plan, from.init);
}

/** cowpio as the subject's dracut-cpio; with a planted fault, behind a shim that commits it. */
async function installWriter(root: string, plan: CellPlan, cowpio: string): Promise<void> {
  const dracutCpio = `${root}/usr/lib/dracut/dracut-cpio`;
  const shim = writerShim(plan.plant);
  if (shim === undefined) {
    await copyFile(cowpio, dracutCpio);
  } else {
    await copyFile(cowpio, `${root}/usr/lib/dracut/cowpio`);
    await chmod(`${root}/usr/lib/dracut/cowpio`, 0o755);
    await writeFile(dracutCpio, shim);
  }
  await chmod(dracutCpio, 0o755);
}

/** A line from inside the archive, and PID 1 of the real root with this run's nonce. */
async function installWitnesses(root: string, plan: CellPlan, init: string): Promise<void> {
  const module = `${root}/usr/lib/dracut/modules.d/99cowpio`;
  await mkdir(module);
  await writeFile(`${module}/module-setup.sh`, insideModule);
  await writeFile(`${module}/inside.sh`, insideHook(plan.plant));
  await chmod(`${module}/module-setup.sh`, 0o755);
  await chmod(`${module}/inside.sh`, 0o755);
  await mkdir(`${root}${ours}`);
  await copyFile(init, `${root}${ours}/init`);
  await chmod(`${root}${ours}/init`, 0o755);
  const nonce = noncesOf(plan.nonce).root;
  // Planted: another run's.
  await writeFile(`${root}${ours}/nonce`, plan.plant === "wrong-nonce" ? nonce.split("").reverse().join("x") : nonce);
}
