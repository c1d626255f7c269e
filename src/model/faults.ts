import type { Command } from "./command.ts";
import type { ProfileName } from "./file-systems.ts";
import { cowpioPath, tmpdir } from "./generators.ts";

/** Why an archive did not boot: what its guest lacked, with the words for it. The last three need the guest's ending. */
export const bootFaults = {
  "not loaded": "GRUB could not read it",
  "unpacking failed": "the kernel could not unpack the archive",
  "unpacked otherwise": "the kernel unpacked something else than was written",
  "no init": "the archive has no /init that runs",
  "other nonce": "PID 1 of the real root printed another nonce",
  "out of order": "the markers on the console are out of order",
  "no pre-pivot": "the real root ran, but no pre-pivot hook of the archive (dracut-pre-pivot.service) ran before it",
  "kernel panic": "the kernel panicked after it ran /init",
  "kernel warning": "the kernel printed a warning after it ran /init",
  "ended before the real root": "after the kernel ran /init and before the initramfs had found the real root",
  "hung before the real root": "after the kernel ran /init and before the initramfs had found the real root",
  "no hand-over": "after the pre-pivot hook of the archive and before PID 1 of the real root ran",
} as const;
export type BootFault = keyof typeof bootFaults;
export const bootFaultNames = Object.keys(bootFaults) as BootFault[];

/** Expected result of a cell. */
export type Expectation = {
  /** Kind of the `SharingVerdict`. */
  readonly sharing: "shared" | "copied" | "altered" | "damaged";
  /** `not tried`: the fault is one of sharing, and a boot would say nothing about it. */
  readonly boot: "boots" | "does not boot" | "not tried";
  /** Why it must not boot; absent: for any reason. */
  readonly fault?: BootFault;
};

/** Changes of a finished archive: cell/archive/inject-fault.ts. */
export type ArchiveChange = "snapshot" | "flipped byte" | "wrong offset";

/** One fault: the outcome that it must have, and everything that injects it. */
export type FaultRow = {
  readonly says: string;
  readonly expected: Expectation;
  /** The profile that it needs; absent: any that shares. */
  readonly fileSystem?: ProfileName;
  /** Commands on the mounted image before the distro is unpacked: files take NOCOW from their folder. */
  readonly beforeUnpacking?: (root: string) => readonly Command[];
  /** Commands on the unpacked distro before the generator runs, whose tmpdir is /var/tmp. */
  readonly beforeGenerator?: (root: string) => readonly Command[];
  /** Script in the place of the generator's writer. */
  readonly writer?: string;
  /** Writers, including the guest's, do not align data. */
  readonly unaligned?: true;
  /** A change of the archive after the generator has ended. */
  readonly archive?: ArchiveChange;
  /** A change of the archive that is booted, after the proof. */
  readonly bootedArchive?: ArchiveChange;
  /** Script of the pre-pivot hook, which runs in the initramfs just before it leaves for the real root. */
  readonly prePivot?: string;
  /** The real root prints another run's nonce. */
  readonly otherNonce?: true;
  /** The guest is only ended by its stall deadline. */
  readonly stalls?: true;
};

const notBooted = (sharing: Expectation["sharing"]): Expectation => ({ sharing, boot: "not tried" });
const noBoot = (fault: BootFault, sharing: Expectation["sharing"] = "shared"): Expectation => ({
  sharing,
  boot: "does not boot",
  fault,
});

// The last --data-align counts.
const unalignedWriter = `#!/bin/sh
# Injected: file data lies on newc's own 4 bytes, so nothing can be shared.
exec ${cowpioPath} create "$@" --data-align 4
`;

/** Faults that are injected to show that the judges detect them. */
export const faults = {
  unaligned: {
    says: "the writer does not align data",
    expected: { sharing: "copied", boot: "boots" },
    writer: unalignedWriter,
    unaligned: true,
  },
  "no-init": {
    says: "the archive is written without its /init",
    expected: noBoot("no init"),
    writer: `#!/bin/sh
# Injected: the archive lacks its /init. dracut up to 106 gives names that end with NULs, 112 lines.
case " $* " in *' --null '*) ends=--null-data ;; *) ends= ;; esac
grep $ends --invert-match --line-regexp --extended-regexp '(\\./)?init' | ${cowpioPath} create "$@"
`,
  },
  nocow: {
    says: "the installed files are NOCOW, the archive is not",
    expected: notBooted("copied"),
    fileSystem: "btrfs",
    beforeUnpacking: (root) => [{ program: "chattr", args: ["+C", root] }],
    beforeGenerator: (root) => [{ program: "chattr", args: ["-C", `${root}${tmpdir}`, `${root}/boot`] }],
  },
  "other-file-system": {
    says: "the generator's temporary directory is a tmpfs",
    expected: notBooted("copied"),
    beforeGenerator: (root) => [{ program: "mount", args: ["-t", "tmpfs", "tmpfs", `${root}${tmpdir}`] }],
  },
  "snapshot-only": {
    says: "nothing is cloned, but a snapshot makes every block of the archive SHARED",
    expected: notBooted("copied"),
    fileSystem: "btrfs-snapshot",
    writer: unalignedWriter,
    archive: "snapshot",
  },
  flipped: { says: "one byte of one member is another", expected: notBooted("altered"), archive: "flipped byte" },
  "wrong-offset": {
    says: "a member shares its original's compressed extent, from another offset within it",
    expected: notBooted("altered"),
    fileSystem: "btrfs-zstd",
    archive: "wrong offset",
  },
  truncated: {
    says: "the archive's last third is missing",
    expected: noBoot("unpacking failed", "damaged"),
    writer: `#!/bin/sh
# Injected: the archive's last third is missing. dracut's call has the output last.
${cowpioPath} create "$@"
for output; do :; done
truncate --size $(($(stat --format %s "$output") * 2 / 3)) "$output"
`,
  },
  "flipped-late": {
    says: "one byte of one member is another in the archive that is booted, after the proof",
    expected: noBoot("unpacked otherwise"),
    bootedArchive: "flipped byte",
  },
  "wrong-nonce": {
    says: "the real root prints a nonce that is not this run's",
    expected: noBoot("other nonce"),
    otherNonce: true,
  },
  panic: {
    says: "the kernel panics in the initramfs",
    expected: noBoot("kernel panic"),
    prePivot: `#!/bin/sh
# Injected: the kernel panics (Documentation/admin-guide/sysrq.rst).
echo 1 > /proc/sys/kernel/sysrq
echo 1 > /proc/sys/kernel/panic_on_oops
echo c > /proc/sysrq-trigger
`,
  },
  hang: {
    says: "the initramfs never ends and prints nothing",
    expected: noBoot("hung before the real root"),
    prePivot: `#!/bin/sh
# Injected: the initramfs never ends and prints nothing; nor does systemd, by SIGRTMIN+21 (systemd(1), Signals).
kill -55 1
while :; do sleep 1000; done
`,
    stalls: true,
  },
} as const satisfies Readonly<Record<string, FaultRow>>;

export type Fault = keyof typeof faults | "none";
export const faultNames: readonly Fault[] = ["none", ...(Object.keys(faults) as (keyof typeof faults)[])];

/** Returns the row of a fault; `none` has an empty one. */
export const faultOf = (fault: Fault): Partial<FaultRow> => (fault === "none" ? {} : faults[fault]);
