import type { CellPlan, Recipe } from "./cell.ts";
import { type Command, confined } from "./command.ts";
import { fileSystems } from "./file-systems.ts";

/** Options of the generator's call, and what they do to the archive's data. */
type OptionSet = {
  readonly says: string;
  readonly options: readonly string[];
  /** Alignment in bytes that the writer gets instead of the block size that dracut passes. */
  readonly align?: number;
  /** dracut compresses. Some versions leave an aligned, uncompressed part before the compressed one, others nothing to share. */
  readonly compresses?: true;
};

/** A hostonly archive made in a container lacks the drivers of the guest's disk. */
const guestDrivers = ["--add-drivers", ["virtio_blk", "virtio_pci", ...fileSystems].join(" ")];

export const optionSets = {
  plain: {
    says: "no compression, no stripping, every driver",
    options: ["--no-compress", "--nostrip", "--no-hostonly"],
  },
  hostonly: {
    says: "only what this machine needs, which of a container says little, and the drivers of the guest's disk",
    options: ["--no-compress", "--nostrip", "--hostonly", ...guestDrivers],
  },
  default: {
    says: "the distribution's own defaults, and the drivers of the guest's disk",
    options: guestDrivers,
    compresses: true,
  },
  "align-64k": {
    says: "an alignment of 64 KiB",
    options: ["--no-compress", "--nostrip", "--no-hostonly"],
    align: 65536,
  },
  strip: {
    says: "stripped by eu-strip, which leaves what is stripped already as it is installed",
    options: ["--no-compress", "--strip", "--no-hostonly"],
  },
  "zstd-compressed": {
    says: "compressed with zstd, every driver",
    options: ["--zstd", "--nostrip", "--no-hostonly"],
    compresses: true,
  },
} as const satisfies Readonly<Record<string, OptionSet>>;
export type OptionSetName = keyof typeof optionSets;
export const optionSetOf = (name: OptionSetName): OptionSet => optionSets[name];
export const optionSetNames = Object.keys(optionSets) as OptionSetName[];

/** Where a cell has its archives, by their path in the distro. */
export const archivePath = (recipe: Recipe): string => `/boot/initramfs-${recipe}.img`;
/** The generator's temporary directory: on the distro's file system, as its sources and its output are. */
export const tmpdir = "/var/tmp";
/** cowpio in the distro, for the scripts that stand in the place of a generator's writer. */
export const cowpioPath = "/usr/lib/dracut/cowpio";

/** A program or file that a distro needs to have. */
export type Requirement = {
  /** One of these programs is enough. */
  readonly programs: readonly string[];
  /** The part of a cell that needs it. */
  readonly wants: string;
  /** Without it no cell of this distro can say anything. */
  readonly needed?: boolean;
};

/** A program that builds initramfs archives, and all that cowpio knows of it. */
export type Generator = {
  readonly name: string;
  /** Its own folder in a distro, where its programs may lie beside PATH. */
  readonly folder: string;
  /** Files without which it does not run, by the ends of their paths in a distro. */
  readonly files: Readonly<Record<string, RegExp>>;
  readonly requirements: readonly Requirement[];
  /** Libraries that its build compiles against, by their names in pkg-config. */
  readonly libraries: readonly string[];
  /** The oldest version that can call another writer, and why. */
  readonly oldest: { readonly version: number; readonly why: string };
  /** Prints its version. */
  readonly version: (root: string) => Command;
  /** Builds the archive of a recipe. The staging tree of the archive that is proven is kept until it is measured. */
  readonly command: (
    root: string,
    plan: Pick<CellPlan, "dracutOptions"> & { readonly kernel: Pick<CellPlan["kernel"], "version"> },
    recipe: Recipe,
  ) => Command;
  readonly environment: Readonly<Record<string, string>>;
  /** The command that keeps its staging tree, for people. */
  readonly keeping: string;

  /** Its temporary folders in `tmpdir`: their names, what stands for them in a report, and where a log has one. */
  readonly temporary: { readonly name: RegExp; readonly placeholder: string; readonly inLog: RegExp };
  /** In its temporary folder: the tree that the writer reads, and the archive that it writes. */
  readonly stagingTree: string;
  readonly stagedArchive: string;
  /** The program that copies installed files to the staging tree. */
  readonly copier: string;

  /** The name of its own writer, and where it looks for it. */
  readonly writer: string;
  readonly writerPaths: readonly string[];
  /** Writers of the distro that it would call instead, by the name that stands in its script. */
  readonly otherWriters: Readonly<Record<string, string>>;
  /** Reads its call of the writer, for the shell: `null`, `owner`, `align`, `truncate` and `out`, and the names by `lines`. */
  readonly writerCall: string;
  /** The line of its log that says why it does not call its writer. */
  readonly ignoredWriter: RegExp;
  readonly errorLines: readonly RegExp[];
  /** Lines that explain nothing: progress, warnings. */
  readonly noise: RegExp;

  /** Configuration that lets it print its messages, or its debug messages too, and leaves its archive as it is. */
  readonly logging: (debug: boolean) => Readonly<Record<string, string>>;
  /** Files that put a hook into the archive which runs just before the initramfs leaves for the real root. */
  readonly marker: (hook: string) => Readonly<Record<string, string>>;
  /** Words of the kernel's command line: no shell, and no wait for a root that cannot come; `seconds` at most. */
  readonly kernelOptions: (seconds: number) => readonly string[];
};

const dracut: Generator = {
  name: "dracut",
  folder: "/usr/lib/dracut",
  files: {
    dracut: /(^|\/)s?bin\/dracut$/,
    "dracut's modules (usr/lib/dracut/modules.d)": /^usr\/lib\/dracut\/modules\.d\/./,
    bash: /(^|\/)bin\/bash$/,
  },
  requirements: [
    { programs: ["dracut"], wants: "every cell", needed: true },
    { programs: ["bash"], wants: "dracut", needed: true },
    { programs: ["depmod"], wants: "every cell, of the staged kernel's modules", needed: true },
    { programs: ["udevadm"], wants: "the initramfs, to find the real root", needed: true },
    { programs: ["btrfs"], wants: "dracut's module for Btrfs" },
    { programs: ["cpio"], wants: "compare: gzip, zstd" },
    { programs: ["gzip"], wants: "compare: gzip" },
    { programs: ["zstd"], wants: "compare: zstd" },
    { programs: ["eu-strip", "strip"], wants: "dracut-options: strip" },
    { programs: ["cc"], wants: "dracut: a checkout" },
    { programs: ["make"], wants: "dracut: a checkout" },
    { programs: ["pkg-config", "pkgconf"], wants: "dracut: a checkout" },
  ],
  libraries: ["libkmod", "libsystemd"],
  // Its NEWS.md: --enhanced-cpio calls dracut-cpio.
  oldest: { version: 57, why: "older ones know no --enhanced-cpio" },
  // 059 says its version with exit status 1.
  version: (root) => confined(root, "sh", "-c", "dracut --version || true"),
  // Sharing needs no compression and no stripping, as dracut documents. `--enhanced-cpio` calls dracut-cpio.
  command: (root, { kernel, dracutOptions }, recipe) =>
    confined(
      root,
      "dracut",
      ...["--force", "--reproducible", "--tmpdir", tmpdir],
      ...(recipe === "reflink" ? ["--keep"] : []),
      ...["--kver", kernel.version],
      ...(recipe === "reflink"
        ? [...optionSets[dracutOptions].options, "--enhanced-cpio"]
        : ["--no-hostonly", `--${recipe}`]),
      archivePath(recipe),
    ),
  // Without MKNOD dracut leaves its device nodes out, as it does by itself where it sees that it is in a container.
  environment: { DRACUT_NO_MKNOD: "1" },
  keeping: "dracut --keep",

  // dracut.sh: mktemp.
  temporary: { name: /^dracut\./, placeholder: "dracut.XXXXXX", inLog: /(\/dracut\.d?)[A-Za-z0-9]{6}\b/g },
  stagingTree: "initramfs",
  stagedArchive: "initramfs.img",
  copier: "dracut-install",

  writer: "dracut-cpio",
  // In its own folder, and since September 2026 on PATH (dracut-ng/dracut#2699).
  writerPaths: ["/usr/lib/dracut/dracut-cpio", "/usr/bin/dracut-cpio"],
  // From 109 on dracut takes any 3cpio that knows --data-align (dracut.sh).
  otherWriters: { "3cpio": "/usr/bin/3cpio" },
  // dracut.sh of 059 and 106 pass `--null`, that of 112 lines; `--owner` only where it does not run as root. The first call, for
  // an early archive, has `--truncate-existing`; the others write behind it, of which 112 makes two: one for what is compressed
  // already, as modules are.
  writerCall: `# Takes dracut's call of dracut-cpio: [--null] [--owner UID:GID] --mtime 0 --data-align N [--truncate-existing] OUT
set -eu
null= owner= align=4 truncate=
while [ $# -gt 1 ]; do
  case $1 in
    --null) null=--null ;;
    --truncate-existing) truncate=$1 ;;
    --owner) owner=$2; shift ;;
    --data-align) align=$2; shift ;;
    --mtime) shift ;;
    *) echo "dracut calls its dracut-cpio with an option unknown here: $1" >&2; exit 2 ;;
  esac
  shift
done
out=$1
lines() { if [ -n "$null" ]; then tr '\\0' '\\n'; else cat; fi; }
`,
  ignoredWriter: /--enhanced-cpio\b.*\bignored\b/,
  // dracut's own levels FATAL and ERROR (dracut-logger.sh), dracut-install's (src/install/log.h), a shell's of a script that
  // dracut sources or runs, and the writer's.
  errorLines: [
    /^dracut\[[FE]\]/,
    /^dracut-install: (FATAL|ERROR)/,
    /^(dracut: )?(FATAL|ERROR): /,
    /^\S+: line \d+: /,
    /^(dracut-cpio|cowpio): (?!warning)/,
  ],
  noise: /^dracut\[[WIDT]\]/,

  // dracut.conf(5). The archive has the options of its call, but not its configuration. From 109 on the default is 3,
  // which leaves out why it does not call its writer.
  logging: (debug) => ({ "/etc/dracut.conf.d/99-cowpio.conf": `stdloglvl=${debug ? 5 : 4}\n` }),
  marker: (hook) => ({
    "/usr/lib/dracut/modules.d/99cowpio/module-setup.sh": `#!/bin/bash
check() { return 0; }
depends() { echo base; }
install() { inst_hook pre-pivot 99 "$moddir/inside.sh"; }
`,
    "/usr/lib/dracut/modules.d/99cowpio/inside.sh": hook,
  }),
  // dracut.cmdline(7); the defaults are 180 s and no limit. dracut counts at least half a second for each of its
  // 2 * rd.retry rounds.
  kernelOptions: (seconds) => [
    "rd.shell=0",
    "rd.emergency=poweroff",
    `rd.timeout=${seconds}`,
    `rd.retry=${Math.ceil(seconds / 2)}`,
  ],
};

export const generators = { dracut } as const;

/** The generator of a cell: dracut, as long as it is the only one. */
export const generatorOf = (_plan: Partial<CellPlan>): Generator => generators.dracut;
