import * as v from "valibot";
import { bootFaultNames } from "../model/boot-fault.ts";
import { stages } from "../model/cell.ts";
import { faultNames } from "../model/faults.ts";
import { statuses } from "../model/outcome.ts";
import { reasons } from "./classes.ts";
import {
  closedFields,
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
} from "./run-schema.ts";

/** Ranges by offset, without physical places; neighbors of one reason are one range. */
const range = v.object({ offset: v.number(), length: v.number(), reason: v.picklist(reasons) });
const cell = v.object({
  id: v.string(),
  ...closedFields,
  dracut: v.string(),
  checkout: v.exactOptional(digest),
  fault: v.picklist(faultNames),
  expected: expectation,
  kernel: kernelImage,
  distro: distroImage,
  status: v.picklist(statuses),
  reason: v.string(),
  stage: v.exactOptional(v.picklist(stages)),
  versions: v.exactOptional(versions),
  sharing: v.exactOptional(
    v.object({
      verdict: sharingVerdict,
      blockSize: v.number(),
      members: v.array(v.object({ ...memberFields, ranges: v.array(range) })),
    }),
  ),
  writerReasons: v.exactOptional(v.array(writerReason)),
  writerCalls,
  generatorErrors: v.exactOptional(v.array(v.string())),
  archives: v.exactOptional(
    v.array(
      v.object({
        recipe,
        digest,
        size: v.number(),
        mode: v.exactOptional(v.string()),
        leftovers: v.exactOptional(v.array(v.string())),
        boot: v.object({
          kind: v.picklist(["booted", "did not boot", "not tried", "could not tell"]),
          // Absent unless it did not boot.
          fault: v.exactOptional(v.picklist(bootFaultNames)),
          cause: v.exactOptional(v.string()),
          // Absent when it booted.
          why: v.exactOptional(v.string()),
        }),
      }),
    ),
  ),
  guestSharing: v.exactOptional(guestSharing),
});

export const reportSchema = v.object({
  schema: v.literal(1),
  cowpio: v.string(),
  verdict: v.picklist(["PASS", "FAIL"]),
  counts: v.object({
    PASS: v.number(),
    FAIL: v.number(),
    ERROR: v.number(),
    INCONCLUSIVE: v.number(),
    SKIP: v.number(),
  }),
  cells: v.array(cell),
  omitted,
});

type DeepReadonly<T> = T extends readonly (infer I)[]
  ? readonly DeepReadonly<I>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** The content of report.json; cells are sorted by `id`. */
export type Report = DeepReadonly<v.InferOutput<typeof reportSchema>>;
/** A cell and its result. The last properties are absent if it ended before there was evidence. */
export type ReportCell = Report["cells"][number];
export type ReportArchive = NonNullable<ReportCell["archives"]>[number];
export type ReportBoot = ReportArchive["boot"];
