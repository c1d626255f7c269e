import { type Accelerator, accelerators, type ClosedField, type Combination, closedAxes } from "../model/axes.ts";
import { type BootFault, bootFaultNames } from "../model/boot-fault.ts";
import {
  type CellPlan,
  compressions,
  type Digest,
  type DistroImage,
  type KernelImage,
  type Recipe,
  type RunInputs,
  runInputNames,
  stages,
} from "../model/cell.ts";
import type { SourceLine } from "../model/failure.ts";
import type { Expectation } from "../model/faults.ts";
import { faultNames } from "../model/faults.ts";
import {
  type ArchiveEvidence,
  type ArchiveSharing,
  type Attempt,
  type BootTimes,
  type BootVerdict,
  type CellOutcome,
  type Clocks,
  type Evidence,
  type ExtentTotals,
  type GeneratorLog,
  type GuestSharing,
  hopNames,
  type JudgedCell,
  type Loss,
  lossReasons,
  type MemberRange,
  type MemberSharing,
  type MissedBytes,
  type SharingVerdict,
  type SpaceCost,
  statuses,
  type Versions,
  type WriterCall,
  type WriterReason,
} from "../model/outcome.ts";
import type { Omitted, Run, Shard } from "../model/report.ts";
import { reasons } from "./classes.ts";
import { array, byKind, number, object, oneOf, optional, partial, type Shape, string } from "./shapes.ts";

export const digest: Shape<Digest> = (value, at) => {
  const text = string(value, at);
  if (!/^sha256:[0-9a-f]{64}$/.test(text)) throw new Error(`${at}: expected a SHA-256 digest, found "${text}"`);
  return text as Digest;
};
export const recipe = oneOf<Recipe>(["reflink", ...compressions]);
export const kernelImage = object<KernelImage>({
  name: string,
  version: string,
  origin: string,
  digest: optional(digest) as Shape<Digest>,
});
export const distroImage = object<DistroImage>({ name: string, digest: optional(digest) as Shape<Digest> });
export const closedShapes = Object.fromEntries(
  closedAxes.map(({ field, values }) => [field, oneOf<string>(values)]),
) as { [F in ClosedField]: Shape<Combination[F]> };
export const expectation = object<Expectation>({
  sharing: oneOf(["shared", "copied", "altered", "damaged"]),
  boot: oneOf(["boots", "does not boot", "not tried"]),
  fault: optional(oneOf(bootFaultNames)) as Shape<BootFault>,
});
export const versions = object<Versions>({
  cowpio: string,
  writer: optional(string) as Shape<string>,
  dracut: string,
  mkfs: string,
  qemu: string,
  grub: optional(string) as Shape<string>,
  cloneKernel: string,
});
export const writerReason = object<WriterReason>({ name: string, reason: string });
export const writerCalls = optional(array(object<WriterCall>({ program: string, version: string }))) as Shape<
  readonly WriterCall[]
>;
const generatorLog = optional(
  object<GeneratorLog>({ errors: array(string), ignoredWriter: optional(string) as Shape<string> }),
) as Shape<GeneratorLog>;

const lost = optional(
  array(
    object<Loss>({
      hop: oneOf(hopNames),
      reason: oneOf(lossReasons),
      bytes: number,
      offset: optional(number) as Shape<number>,
      block: optional(number) as Shape<number>,
    }),
  ),
) as Shape<readonly Loss[]>;

type Verdict<K extends SharingVerdict["kind"]> = Extract<SharingVerdict, { kind: K }>;
export const sharingVerdict = byKind<SharingVerdict>({
  shared: object<Verdict<"shared">>({ kind: oneOf(["shared"]), shared: number, shareable: number }),
  "partly shared": object<Verdict<"partly shared">>({
    kind: oneOf(["partly shared"]),
    shared: number,
    shareable: number,
    missed: array(string),
    lost,
  }),
  copied: object<Verdict<"copied">>({ kind: oneOf(["copied"]), shareable: number, lost }),
  altered: object<Verdict<"altered">>({ kind: oneOf(["altered"]), altered: array(string) }),
  damaged: object<Verdict<"damaged">>({ kind: oneOf(["damaged"]), why: string }),
  compressed: object<Verdict<"compressed">>({ kind: oneOf(["compressed"]) }),
  unproven: object<Verdict<"unproven">>({ kind: oneOf(["unproven"]), compared: number, total: number }),
});

type Guest<K extends GuestSharing["kind"]> = Extract<GuestSharing, { kind: K }>;
export const guestSharing = byKind<GuestSharing>({
  proven: object<Guest<"proven">>({
    kind: oneOf(["proven"]),
    kernel: string,
    size: number,
    blockSize: number,
    shareable: number,
    shared: number,
    verdict: sharingVerdict,
    missed: array(object<MissedBytes>({ name: string, reason: oneOf(reasons), bytes: number })),
  }),
  failed: object<Guest<"failed">>({ kind: oneOf(["failed"]), kernel: string, why: string }),
  "could not tell": object<Guest<"could not tell">>({ kind: oneOf(["could not tell"]), why: string }),
});

/** A member's fields besides its ranges. */
export const memberFields = {
  name: string,
  size: number,
  dataOffset: number,
  original: oneOf(["identical", "differs", "none"] as const),
  shareable: number,
  shared: number,
};
const range = object<MemberRange>({
  offset: number,
  length: number,
  reason: oneOf(reasons),
  physical: optional(number) as Shape<number>,
});
const fiemap = object<ExtentTotals>({ total: number, shared: number, exclusive: number, extents: number });
const sharing = object<ArchiveSharing>({
  size: number,
  blockSize: number,
  shareable: number,
  shared: number,
  fiemap,
  members: array(object<MemberSharing>({ ...memberFields, ranges: array(range) })),
});

const clocks = object<Clocks>({ guest: optional(number) as Shape<number>, wall: number });
type Boot<K extends BootVerdict["kind"]> = Extract<BootVerdict, { kind: K }>;
const bootVerdict = byKind<BootVerdict>({
  booted: object<Boot<"booted">>({
    kind: oneOf(["booted"]),
    times: object<BootTimes>({
      unpacking: optional(number) as Shape<number>,
      kernelToInit: clocks,
      verified: optional(clocks) as Shape<Clocks>,
      realRoot: clocks,
    }),
    memoryAvailable: optional(number) as Shape<number>,
  }),
  "did not boot": object<Boot<"did not boot">>({
    kind: oneOf(["did not boot"]),
    // Not in older reports.
    fault: optional(oneOf(bootFaultNames)) as Shape<BootFault>,
    cause: optional(string) as Shape<string>,
    why: string,
    line: string,
  }),
  "not tried": object<Boot<"not tried">>({ kind: oneOf(["not tried"]) }),
  "could not tell": object<Boot<"could not tell">>({ kind: oneOf(["could not tell"]), why: string, line: string }),
});
const archive = object<ArchiveEvidence>({
  recipe,
  digest: string,
  size: number,
  mode: optional(string) as Shape<string>,
  leftovers: optional(array(string)) as Shape<readonly string[]>,
  createMs: number,
  space: object<SpaceCost>({ free: number, metadata: optional(number) as Shape<number> }),
  fiemap,
  boot: bootVerdict,
  otherBoots: optional(array(bootVerdict)) as Shape<readonly BootVerdict[]>,
  bootMs: optional(number) as Shape<number>,
});
const evidence = object<Evidence>({
  versions,
  sharing,
  sharingVerdict,
  writerReasons: array(writerReason),
  writerCalls,
  generatorLog,
  archives: array(archive),
  guestSharing: optional(guestSharing) as Shape<GuestSharing>,
});

const combination = object<Combination>({ ...closedShapes, kernel: string, distro: string, dracut: string });
export const omitted = array(object<Omitted>({ reason: string, count: number, examples: array(string) }));
const plan = object<CellPlan>({
  id: string,
  ...closedShapes,
  kernel: kernelImage,
  distro: distroImage,
  dracut: string,
  checkout: optional(digest) as Shape<Digest>,
  requested: combination,
  runInputs: optional(partial(runInputNames, string)) as Shape<RunInputs>,
  fault: oneOf(faultNames),
  expected: expectation,
  compareWith: array(oneOf(compressions)),
  boots: optional(number) as Shape<number>,
  imageSize: number,
  accelerator: oneOf<Accelerator>(accelerators),
  processors: optional(number) as Shape<number>,
  guestMemory: optional(number) as Shape<number>,
  deadlines: object<CellPlan["deadlines"]>({
    // Not in older reports.
    dracut: optional(number) as Shape<number>,
    ...{ boot: number, stall: number, clone: number },
  }),
  nonce: string,
});
const attempt = object<Attempt>({
  status: oneOf(["INCONCLUSIVE"]),
  reason: string,
  stage: optional(oneOf(stages)) as Shape<(typeof stages)[number]>,
});
const outcome = object<CellOutcome>({
  cell: string,
  status: oneOf(statuses),
  reason: string,
  stage: optional(oneOf(stages)) as Shape<(typeof stages)[number]>,
  source: optional(object<SourceLine>({ file: string, line: number })) as Shape<SourceLine>,
  evidence: optional(evidence) as Shape<Evidence>,
  stageTimes: partial(stages, number),
  attempts: optional(array(attempt)) as Shape<readonly Attempt[]>,
});
export const judgedCell = object<JudgedCell>({ plan, outcome });
const shard = object<Shard>({ index: number, of: number, plan: digest, cells: number, positions: array(number) });
export const runShape = object<Run>({
  version: string,
  shard: optional(shard) as Shape<Shard>,
  cells: array(judgedCell),
  omitted,
  started: string,
  elapsedMs: number,
  jobs: number,
  host: object<Run["host"]>({
    ...{ kernel: string, cpu: string, cores: number, memory: number, engine: string },
    cellImage: optional(string) as Shape<string>,
  }),
  accelerator: oneOf([...accelerators, "kvm and tcg"]),
});
