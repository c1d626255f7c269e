/** The Node face of cowpio's native core. Sizes and offsets are bytes, times seconds since 1970. */

import type { ArchiveSharing } from "./sharing.js";

export type { ArchiveSharing, ExtentTotals, MemberRange, MemberSharing, RangeReason } from "./sharing.js";

export interface WorkOptions {
  /** Stops the work at the next member; the promise is rejected with an `AbortError`. */
  readonly signal?: AbortSignal;
  /** Called on the main thread, at most every 50 ms and once at the end; members, files or bytes, as far as is known. What it throws while the work goes on ends the work and is what the promise is rejected with. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** A rejected promise's error: `errno`, `syscall` and `path` are absent where no system call failed. */
export interface NativeError extends Error {
  /** Number of errno.h, positive. */
  readonly errno?: number;
  /** `"ENOSPC"`; `"ERR_NOT_SHARED"`: less was shared than `requireReflink` demands; `"ERR_DAMAGED"`: the archive cannot be read to its end; `"ABORT_ERR"`. */
  readonly code?: string;
  /** `"FICLONERANGE"`. */
  readonly syscall?: string;
  readonly path?: string;
  /** For `"ERR_DAMAGED"`: what is wrong and at which byte, without the path. */
  readonly detail?: string;
  /** For `"ERR_NOT_SHARED"`: members of which not all possible bytes were cloned, with the reason. */
  readonly members?: readonly WrittenMember[];
}

/** Input of the archive, one of four. A `Uint8Array`, such as a `Buffer`, can contain bytes that are not UTF-8. */
export type CreateInput =
  /** Names below `directory`, in the order of the archive. */
  | { readonly directory: string; readonly names: readonly (string | Uint8Array)[] }
  /** Everything below a directory, by name. */
  | { readonly tree: string }
  /** The text of a manifest, as `cowpio create --manifest` reads it; relative sources are below `directory`. One that is a
   * symlink is archived as one; with `type=file`, the file that it leads to. */
  | {
      readonly directory: string;
      readonly manifest: string | Uint8Array;
      /** Its fields end with NUL, its records with an empty one. Default false. */
      readonly null?: boolean;
    }
  /** The text of a list for the kernel's gen_init_cpio; relative sources are below `directory`. */
  | { readonly directory: string; readonly spec: string | Uint8Array };

export type CreateOptions = WorkOptions &
  CreateInput & {
    readonly output: string;
    /** Alignment of file data: a multiple of 4 bytes, 0 for none, or the block of the output's file system. Default `"auto"`. */
    readonly dataAlign?: number | "auto";
    /** `"pack"` fills the gaps before aligned data with directories, links and small files. Default `"pack"`. */
    readonly order?: "pack" | "given";
    /** `"file"` pads with files in `.cowpio-pad/` instead of NULs in names. Default `"name"`. */
    readonly pad?: "name" | "file";
    /** Smaller files are copied, bytes; `"auto"`: those that are copied about as fast as cloned. Default 0. */
    readonly minClone?: number | "auto";
    /** Write holes as zeros. Default false. */
    readonly fillHoles?: boolean;
    readonly owner?: { readonly uid: number; readonly gid: number };
    readonly mtime?: number;
    /** Later times of files become this one: SOURCE_DATE_EPOCH, which the addon does not look up itself. */
    readonly latestMtime?: number;
    /** `"crc"`: 070702, with sums. Default `"newc"`. */
    readonly format?: "newc" | "crc";
    /** Percent of what can be cloned; with less the promise is rejected, naming the files, and nothing is written. */
    readonly requireReflink?: number;
    /** Replace what `output` holds instead of appending behind it. Default false, as dracut-cpio. */
    readonly truncateExisting?: boolean;
    /** Called on the main thread for each member with data, in the order of the archive, many at a time; all have been told when the promise is settled. What it throws ends the work and is what the promise is rejected with. */
    readonly onMember?: (member: WrittenMember) => void;
  };

export type CopyReason =
  | "smaller than a block"
  | "smaller than asked to be cloned"
  | "unaligned"
  | "early archive"
  | "other file system"
  | "no reflink support"
  | "NOCOW or checksum settings differ"
  | "refused by the file system"
  | `refused: E${string}`
  | "inline in the metadata"
  | "holes filled";

export interface WrittenMember {
  readonly name: string;
  readonly size: number;
  readonly dataOffset: number;
  /** Whole blocks of a file that was not meant to be copied. */
  readonly cloneable: number;
  readonly cloned: number;
  readonly copied: number;
  /** Why bytes beyond the last partial block were copied; absent when none were. */
  readonly reason?: CopyReason;
}

export interface CreateResult {
  /** Size of the whole output file in bytes. */
  readonly size: number;
  readonly entries: number;
  readonly cloneable: number;
  readonly cloned: number;
  readonly copied: number;
  /** Effect of `dataAlign`. `"cannot share"`: it is not a multiple of the block size. `"reduced"`, to the block size for some files, only occurs in the report of dracut-cpio and 3cpio. */
  readonly alignment: "as requested" | "reduced" | "cannot share";
  /** Files with data whose extended attributes, capabilities among them, newc cannot hold. */
  readonly lostAttributes: number;
  /** Files whose time newc cannot hold (1970 to 2106), and that have the nearest. */
  readonly changedTimes: number;
  /** In the order of the archive. */
  readonly members: readonly WrittenMember[];
}

/** Writes a newc archive. Nothing is left under `output` when it fails. */
export function create(options: CreateOptions): Promise<CreateResult>;

/** A directory that data passes through. */
export interface DoctorPlace {
  readonly path: string;
  /** `"btrfs"`, `"xfs"`, `"ext4"`. */
  readonly fileSystem: string;
  readonly mountPoint: string | null;
  /** Those that decide about sharing: `"compress=zstd:3"`, `"nodatacow"`. */
  readonly mountOptions: readonly string[];
  readonly sameFileSystem: boolean;
  /** Clones between mounts of one file system need Linux 5.18. */
  readonly sameMount: boolean;
  readonly subvolume: { readonly name: string; readonly snapshot: boolean; readonly readOnly: boolean } | null;
  /** Block size of cloning, in bytes. */
  readonly blockSize: number;
  /** Whether XFS or Btrfs report reflink support; null if only a trial shows it. */
  readonly reflink: boolean | null;
  readonly rmapbt: boolean | null;
  readonly nocow: boolean;
  /** Compression of new files, for example `"compress=zstd:3"`. */
  readonly compression: string;
  readonly readOnly: boolean;
  readonly free: number;
}

/** The first few names, and how many there are. */
export interface DoctorCount {
  readonly count: number;
  readonly names: readonly string[];
}

export interface DoctorResult {
  readonly canShare: boolean;
  readonly tree: DoctorPlace;
  readonly tmpdir: DoctorPlace;
  readonly output: DoctorPlace;
  readonly files: {
    readonly count: number;
    readonly bytes: number;
    /** Bytes: what can be shared at most. */
    readonly wholeBlocks: number;
    readonly belowBlock: number;
    readonly nocow: DoctorCount;
    readonly elsewhere: DoctorCount;
    readonly unreadable: DoctorCount;
    /** There are more than 100000 files, or they took longer than 5 s. */
    readonly cut: boolean;
  };
  readonly steps: readonly {
    readonly from: "tree" | "tmpdir" | "output";
    readonly to: "tree" | "tmpdir" | "output";
    readonly verdict: "can share" | "cannot share" | "cannot tell";
    /** errno of the trial clone; 0 if it succeeded. */
    readonly errno: number;
    readonly reason: string;
    readonly remedy: string;
  }[];
  /** If `dracut` was given. */
  readonly dracut?: {
    /** `"112-7"`; empty if it cannot be read. */
    readonly version: string;
    /** The program that will align and write: `"/usr/lib/dracut/dracut-cpio"`; empty if dracut finds none. */
    readonly writer: string;
    readonly writerIsCowpio: boolean;
    /** Values of dracut.conf(5); `place` is `FILE:LINE`, or empty if no file sets it. */
    readonly settings: Readonly<
      Record<
        | "enhanced_cpio"
        | "compress"
        | "do_strip"
        | "uefi"
        | "tmpdir"
        | "INITRD_COMPRESS"
        | "dracutmodules"
        | "add_dracutmodules"
        | "force_add_dracutmodules",
        { readonly value: string; readonly place: string }
      >
    >;
    /** `FILE:LINE` of shell code, or a file, that may change a setting and was not read; empty if there is none. */
    readonly unread: string;
    readonly verdict: "can share" | "cannot share" | "cannot tell";
    readonly reason: string;
    readonly remedy: string;
  };
  readonly hints: readonly string[];
}

/**
 * Says, by trial clones, whether files of `directory`, staged in `tmpdir` and written to `output`, can share their blocks; with
 * `dracut`, a root, also whether the dracut installed there is set up for it. Progress counts files, of at most 100000 until it
 * is known how many there are.
 */
export function doctor(
  directory: string,
  places: WorkOptions & { readonly tmpdir: string; readonly output: string; readonly dracut?: string },
): Promise<DoctorResult>;

/** Compares, by physical place and by bytes, every regular file of `archive` with the file of the same name below `source`. */
export function proveSharing(archive: string, source: string, options?: WorkOptions): Promise<ArchiveSharing>;

export interface Extent {
  readonly logical: number;
  readonly physical: number;
  readonly length: number;
  /** FIEMAP's own names, lower case: `shared`, `unwritten`, `encoded`, `inline`, `last` ... */
  readonly flags: readonly string[];
}

/** The extents of a file, synced first, clipped to its size. */
export function extents(path: string, options?: WorkOptions): Promise<readonly Extent[]>;

export interface ListedMember {
  readonly name: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly nlink: number;
  readonly mtime: number;
  readonly size: number;
  readonly headerOffset: number;
  /** Offsets count from the start of the part: 0 is the file, the others are what its compressed streams hold. */
  readonly part: number;
  readonly dataOffset: number;
  /** Which of the concatenated archives, from 0: hard links do not reach across. */
  readonly archive: number;
  readonly target?: string;
  readonly device?: { readonly major: number; readonly minor: number };
}

export interface VerifyOptions extends WorkOptions {
  /** Compare type, mode, owner, size, time, target, device and bytes with the files of the same names below it. */
  readonly tree?: string;
  readonly ignoreMode?: boolean;
  readonly ignoreOwner?: boolean;
  readonly ignoreTime?: boolean;
  /** Files of at least this many bytes have to lie on its multiples: a power of two. */
  readonly align?: number;
}

export interface VerifyResult {
  /** Nothing of severity `error` was found; there may be notes. */
  readonly intact: boolean;
  readonly members: number;
  /** All findings; `findings` has the first 1000. */
  readonly found: number;
  readonly findings: readonly {
    readonly severity: "error" | "note";
    /** `parent-missing`, `name-long`, ...: the table in docs/readers.md. */
    readonly rule: string;
    /** Name of the member; empty for the archive. */
    readonly name: string;
    readonly what: string;
  }[];
}

/** Looks at what the kernel and other readers rely on. Damage is a finding; an archive that cannot be opened rejects. */
export function verify(archive: string, options?: VerifyOptions): Promise<VerifyResult>;

/** Reads every member's header, through archives one behind the other, plain or compressed. */
export function list(archive: string, options?: WorkOptions): Promise<readonly ListedMember[]>;

/** Unpacks below `directory`; clones data where it can. No path leaves it; device nodes are made only with `devices`. Rejects, once the rest is made, when a member could not be made. */
export function extract(
  archive: string,
  directory: string,
  options?: WorkOptions & { readonly devices?: boolean },
): Promise<{
  readonly members: number;
  /** Device nodes that were not asked for. */
  readonly leftOut: number;
}>;

/** `"0.1.0"`. */
export const version: string;
