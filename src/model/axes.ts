import { profileNames } from "./file-systems.ts";
import { optionSetNames } from "./generators.ts";

/**
 * The axes of the matrix and their named values. No two axes share a name of a value: a cell is named by its values, and
 * the first value of an axis goes without saying.
 */

/** A writer of archives, behind dracut's call of its `dracut-cpio`. */
export type Writer = {
  readonly says: string;
  /** Whether it aligns data and clones it. */
  readonly reflinks: boolean;
  /** Part of the bytes that can be shared, 0 to 1, that it has to share. */
  readonly demanded: number;
  /** The program it needs in the distro; cowpio is brought along. */
  readonly program?: string;
  /** The generator calls it by this name of its `otherWriters`, and not by its own writer's. */
  readonly calledAs?: string;
};

/**
 * 3cpio and dracut-cpio leave members unaligned whose names are too long for their padding: of the trees of
 * `npm run bench`, 3cpio shares 98.99 to 99.67 %.
 */
export const writers = {
  cowpio: {
    says: "cowpio, with the options that dracut gives its dracut-cpio",
    reflinks: true,
    demanded: 0.999,
  },
  "cowpio-3cpio": {
    says: "cowpio under the name 3cpio, as dracut calls it by itself from 109 on",
    reflinks: true,
    demanded: 0.999,
    calledAs: "3cpio",
  },
  "gnu-cpio": {
    says: "GNU cpio, which copies: a control",
    reflinks: false,
    demanded: 0,
    program: "cpio",
  },
  bsdcpio: {
    says: "bsdcpio of libarchive, which copies: a control",
    reflinks: false,
    demanded: 0,
    program: "bsdcpio",
  },
  "3cpio": { says: "3cpio --data-align", reflinks: true, demanded: 0.98, program: "3cpio" },
  "dracut-cpio": {
    says: "dracut's own, where the distro has it",
    reflinks: true,
    demanded: 0.98,
    program: "dracut-cpio",
  },
  gen_init_cpio: {
    says: "the kernel's gen_init_cpio -a, where the distro has it",
    reflinks: true,
    demanded: 0.98,
    program: "gen_init_cpio",
  },
} as const satisfies Readonly<Record<string, Writer>>;
export type WriterName = keyof typeof writers;
export const writerNames = Object.keys(writers) as WriterName[];

/** Programs that load kernel and archive: QEMU from copies, or GRUB from the tested disk, with its own Btrfs and XFS drivers. */
export const bootloaders = ["direct", "grub"] as const;

/** Kernels that clone: the host's, or in addition the booted one, in the guest. */
export const cloneKernels = ["host", "guest"] as const;

/** Accelerators of QEMU: its own translator, or the processor. One for the whole run, so no axis. */
export const accelerators = ["tcg", "kvm"] as const;
export type Accelerator = (typeof accelerators)[number];

/**
 * The axes, in the order in which they name a cell. The keys are the words of `include` and `exclude`. `field`: property of
 * `Combination`. `input`: the list of values. `values`: all values; absent if others can be given too. `usual`: the value that a
 * cell's name leaves out.
 */
export const axes = {
  "file-system": { field: "fileSystem", input: "file-systems", label: "file system", values: profileNames },
  /** A Debian version or package, a path, or `builtin`: the distro's. */
  kernel: { field: "kernel", input: "kernels", label: "kernel" },
  /** A Debian suite, an image, or the path of an archive. */
  distro: { field: "distro", input: "distros", label: "distro", usual: "trixie" },
  /** `builtin`, the distro's, or the path of a checkout. */
  dracut: { field: "dracut", input: "dracut", label: "dracut", usual: "builtin" },
  writer: { field: "writer", input: "writers", label: "writer", values: writerNames, usual: "cowpio" },
  "dracut-options": {
    field: "dracutOptions",
    input: "dracut-options",
    label: "dracut options",
    values: optionSetNames,
    usual: "plain",
  },
  bootloader: { field: "bootloader", input: "bootloaders", label: "bootloader", values: bootloaders, usual: "direct" },
  "clone-kernel": {
    field: "cloneKernel",
    input: "clone-kernels",
    label: "clone kernel",
    values: cloneKernels,
    usual: "host",
  },
} as const;
type Axes = typeof axes;
export type AxisName = keyof Axes;
export const axisNames = Object.keys(axes) as AxisName[];

/** One value of each axis, as requested. */
export type Combination = {
  readonly [A in AxisName as Axes[A]["field"]]: Axes[A] extends { readonly values: readonly (infer V)[] } ? V : string;
};

/** The axes whose values are all known: their values are the same in a plan and in its cells. */
export const closedAxes = Object.values(axes).filter((axis) => "values" in axis);
export type ClosedField = (typeof closedAxes)[number]["field"];
/** The values of the closed axes, without anything else that `values` has. */
export const closedValues = <T extends Readonly<Record<ClosedField, string>>>(values: T): Pick<T, ClosedField> =>
  Object.fromEntries(closedAxes.map(({ field }) => [field, values[field]])) as Pick<T, ClosedField>;

const unusualAxes = Object.values(axes).filter((axis) => "usual" in axis);
/** The values that differ from the usual ones, in the order of the axes. */
export const unusualOf = (values: Readonly<Record<(typeof unusualAxes)[number]["field"], string>>): string[] =>
  unusualAxes.filter(({ field, usual }) => values[field] !== usual).map(({ field }) => values[field]);
