import { chmod, chown, copyFile, readdir, stat, writeFile } from "node:fs/promises";
import { exec } from "../../lib/process.ts";
import { architecture } from "../../model/architectures.ts";
import { shellQuote } from "../../model/command.ts";
import { kernelCommandLine, type Machine, qemu } from "./qemu.ts";

/** File names in the folder of a kept machine. */
const names = {
  kernel: "vmlinuz",
  archive: "initramfs.img",
  disk: "disk.img",
  cd: "grub.iso",
  port: "port.log",
} as const;
const compressedDisk = `${names.disk}.zst`;
const script = "boot.sh";

/** Copies a machine's files to a folder, with a script that boots them. */
export async function keepMachine(machine: Machine, folder: string): Promise<void> {
  await copyFile(machine.kernel, `${folder}/${names.kernel}`);
  await copyFile(machine.archive, `${folder}/${names.archive}`);
  if (machine.cd !== undefined) await copyFile(machine.cd, `${folder}/${names.cd}`);
  await exec({
    program: "zstd",
    args: ["--quiet", "--force", "-1", "--threads=0", machine.disk, "-o", `${folder}/${compressedDisk}`],
  });
  await writeFile(`${folder}/${script}`, bootScript(machine));
  // The folder's owner is the user who started the run.
  const { uid, gid } = await stat(folder);
  for (const name of await readdir(folder)) await chown(`${folder}/${name}`, uid, gid);
  await chmod(`${folder}/${script}`, 0o755);
}

/** Returns the script that boots the machine from the files in its folder, with the console on the terminal. */
export function bootScript(machine: Machine): string {
  const { cd, ...files } = names;
  const byGrub = machine.cd !== undefined;
  const kept: Machine = { ...machine, ...files, ...(byGrub ? { cd } : {}) };
  const { program, args } = qemu(kept);
  const commandLine = kernelCommandLine(kept);
  const words = args
    .filter((word) => word !== "-append" && word !== commandLine)
    .map((word) => (word === "stdio" ? "mon:stdio" : word));
  const append = byGrub ? "" : ` -append '${commandLine} '"$*"`;
  return `#!/bin/sh
# Boots the cell's kernel and archive to the real root on its image. Writes to the image are discarded.
# ${byGrub ? "GRUB on the CD has the kernel's command line." : "Arguments are added to the kernel's command line: sh boot.sh rd.break rd.shell=1"}
# Ctrl-A X ends QEMU. Requires zstd and ${architecture.qemu} 10 or newer; cowpio-matrix boot runs it in a container that has both.
set -eu
cd "$(dirname "$0")"
[ -e ${names.disk} ] || zstd --decompress --quiet --sparse ${compressedDisk} -o ${names.disk}
exec ${shellQuote({ program, args: words })}${append}
`;
}
