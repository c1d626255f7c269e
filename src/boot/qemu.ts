import type { Command } from "../domain/command.ts";

export type Machine = {
  readonly kernel: string;
  readonly archive: string;
  /** The image whose file system is the real root; the guest's writes go to a temporary file. */
  readonly disk: string;
  readonly rootUuid: string;
  /** Options of the root's mount, `subvol=@`. */
  readonly rootFlags: readonly string[];
  /** Takes what the guest says on its second serial port. */
  readonly port: string;
  /** The program that the kernel runs first; absent: the archive's own /init. */
  readonly firstProgram?: string;
};

/**
 * Only an unresolvable-by-the-kernel `root=UUID=` makes the initramfs necessary: without an /init in the
 * archive the kernel tries `root=` itself (init/do_mounts.c). `loglevel=7` shows "Run /init"; `printk.devkmsg=on`
 * lifts the limit on what user space may log; `panic=-1` with `-no-reboot` ends QEMU at a panic.
 */
const kernelCommandLine = ({ rootUuid, rootFlags, firstProgram }: Machine): string =>
  [
    "console=ttyS0",
    "loglevel=7",
    "printk.devkmsg=on",
    "panic=-1",
    `root=UUID=${rootUuid}`,
    "ro",
    ...(rootFlags.length > 0 ? [`rootflags=${rootFlags.join(",")}`] : []),
    ...(firstProgram === undefined ? [] : [`rdinit=${firstProgram}`]),
    "init=/.cowpio/init",
    "rd.shell=0",
    "rd.emergency=poweroff",
  ].join(" ");

export const qemu = (machine: Machine): Command => ({
  program: "qemu-system-x86_64",
  args: [
    "-nodefaults",
    "-no-user-config",
    "-no-reboot",
    ...["-display", "none"],
    ...["-serial", "stdio"],
    ...["-serial", `file:${machine.port}`],
    ...["-accel", "tcg"],
    ...["-cpu", "max"],
    ...["-smp", "2"],
    ...["-m", "1G"],
    ...["-kernel", machine.kernel],
    ...["-initrd", machine.archive],
    ...["-drive", `file=${machine.disk},format=raw,if=virtio,snapshot=on`],
    ...["-append", kernelCommandLine(machine)],
  ],
});

export const qemuVersion: Command = { program: "qemu-system-x86_64", args: ["--version"] };
