import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { exec } from "../../lib/process.ts";
import type { Command } from "../../model/command.ts";
import { kernelLine, plainLine } from "../../model/markers.ts";
import type { BootVerdict } from "../../model/outcome.ts";
import { type ConsoleLine, type Ending, endings } from "./console.ts";
import { kernelCommandLine, type Machine } from "./qemu.ts";

/** Where GRUB finds what it loads, as the disk's file system names it from its top. */
type OnDisk = { readonly kernel: string; readonly archive: string };

/** Where the overlay lies on the CD. */
const overlayOnCd = "/overlay.img";

const greeting = "cowpio: GRUB starts";
const handover = "cowpio: GRUB hands over";
const givesUp = "cowpio: GRUB could not read ";

/**
 * `search` knows the file system by its UUID, and what it reads it reads with GRUB's own driver; the module is loaded by
 * the file system's type (`fs.lst`). GRUB's commands say `error: ...` and fail; a reboot ends QEMU. The serial terminal
 * is told to be a dumb one, so that no escape sequences lie among the lines.
 */
export function grubConfig(machine: Machine, { kernel, archive }: OnDisk): string {
  const overlay = machine.overlay === undefined ? "" : ` ($cd)${overlayOnCd}`;
  return `serial --unit=0 --speed=115200
terminfo serial dumb
terminal_input serial
terminal_output serial
echo '${greeting}'
set cd=$root
set step='the file system'
if search --no-floppy --fs-uuid --set=root ${machine.rootUuid}; then
  set step='the kernel'
  if linux '${kernel}' ${kernelCommandLine(machine)}; then
    set step='the archive'
    if initrd '${archive}'${overlay}; then
      echo '${handover}'
      boot
    fi
  fi
fi
echo "${givesUp}$step"
reboot
`;
}

/** A CD that SeaBIOS boots; `tree` holds boot/grub/grub.cfg. Only the modules of i386-pc are there to be put on it. */
export const makeCd = (tree: string, cd: string): Command => ({
  program: "grub-mkrescue",
  args: ["--output", cd, "--locales=", "--themes=", "--fonts=", tree],
});

export const grubVersion: Command = { program: "grub-mkrescue", args: ["--version"] };

/** GRUB from 2.06 on names the line of its source: `error: ../../grub-core/fs/fshelp.c:257:file '/x' not found.` */
const errorLine = /^error: (?:[\w./-]+:\d+:)?\s*(.*?)\.?$/;

/**
 * Returns the verdict of the loading; undefined if the kernel was reached, which the console judges from there on. Errors
 * before the handover are GRUB's word on file system and files; later ones (no video mode) are of the machine.
 */
export function judgeLoading(lines: readonly ConsoleLine[], ending: Ending): BootVerdict | undefined {
  const texts = lines.map(({ text }) => plainLine(text).trim());
  const kernel = texts.findIndex((text) => kernelLine.test(text));
  const handed = texts.indexOf(handover);
  const last = texts.findLast((text) => text !== "") ?? "";
  if (handed >= 0 && kernel > handed) return undefined;
  if (handed < 0) {
    const step = texts.find((text) => text.startsWith(givesUp))?.slice(givesUp.length);
    const error = texts.find((text) => errorLine.test(text));
    if (step !== undefined || error !== undefined)
      return {
        kind: "did not boot",
        fault: "not loaded",
        why: `GRUB could not read ${step ?? "what it was to load"}: ${plain(error) ?? "it did not say why"}`,
        line: error ?? last,
      };
  }
  const where =
    handed >= 0 ? "GRUB had handed over" : texts.includes(greeting) ? "GRUB had started" : "nothing was said by GRUB";
  return { kind: "could not tell", why: `the guest ${endings[ending]} before its kernel spoke: ${where}`, line: last };
}

/** Without what differs from run to run: the file system's UUID. */
const plain = (error: string | undefined): string | undefined =>
  error && errorLine.exec(error)?.[1]?.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "(its UUID)");

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
