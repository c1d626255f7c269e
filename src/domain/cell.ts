/** The stages of a cell, in the order of the flow; also the columns of the report and the values of a failure's `stage`. */
export const stages = ["provision", "stage", "archive", "verify", "boot"] as const;
export type Stage = (typeof stages)[number];

export const fileSystems = ["btrfs", "xfs", "ext4"] as const;
export type FileSystem = (typeof fileSystems)[number];

/** Plain dracut's compressors that a cell is compared with. */
export const compressions = ["gzip", "zstd"] as const;
export type Compression = (typeof compressions)[number];

/** How one archive of a cell is made: by cowpio, or by plain dracut with a compressor. */
export type Recipe = "reflink" | Compression;

/**
 * A fault planted on purpose, so that the judge has something to say no to.
 * - `unaligned`: the writer is told to keep the data off the block grid.
 * - `no-init`: the archive is written without its `/init`.
 */
export const plants = ["none", "unaligned", "no-init"] as const;
export type Plant = (typeof plants)[number];

export type Expectation = {
  readonly sharing: "shared" | "copied";
  readonly boot: "boots" | "does not boot";
};

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
  /** Of the Debian package, of its packages behind one another, or of the folder's tree; absent when it could not be staged. */
  readonly digest?: Digest;
};

/** The root file system with dracut that the archive is made of. */
export type SubjectImage = {
  /** `trixie`. */
  readonly name: string;
  /** Of the tar archive. */
  readonly digest: Digest;
};

/** Everything that one cell is to do. One line of JSON on the container's standard input. */
export type CellPlan = {
  /** `btrfs-6.12`, `control-ext4-6.12`. */
  readonly id: string;
  readonly fileSystem: FileSystem;
  readonly kernel: KernelImage;
  readonly subject: SubjectImage;
  readonly plant: Plant;
  readonly expected: Expectation;
  /** Archives of plain dracut to measure beside; empty in controls. */
  readonly compareWith: readonly Compression[];
  /** Bytes of the loop image. */
  readonly imageSize: number;
  /** Milliseconds for a whole boot, and without a line on the console. */
  readonly deadlines: { readonly boot: number; readonly stall: number };
  /** Printed by PID 1 of the real root; made anew for every run. */
  readonly nonce: string;
};

/** A control must come out the other way: it shows that the judge can say no. */
export const isControl = (plan: Pick<CellPlan, "expected">): boolean =>
  plan.expected.sharing === "copied" || plan.expected.boot === "does not boot";
