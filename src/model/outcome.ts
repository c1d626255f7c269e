import type { ArchiveSharing, ExtentTotals, RangeReason } from "../../native/sharing.d.ts";
import type { CellPlan, Digest, Recipe, Stage } from "./cell.ts";
import type { SourceLine } from "./errors.ts";
import type { BootFault } from "./faults.ts";

export type { ArchiveSharing, ExtentTotals, MemberRange, MemberSharing, RangeReason } from "../../native/sharing.d.ts";

/**
 * PASS: as expected, with evidence. FAIL: kernel, dracut, writer or file system is wrong. ERROR: cowpio or its input is wrong.
 * INCONCLUSIVE: infrastructure, so nothing can be said. SKIP: not applicable here, with its reason.
 */
export const statuses = ["PASS", "FAIL", "ERROR", "INCONCLUSIVE", "SKIP"] as const;
export type Status = (typeof statuses)[number];

/** The hops of a file's data: dracut copies it, has the archive written, and copies that. */
export const hopNames = ["installed to staging", "staging to archive", "archive to output"] as const;
export const lossReasons = ["other file system", "not aligned", "copied"] as const;

/** Sharing that was lost at one hop, for one reason. */
export type Loss = {
  readonly hop: (typeof hopNames)[number];
  readonly reason: (typeof lossReasons)[number];
  /** Bytes of the archive that could be shared and are not. */
  readonly bytes: number;
  /** Where the data of the first such member starts in its block of `block` bytes; of `not aligned` alone. */
  readonly offset?: number;
  readonly block?: number;
};

/** The archive against what lay between the installed files and it. */
export type Hops = {
  /** The output against the staging tree, which the writer read. */
  readonly staging: ArchiveSharing;
  /** The archive in dracut's tmpdir against the staging tree; absent where nothing was lost, and on another file system. */
  readonly written?: ArchiveSharing;
  /** Whether the staging tree is on the installed files' file system. */
  readonly sameFileSystem: boolean;
};

export type SharingVerdict =
  | { readonly kind: "shared"; readonly shared: number; readonly shareable: number }
  | {
      readonly kind: "partly shared";
      readonly shared: number;
      readonly shareable: number;
      readonly missed: readonly string[];
      /** Absent where there was no staging tree to measure. */
      readonly lost?: readonly Loss[];
    }
  | { readonly kind: "copied"; readonly shareable: number; readonly lost?: readonly Loss[] }
  /** Members whose bytes are not those that the writer read. */
  | { readonly kind: "altered"; readonly altered: readonly string[] }
  /** The archive cannot be read. */
  | { readonly kind: "damaged"; readonly why: string }
  /** Data lies in compressed segments only, where no block can be shared. */
  | { readonly kind: "compressed" }
  /** Too little of the archive's data has an identical original to say anything; bytes. */
  | { readonly kind: "unproven"; readonly compared: number; readonly total: number };

/** Milliseconds, by the guest's own clock since its start (absent for a kernel that prints no times) and since QEMU was started. */
type Clocks = { readonly guest?: number; readonly wall: number };
export type BootTimes = {
  /** How long the kernel unpacked, beside other work, by its own clock; milliseconds. Absent where it did not say. */
  readonly unpacking?: number;
  readonly kernelToInit: Clocks;
  /** The guest's verifier had compared what was unpacked; absent where it was not asked to. */
  readonly verified?: Clocks;
  readonly realRoot: Clocks;
};

export type BootVerdict =
  /** `memoryAvailable`: bytes, once all was unpacked (MemAvailable). */
  | { readonly kind: "booted"; readonly times: BootTimes; readonly memoryAvailable?: number }
  | {
      readonly kind: "did not boot";
      readonly fault: BootFault;
      /** The console's own cause, by its kind; absent where none is known. */
      readonly cause?: string;
      readonly why: string;
      readonly line: string;
    }
  /** The cell's fault is one of sharing. */
  | { readonly kind: "not tried" }
  /** The guest died or hung before the archive had its say. */
  | { readonly kind: "could not tell"; readonly why: string; readonly line: string };

/** Bytes on the file system that one archive cost, measured around its making. */
export type SpaceCost = {
  /** Free bytes before less free bytes after, by statfs, synced. */
  readonly free: number;
  /** Growth of Btrfs's used metadata; absent elsewhere. */
  readonly metadata?: number;
};

/** One archive as it was made, placed, and booted. */
export type ArchiveEvidence = {
  readonly recipe: Recipe;
  readonly digest: Digest;
  readonly size: number;
  /** Permissions of the output, octal; absent in older reports. */
  readonly mode?: string;
  /** Files that dracut left in its tmpdir, without the staging tree that `--keep` leaves there; absent in older reports. */
  readonly leftovers?: readonly string[];
  /** Wall milliseconds of dracut. */
  readonly createMs: number;
  readonly space: SpaceCost;
  readonly fiemap: ExtentTotals;
  /** The first of several boots that did not reach the real root; if all did, the first. For a comparison, the last. */
  readonly boot: BootVerdict;
  /** Verdicts of the other boots, in their order; absent if there was one. A comparison boots once more if its boot was inconclusive. */
  readonly otherBoots?: readonly BootVerdict[];
  /** Wall milliseconds of QEMU, of all boots together; absent where none was tried, and in older reports. */
  readonly bootMs?: number;
};

/** Versions of the programs that were used, as they print them. */
export type Versions = {
  readonly cowpio: string;
  /** The writer's; absent in reports from before there were others than cowpio. */
  readonly writer?: string;
  readonly dracut: string;
  readonly mkfs: string;
  readonly qemu: string;
  /** Absent where QEMU loads kernel and archive. */
  readonly grub?: string;
  /** `uname -r` of the host: the kernel that cloned. */
  readonly cloneKernel: string;
};

/** Bytes of a member that could be shared and are not. */
export type MissedBytes = { readonly name: string; readonly reason: RangeReason; readonly bytes: number };

/** Sharing of the archive that the guest wrote with its own kernel's file system, as it reported. */
export type GuestSharing =
  | (Pick<ArchiveSharing, "size" | "blockSize" | "shareable" | "shared"> & {
      readonly kind: "proven";
      /** `uname -r` of the guest: the kernel that cloned. */
      readonly kernel: string;
      readonly verdict: SharingVerdict;
      /** By name. */
      readonly missed: readonly MissedBytes[];
    })
  /** The writer or the prover failed there. */
  | { readonly kind: "failed"; readonly kernel: string; readonly why: string }
  | { readonly kind: "could not tell"; readonly why: string };

/** The writer's reason for copying one member. */
export type WriterReason = { readonly name: string; readonly reason: string };

/** One call of dracut-cpio, as the writer's report records it. */
export type WriterCall = {
  /** Path in the distro. */
  readonly program: string;
  readonly version: string;
};

/** Lines of errors that are kept of one log. */
export const maxGeneratorErrors = 200;

/** Facts of the generator's run, read from its log. */
export type GeneratorLog = {
  /** Lines of errors, the first ones, in their order. */
  readonly errors: readonly string[];
  /** The last line about `--enhanced-cpio`: why dracut does not call its dracut-cpio. */
  readonly ignoredWriter?: string;
};

export type Evidence = {
  readonly versions: Versions;
  readonly sharing: ArchiveSharing;
  readonly sharingVerdict: SharingVerdict;
  /** Members that the writer copied though they could have been cloned, by name. */
  readonly writerReasons: readonly WriterReason[];
  /** Calls of dracut-cpio, in their order. Empty: dracut never called it. Absent in older reports. */
  readonly writerCalls?: readonly WriterCall[];
  /** For the reflink recipe. Absent in older reports. */
  readonly generatorLog?: GeneratorLog;
  /** The recipe `reflink` first. */
  readonly archives: readonly ArchiveEvidence[];
  /** Absent when no guest was asked to clone, or none came so far. */
  readonly guestSharing?: GuestSharing;
};

/** Milliseconds a stage took. */
export type StageTimes = Partial<Record<Stage, number>>;
/** Milliseconds of all stages. */
export const elapsed = (times: StageTimes): number => Object.values(times).reduce((sum, ms) => sum + ms, 0);

/** A try of a cell that ended INCONCLUSIVE and was followed by another. */
export type Attempt = Pick<CellOutcome, "reason" | "stage"> & { readonly status: "INCONCLUSIVE" };

export type CellOutcome = {
  readonly cell: string;
  readonly status: Status;
  /** One sentence: what, where, why. */
  readonly reason: string;
  /** Where it went wrong; absent when it did not. */
  readonly stage?: Stage;
  /** The line of the checkout where the compiler stopped; absent otherwise. */
  readonly source?: SourceLine;
  /** Absent when the cell ended before there was any. */
  readonly evidence?: Evidence;
  /** Whether the machine is kept in kept/CELL of the report; absent: no. */
  readonly kept?: true;
  /** From the last try. */
  readonly stageTimes: StageTimes;
  /** The tries before, in their order; absent when the first was the last. */
  readonly attempts?: readonly Attempt[];
};

/** A cell beside its plan: what the report is made of. */
export type JudgedCell = { readonly plan: CellPlan; readonly outcome: CellOutcome };

/** One line of JSON on the container's standard output. */
export type CellEvent =
  | { readonly kind: "stage"; readonly stage: Stage; readonly text: string }
  | { readonly kind: "log"; readonly text: string }
  | { readonly kind: "console"; readonly recipe: Recipe; readonly text: string }
  /** Entries of the proven archive, as it unpacks. */
  | { readonly kind: "contents"; readonly entries: readonly object[] }
  | { readonly kind: "outcome"; readonly outcome: CellOutcome };
