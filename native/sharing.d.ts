/** Where the data of an archive lies, beside its originals: what `cowpio extents` and the addon's `proveSharing` say. */

/** Why a range of a member's data lies, or does not lie, in the blocks of its installed original. */
export type RangeReason =
  | "shared" // same physical place as the original
  | "hole" // neither has blocks there
  | "inline" // the original has no blocks: Btrfs keeps little data in its metadata
  | "tail" // the last partial block, which the next header is written into
  | "below-block" // a file smaller than a block
  | "unaligned" // the data does not start on a block boundary
  | "not-shared" // could be shared, lies elsewhere
  | "differs" // an original of that name exists with other content
  | "no-original" // no regular file of that name
  | "compressed"; // within a compressed segment: no block of it is the original's

export type MemberRange = {
  /** Within the member's data, bytes. */
  readonly offset: number;
  readonly length: number;
  readonly reason: RangeReason;
  /** Byte address of the archive's blocks on the file system; absent for holes and inline data. */
  readonly physical?: number;
};

/** One regular file of the archive that has data. */
export type MemberSharing = {
  /** Bytes that are not UTF-8 are lone surrogates U+DC80 to U+DCFF, as in Python's surrogateescape. */
  readonly name: string;
  readonly size: number;
  /** From the start of the archive file; within a compressed segment, from the start of what it unpacks to. */
  readonly dataOffset: number;
  readonly original: "identical" | "differs" | "none";
  /** Whole blocks of a member of at least a block whose original is identical, less holes and inline data; bytes. */
  readonly shareable: number;
  /** Bytes of these at the original's physical location. */
  readonly shared: number;
  /** In order, without gaps, covering [0, size). */
  readonly ranges: readonly MemberRange[];
};

/** FIEMAP's own figures of one file, clipped to its size; bytes. */
export type ExtentTotals = {
  readonly total: number;
  /** With the SHARED flag: shared with somebody, which proves nothing about whom. */
  readonly shared: number;
  readonly exclusive: number;
  readonly extents: number;
};

export type ArchiveSharing = {
  /** Bytes of the archive file. */
  readonly size: number;
  /** `statvfs.f_bsize` of the archive's file system. */
  readonly blockSize: number;
  readonly shareable: number;
  readonly shared: number;
  readonly fiemap: ExtentTotals;
  /** Sorted by `dataOffset`, those of compressed segments last. */
  readonly members: readonly MemberSharing[];
};
