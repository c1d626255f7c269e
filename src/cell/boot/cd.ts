import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { exec } from "../../lib/exec.ts";
import { grubConfig, makeCd, type OnDisk, overlayOnCd } from "./grub.ts";
import type { Machine } from "./qemu.ts";

/** The same machine with a CD, made in `folder`, whose GRUB loads kernel and archive from the disk. */
export async function withCd(machine: Machine, onDisk: OnDisk, folder: string): Promise<Machine> {
  const tree = `${folder}/cd`;
  const cd = `${machine.archive}.iso`;
  await mkdir(`${tree}/boot/grub`, { recursive: true });
  await writeFile(`${tree}/boot/grub/grub.cfg`, grubConfig(machine, onDisk));
  if (machine.overlay !== undefined) await copyFile(machine.overlay, `${tree}${overlayOnCd}`);
  await exec(makeCd(tree, cd));
  await rm(tree, { recursive: true });
  return { ...machine, cd };
}
