import * as v from "valibot";
import { accelerators, type ClosedField, type Combination, closedAxes } from "../model/axes.ts";
import { compressions, type Digest, stages } from "../model/cell.ts";
import { bootFaultNames, faultNames } from "../model/faults.ts";
import { hopNames, lossReasons, statuses } from "../model/outcome.ts";
import { rerunInputs } from "../plan/input-table.ts";
import { reasons } from "./ranges.ts";

/** Reads a value by its schema. Throws, naming the place from `at` on, if it is something else; unknown fields are left out. */
export function readBy<S extends v.GenericSchema>(schema: S, value: unknown, at: string): v.InferOutput<S> {
  const { success, output, issues } = v.safeParse(schema, value, { abortEarly: true });
  if (success) return output;
  const [{ path = [], type, message, expected, received }] = issues;
  const steps = path.map(({ key }) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  throw new Error(
    `${at}${steps.join("")}: ${type === "custom" ? message : `expected ${one(expected ?? "")}, found ${received}`}`,
  );
}

/** `"a" or "b"` for Valibot's `("a" | "b")`. */
const one = (expected: string): string => expected.replace(/^\((.*)\)$/, "$1").replaceAll(" | ", " or ");

/** An object of these fields, each perhaps absent. */
const fieldsByName = <K extends string, S extends v.GenericSchema>(names: readonly K[], schema: S) =>
  v.object(
    Object.fromEntries(names.map((name) => [name, v.exactOptional(schema)])) as Record<
      K,
      v.ExactOptionalSchema<S, undefined>
    >,
  );

export const digest = v.custom<Digest>(
  (value) => typeof value === "string" && /^sha256:[0-9a-f]{64}$/.test(value),
  "expected a SHA-256 digest",
);
export const recipe = v.picklist(["reflink", ...compressions]);
export const kernelImage = v.object({
  name: v.string(),
  version: v.string(),
  origin: v.string(),
  digest: v.exactOptional(digest),
});
export const distroImage = v.object({ name: v.string(), digest: v.exactOptional(digest) });
export const closedFields = Object.fromEntries<unknown>(
  closedAxes.map(({ field, values }) => [field, v.picklist(values)]),
) as {
  [F in ClosedField]: v.GenericSchema<Combination[F]>;
};
export const expectation = v.object({
  sharing: v.picklist(["shared", "copied", "altered", "damaged"]),
  boot: v.picklist(["boots", "does not boot", "not tried"]),
  fault: v.exactOptional(v.picklist(bootFaultNames)),
});
export const versions = v.object({
  cowpio: v.string(),
  writer: v.exactOptional(v.string()),
  dracut: v.string(),
  mkfs: v.string(),
  qemu: v.string(),
  grub: v.exactOptional(v.string()),
  cloneKernel: v.string(),
});
export const writerReason = v.object({ name: v.string(), reason: v.string() });
export const writerCalls = v.exactOptional(v.array(v.object({ program: v.string(), version: v.string() })));
const generatorLog = v.exactOptional(
  v.object({ errors: v.array(v.string()), ignoredWriter: v.exactOptional(v.string()) }),
);

const lost = v.exactOptional(
  v.array(
    v.object({
      hop: v.picklist(hopNames),
      reason: v.picklist(lossReasons),
      bytes: v.number(),
      offset: v.exactOptional(v.number()),
      block: v.exactOptional(v.number()),
    }),
  ),
);

export const sharingVerdict = v.variant("kind", [
  v.object({ kind: v.literal("shared"), shared: v.number(), shareable: v.number() }),
  v.object({
    kind: v.literal("partly shared"),
    shared: v.number(),
    shareable: v.number(),
    missed: v.array(v.string()),
    lost,
  }),
  v.object({ kind: v.literal("copied"), shareable: v.number(), lost }),
  v.object({ kind: v.literal("altered"), altered: v.array(v.string()) }),
  v.object({ kind: v.literal("damaged"), why: v.string() }),
  v.object({ kind: v.literal("compressed") }),
  v.object({ kind: v.literal("unproven"), compared: v.number(), total: v.number() }),
]);

export const guestSharing = v.variant("kind", [
  v.object({
    kind: v.literal("proven"),
    kernel: v.string(),
    size: v.number(),
    blockSize: v.number(),
    shareable: v.number(),
    shared: v.number(),
    verdict: sharingVerdict,
    missed: v.array(v.object({ name: v.string(), reason: v.picklist(reasons), bytes: v.number() })),
  }),
  v.object({ kind: v.literal("failed"), kernel: v.string(), why: v.string() }),
  v.object({ kind: v.literal("could not tell"), why: v.string() }),
]);

/** A member's fields except its ranges. */
export const memberFields = {
  name: v.string(),
  size: v.number(),
  dataOffset: v.number(),
  original: v.picklist(["identical", "differs", "none"] as const),
  shareable: v.number(),
  shared: v.number(),
};
const range = v.object({
  offset: v.number(),
  length: v.number(),
  reason: v.picklist(reasons),
  physical: v.exactOptional(v.number()),
});
const fiemap = v.object({ total: v.number(), shared: v.number(), exclusive: v.number(), extents: v.number() });
const sharing = v.object({
  size: v.number(),
  blockSize: v.number(),
  shareable: v.number(),
  shared: v.number(),
  fiemap,
  members: v.array(v.object({ ...memberFields, ranges: v.array(range) })),
});

const clocks = v.object({ guest: v.exactOptional(v.number()), wall: v.number() });
const bootVerdict = v.variant("kind", [
  v.object({
    kind: v.literal("booted"),
    times: v.object({
      unpacking: v.exactOptional(v.number()),
      kernelToInit: clocks,
      verified: v.exactOptional(clocks),
      realRoot: clocks,
    }),
    memoryAvailable: v.exactOptional(v.number()),
  }),
  v.object({
    kind: v.literal("did not boot"),
    fault: v.picklist(bootFaultNames),
    cause: v.exactOptional(v.string()),
    why: v.string(),
    line: v.string(),
  }),
  v.object({ kind: v.literal("not tried") }),
  v.object({ kind: v.literal("could not tell"), why: v.string(), line: v.string() }),
]);
const archive = v.object({
  recipe,
  digest,
  size: v.number(),
  mode: v.exactOptional(v.string()),
  leftovers: v.exactOptional(v.array(v.string())),
  createMs: v.number(),
  space: v.object({ free: v.number(), metadata: v.exactOptional(v.number()) }),
  fiemap,
  boot: bootVerdict,
  otherBoots: v.exactOptional(v.array(bootVerdict)),
  bootMs: v.exactOptional(v.number()),
});
const evidence = v.object({
  versions,
  sharing,
  sharingVerdict,
  writerReasons: v.array(writerReason),
  writerCalls,
  generatorLog,
  archives: v.array(archive),
  guestSharing: v.exactOptional(guestSharing),
});

const combination = v.object({ ...closedFields, kernel: v.string(), distro: v.string(), dracut: v.string() });
export const omitted = v.array(v.object({ reason: v.string(), count: v.number(), examples: v.array(v.string()) }));
const plan = v.object({
  id: v.string(),
  ...closedFields,
  kernel: kernelImage,
  distro: distroImage,
  dracut: v.string(),
  checkout: v.exactOptional(digest),
  requested: combination,
  runInputs: v.exactOptional(v.record(v.picklist(rerunInputs), v.string())),
  fault: v.picklist(faultNames),
  expected: expectation,
  compareWith: v.array(v.picklist(compressions)),
  boots: v.exactOptional(v.number()),
  keep: v.exactOptional(v.picklist(["failed", "all"])),
  debug: v.exactOptional(v.literal(true)),
  imageSize: v.number(),
  accelerator: v.picklist(accelerators),
  anyProcessor: v.exactOptional(v.literal(true)),
  processors: v.exactOptional(v.number()),
  guestMemory: v.exactOptional(v.number()),
  deadlines: v.object({ dracut: v.number(), boot: v.number(), stall: v.number(), clone: v.number() }),
  nonce: v.string(),
});
const attempt = v.object({
  status: v.literal("INCONCLUSIVE"),
  reason: v.string(),
  stage: v.exactOptional(v.picklist(stages)),
});
const outcome = v.object({
  cell: v.string(),
  status: v.picklist(statuses),
  reason: v.string(),
  stage: v.exactOptional(v.picklist(stages)),
  source: v.exactOptional(v.object({ file: v.string(), line: v.number() })),
  evidence: v.exactOptional(evidence),
  kept: v.exactOptional(v.literal(true)),
  stageTimes: fieldsByName(stages, v.number()),
  attempts: v.exactOptional(v.array(attempt)),
});
export const judgedCell = v.object({ plan, outcome });
const shard = v.object({
  index: v.number(),
  of: v.number(),
  plan: digest,
  cells: v.number(),
  positions: v.array(v.number()),
});
export const runSchema = v.object({
  version: v.string(),
  shard: v.exactOptional(shard),
  cells: v.array(judgedCell),
  omitted,
  started: v.string(),
  elapsedMs: v.number(),
  jobs: v.number(),
  host: v.object({
    kernel: v.string(),
    cpu: v.string(),
    cores: v.number(),
    memory: v.number(),
    engine: v.string(),
    cellImage: v.exactOptional(v.string()),
  }),
  accelerator: v.picklist([...accelerators, "kvm and tcg"]),
});
