import type { ClosedField } from "../model/axes.ts";
import { type BootFault, bootFaultNames } from "../model/boot-fault.ts";
import { type CellPlan, type Digest, type Recipe, stages } from "../model/cell.ts";
import { faultNames } from "../model/faults.ts";
import {
  type BootVerdict,
  type CellOutcome,
  type Evidence,
  type GuestSharing,
  type MemberSharing,
  type SharingVerdict,
  statuses,
} from "../model/outcome.ts";
import type { Counts, Omitted, Verdict } from "../model/report.ts";
import { reasons, type Stretch } from "./classes.ts";
import {
  closedShapes,
  digest,
  distroImage,
  expectation,
  guestSharing,
  kernelImage,
  memberFields,
  omitted,
  recipe,
  sharingVerdict,
  versions,
  writerCalls,
  writerReason,
} from "./run-shape.ts";
import { array, number, object, oneOf, optional, type Shape, string } from "./shapes.ts";

/** A member's data by offset, without physical places; neighbours of one reason are one range. */
export type ReportMember = Omit<MemberSharing, "ranges"> & { readonly ranges: readonly Stretch[] };

export type ReportBoot = {
  readonly kind: BootVerdict["kind"];
  /** Absent unless it did not boot. */
  readonly fault?: BootFault;
  readonly cause?: string;
  /** Absent when it booted. */
  readonly why?: string;
};

export type ReportArchive = {
  readonly recipe: Recipe;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly mode?: string;
  readonly leftovers?: readonly string[];
  readonly boot: ReportBoot;
};

/** A cell and its result. The last properties are absent if it ended before there was evidence. */
export type ReportCell = Pick<
  CellPlan,
  "id" | "kernel" | "distro" | "dracut" | "checkout" | "fault" | "expected" | ClosedField
> &
  Pick<CellOutcome, "status" | "reason" | "stage"> & {
    readonly versions?: Evidence["versions"];
    readonly sharing?: {
      readonly verdict: SharingVerdict;
      readonly blockSize: number;
      readonly members: readonly ReportMember[];
    };
    readonly writerReasons?: Evidence["writerReasons"];
    readonly writerCalls?: NonNullable<Evidence["writerCalls"]>;
    readonly generatorErrors?: readonly string[];
    readonly archives?: readonly ReportArchive[];
    readonly guestSharing?: GuestSharing;
  };

/** The content of report.json. */
export type Report = {
  readonly schema: 1;
  /** Version of cowpio. */
  readonly cowpio: string;
  readonly verdict: Verdict;
  readonly counts: Counts;
  /** Sorted by `id`. */
  readonly cells: readonly ReportCell[];
  readonly omitted: readonly Omitted[];
};

const range = object<Stretch>({ offset: number, length: number, reason: oneOf(reasons) });
const cell = object<ReportCell>({
  id: string,
  ...closedShapes,
  dracut: string,
  checkout: optional(digest) as Shape<Digest>,
  fault: oneOf(faultNames),
  expected: expectation,
  kernel: kernelImage,
  distro: distroImage,
  status: oneOf(statuses),
  reason: string,
  stage: optional(oneOf(stages)) as Shape<(typeof stages)[number]>,
  versions: optional(versions) as Shape<Evidence["versions"]>,
  sharing: optional(
    object<NonNullable<ReportCell["sharing"]>>({
      verdict: sharingVerdict,
      blockSize: number,
      members: array(object<ReportMember>({ ...memberFields, ranges: array(range) })),
    }),
  ) as Shape<NonNullable<ReportCell["sharing"]>>,
  writerReasons: optional(array(writerReason)) as Shape<Evidence["writerReasons"]>,
  writerCalls: writerCalls as Shape<NonNullable<Evidence["writerCalls"]>>,
  generatorErrors: optional(array(string)) as Shape<readonly string[]>,
  archives: optional(
    array(
      object<ReportArchive>({
        recipe,
        digest,
        size: number,
        mode: optional(string) as Shape<string>,
        leftovers: optional(array(string)) as Shape<readonly string[]>,
        boot: object<ReportBoot>({
          kind: oneOf(["booted", "did not boot", "not tried", "could not tell"]),
          fault: optional(oneOf(bootFaultNames)) as Shape<BootFault>,
          cause: optional(string) as Shape<string>,
          why: optional(string) as Shape<string>,
        }),
      }),
    ),
  ) as Shape<readonly ReportArchive[]>,
  guestSharing: optional(guestSharing) as Shape<GuestSharing>,
});

export const reportShape = object<Report>({
  schema: ((value) => value) as Shape<1>,
  cowpio: string,
  verdict: oneOf(["PASS", "FAIL"]),
  counts: object<Counts>({ PASS: number, FAIL: number, ERROR: number, INCONCLUSIVE: number, SKIP: number }),
  cells: array(cell),
  omitted,
});
