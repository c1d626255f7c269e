import { architecture } from "../../model/architectures.ts";
import type { Accelerator } from "../../model/axes.ts";
import type { Command } from "../../model/command.ts";

export type Machine = {
  readonly kernel: string;
  readonly archive: string;
  /** The image whose file system is the real root; the guest's writes go to a temporary file. */
  readonly disk: string;
  readonly rootUuid: string;
  readonly accelerator: Accelerator;
  /** Whether an emulated guest gets the smallest processor. Default: no; it then has every feature that QEMU emulates. */
  readonly anyProcessor?: boolean;
  /** Default: 2. */
  readonly processors?: number;
  /** In bytes. */
  readonly memory: number;
  /** Milliseconds that the initramfs waits for its root, and its units for what they start. */
  readonly rootTimeout: number;
  /** The generator's words of the kernel's command line. */
  readonly kernelOptions: readonly string[];
  /** Mount options of the real root, for example `subvol=@`. */
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
 * A root that cannot come is given up by the initramfs and by systemd (kernel-command-line(7)), whose default is 90 s.
 */
export const kernelCommandLine = ({ rootTimeout, ...machine }: Machine): string => {
  const { rootUuid, rootOptions, kernelOptions, firstProgram, clones = false } = machine;
  const seconds = Math.ceil(rootTimeout / 1000);
  return [
    `console=${architecture.console}`,
    "loglevel=7",
    "printk.devkmsg=on",
    "panic=-1",
    `root=UUID=${rootUuid}`,
    ...(rootOptions.length > 0 ? [`rootflags=${rootOptions.join(",")}`] : []),
    "ro",
    ...(firstProgram === undefined ? [] : [`rdinit=${firstProgram}`]),
    "init=/.cowpio/init",
    ...kernelOptions,
    `systemd.default_timeout_start_sec=${seconds}`,
    `systemd.default_device_timeout_sec=${seconds}`,
    ...(clones ? ["cowpio.clone"] : []),
  ].join(" ");
};

/** Half of a boot's time. A good guest has its root after a fifth of it, on a machine with five times its load. */
export const rootTimeoutOf = (bootDeadline: number): number => Math.max(15_000, bootDeadline / 2);

const MiB = 2 ** 20;
const minMemory = 1024 * MiB;

/**
 * Returns the bytes of memory for a guest that unpacks an archive of `size` bytes. The kernel then holds it twice, and its
 * tmpfs takes at most half of the memory (mm/shmem.c).
 */
export const guestMemoryFor = (size: number): number =>
  Math.max(minMemory, Math.ceil((2.5 * size) / (128 * MiB)) * 128 * MiB);

type Hardware = Pick<Machine, "accelerator" | "anyProcessor" | "processors"> & Partial<Pick<Machine, "memory">>;

/** Arguments of every guest, including the small one that tests an accelerator. */
export const hardware = ({ accelerator, anyProcessor, processors = 2, memory = minMemory }: Hardware): string[] => [
  "-nodefaults",
  "-no-user-config",
  "-no-reboot",
  ...architecture.machine,
  ...["-display", "none"],
  ...["-serial", "stdio"],
  ...["-accel", accelerator],
  ...["-cpu", anyProcessor && accelerator === "tcg" ? architecture.smallestProcessor : "max"],
  ...["-smp", `${processors}`],
  ...["-m", `${memory / MiB}M`],
];

export const qemu = (machine: Machine): Command => ({
  program: architecture.qemu,
  args: [
    ...hardware(machine),
    ...["-serial", `file:${machine.port}`],
    ...["-drive", `file=${machine.disk},format=raw,if=virtio,snapshot=on`],
    ...(machine.cd === undefined
      ? ["-kernel", machine.kernel, "-initrd", machine.archive, "-append", kernelCommandLine(machine)]
      : ["-drive", `file=${machine.cd},format=raw,if=ide,media=cdrom,readonly=on`, "-boot", "d"]),
  ],
});

export const qemuVersion: Command = { program: architecture.qemu, args: ["--version"] };
