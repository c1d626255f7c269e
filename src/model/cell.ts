import type { Accelerator, ClosedField, Combination } from "./axes.ts";
import type { Expectation, Fault } from "./faults.ts";

/** The stages of a cell, in the order of the flow; also the columns of the report and the values of a failure's `stage`. */
export const stages = ["provision", "stage", "archive", "verify", "boot"] as const;
export type Stage = (typeof stages)[number];

/** Plain dracut's compressors that a cell is compared with. */
export const compressions = ["gzip", "zstd"] as const;
export type Compression = (typeof compressions)[number];

/** How one archive of a cell is made: by the cell's writer, or by plain dracut with a compressor. */
export type Recipe = "reflink" | Compression;

/** `sha256:` and 64 hexadecimal digits. */
export type Digest = `sha256:${string}`;

/** A kernel in the cache or in a folder: `boot/vmlinuz-VERSION` and `lib/modules/VERSION`. */
export type KernelImage = {
  /** As asked for: `6.12`, or the folder's name. */
  readonly name: string;
  /** `uname -r`: `6.12.57+deb13-cloud-amd64`; `unknown` when it could not be staged. */
  readonly version: string;
  /** Where it comes from: `linux-image-6.12.57+deb13-cloud-amd64 6.12.57-1`, or `folder`. */
  readonly origin: string;
  /** Digest of the Debian package, of its concatenated packages, or of the folder's tree; absent if it could not be staged. */
  readonly digest?: Digest;
};

/** The root file system with dracut that the archive is made of. */
export type DistroImage = {
  /** `trixie`. */
  readonly name: string;
  /** Digest of the tar archive, or of the image's layers; absent if it could not be staged. */
  readonly digest?: Digest;
};

/** Inputs that are a whole run's, by name, and change what a cell comes to; those that are the default's are left out. */
export type RunInputs = Readonly<Record<string, string>>;

/** Cells whose machine is kept: those that did not pass, all, or none. */
export const keeps = ["none", "failed", "all"] as const;
export type Keep = (typeof keeps)[number];

/** Everything that one cell is to do. One line of JSON on the container's standard input. */
export type CellPlan = Pick<Combination, ClosedField> & {
  /** Its values, the usual ones left out: `btrfs-6.12`, `xfs-1k-5.10-bookworm-3cpio`, `control-ext4-6.12`. */
  readonly id: string;
  readonly kernel: KernelImage;
  readonly distro: DistroImage;
  /** `builtin`, or the name of a checkout, which is told apart from `builtin` by `checkout`. */
  readonly dracut: string;
  /** Digest of the checkout's files; absent for `builtin`. */
  readonly checkout?: Digest;
  /** The same, and kernel and distro, in the words in which they were asked for: what the cell can be asked for again with. */
  readonly requested: Combination;
  /** Absent in older runs. */
  readonly runInputs?: RunInputs;
  readonly fault: Fault;
  readonly expected: Expectation;
  /** Archives of plain dracut to measure beside; empty in controls. */
  readonly compareWith: readonly Compression[];
  /** How often the proven archive is booted; absent: once. */
  readonly boots?: number;
  /** Whether the machine is kept; absent: no. */
  readonly keep?: Exclude<Keep, "none">;
  /** Whether the generator prints its debug messages; absent: no. */
  readonly debug?: true;
  /** Bytes of the loop image. */
  readonly imageSize: number;
  /** QEMU's accelerator in this run. */
  readonly accelerator: Accelerator;
  /** Whether kernel and distro run on every processor of their architecture; absent: that is not known. */
  readonly anyProcessor?: true;
  /** Number of the guest's processors. Default: 2. */
  readonly processors?: number;
  /** The guest's memory in bytes. Default: by the archive's size. */
  readonly guestMemory?: number;
  /** Milliseconds. */
  readonly deadlines: {
    /** For each archive. */
    readonly dracut: number;
    /** For a whole boot. */
    readonly boot: number;
    /** Without output on the console, and without work. */
    readonly stall: number;
    /** For what the guest clones after its boot. */
    readonly clone: number;
  };
  /** Printed by PID 1 of the real root; made anew for every run. */
  readonly nonce: string;
};

/** Whether dracut is a checkout's, whatever its folder is called. */
export const buildsDracut = ({ checkout }: Pick<CellPlan, "checkout">): boolean => checkout !== undefined;

/** A control must come out the other way: it shows that the judges can say no. */
export const isControl = ({ expected }: Pick<CellPlan, "expected">): boolean =>
  expected.sharing !== "shared" || expected.boot !== "boots";

/** Paths in a cell's container: what the host mounts there, and the folder that the cell writes to. */
export const inContainer = {
  distro: "/input/distro.tar",
  kernel: "/input/kernel",
  checkout: "/input/dracut",
  kept: "/kept",
  work: "/cell",
} as const;
