import type { Accelerator } from "../domain/axes.ts";
import type { Command } from "../domain/command.ts";

export type Machine = {
  readonly kernel: string;
  readonly archive: string;
  /** The image whose file system is the real root; the guest's writes go to a temporary file. */
  readonly disk: string;
  readonly rootUuid: string;
  readonly accelerator: Accelerator;
  /** Absent: two. */
  readonly processors?: number;
  /** What the real root is mounted with, `subvol=@`; empty: nothing. */
  readonly rootOptions: readonly string[];
  /** A second archive, unpacked over the first: in a copy of the first behind it, but for GRUB apart. */
  readonly overlay?: string;
  /** The program that the kernel runs first; absent: the archive's own /init. */
  readonly firstProgram?: string;
  /** A CD whose GRUB reads kernel and archive from the disk; absent: QEMU loads both by itself. */
  readonly cd?: string;
  /** A file that takes what the guest writes to its second serial port. */
  readonly port: string;
  /** Asks the real root to clone: containers/guest/clone.c. */
  readonly clones?: boolean;
};

/**
 * Only an unresolvable-by-the-kernel `root=UUID=` makes the initramfs necessary: without an /init in the
 * archive the kernel tries `root=` itself (init/do_mounts.c). `loglevel=7` shows "Run /init"; `printk.devkmsg=on`
 * lifts the limit on what user space may log; `panic=-1` with `-no-reboot` ends QEMU at a panic.
 */
export const kernelCommandLine = ({ rootUuid, rootOptions, firstProgram, clones = false }: Machine): string =>
  [
    "console=ttyS0",
    "loglevel=7",
    "printk.devkmsg=on",
    "panic=-1",
    `root=UUID=${rootUuid}`,
    ...(rootOptions.length > 0 ? [`rootflags=${rootOptions.join(",")}`] : []),
    "ro",
    ...(firstProgram === undefined ? [] : [`rdinit=${firstProgram}`]),
    "init=/.cowpio/init",
    "rd.shell=0",
    "rd.emergency=poweroff",
    ...(clones ? ["cowpio.clone"] : []),
  ].join(" ");

/** What every guest has, the tiny one that tries an accelerator too. */
export const hardware = (accelerator: Accelerator, processors = 2): string[] => [
  "-nodefaults",
  "-no-user-config",
  "-no-reboot",
  ...["-display", "none"],
  ...["-serial", "stdio"],
  ...["-accel", accelerator],
  ...["-cpu", "max"],
  ...["-smp", `${processors}`],
  ...["-m", "1G"],
];

export const qemu = (machine: Machine): Command => ({
  program: "qemu-system-x86_64",
  args: [
    ...hardware(machine.accelerator, machine.processors),
    ...["-serial", `file:${machine.port}`],
    ...["-drive", `file=${machine.disk},format=raw,if=virtio,snapshot=on`],
    ...(machine.cd === undefined
      ? ["-kernel", machine.kernel, "-initrd", machine.archive, "-append", kernelCommandLine(machine)]
      : ["-drive", `file=${machine.cd},format=raw,if=ide,media=cdrom,readonly=on`, "-boot", "d"]),
  ],
});

export const qemuVersion: Command = { program: "qemu-system-x86_64", args: ["--version"] };
