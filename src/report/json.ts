import * as v from "valibot";
import { closedValues } from "../model/axes.ts";
import { stages } from "../model/cell.ts";
import { bootFaultNames, faultNames } from "../model/faults.ts";
import { type BootVerdict, type Evidence, type JudgedCell, statuses } from "../model/outcome.ts";
import type { Run } from "../model/run.ts";
import { reasons, stretches } from "./ranges.ts";
import {
  closedFields,
  digest,
  distroImage,
  expectation,
  guestSharing,
  kernelImage,
  memberFields,
  omitted,
  readBy,
  recipe,
  runSchema,
  sharingVerdict,
  versions,
  writerCalls,
  writerReason,
} from "./run-schema.ts";
import { countsOf, verdictOf } from "./verdict.ts";

/** Grows when a reader of the old shape would misread the new one. */
export const schema = 1;

/**
 * Everything that is equal, byte for byte, in runs with the same inputs: verdicts, versions, digests, and where each member's data
 * came from. No clock, nonce, UUID, physical place or host is in it. Reasons go in as they are: whoever writes one
 * leaves out whatever differs from run to run (times, process ids, temporary names).
 */
export const reportJson = (run: Run): string => [...reportPieces(run, byId(run.cells).map(reportCell))].join("");

/** report.json in pieces: of thousands of cells it is longer than a string can be. `cells` are `reportCell`'s, by id. */
export const reportPieces = <P>(run: Run, cells: Iterable<P>): Generator<P | string> =>
  pieces(headOf(run), cells, "", "\n");

/** A cell as report.json has it. */
export const reportCell = (cell: JudgedCell): string => printed(cellOf(cell), "  ");

/** In report.json's order. */
export const byId = (cells: readonly JudgedCell[]): JudgedCell[] =>
  cells.toSorted(({ plan: { id: a } }, { plan: { id: b } }) => compare(a, b));

export const reportOf = (run: Run): Report => ({ ...headOf(run), cells: byId(run.cells).map(cellOf) });

const headOf = (run: Run): Omit<Report, "cells"> => ({
  schema,
  cowpio: run.version,
  verdict: verdictOf(run),
  counts: countsOf(run.cells),
  omitted: run.omitted,
});

const cellOf = ({ plan, outcome }: JudgedCell): ReportCell => ({
  id: plan.id,
  ...closedValues(plan),
  kernel: plan.kernel,
  distro: plan.distro,
  dracut: plan.dracut,
  ...(plan.checkout ? { checkout: plan.checkout } : {}),
  fault: plan.fault,
  expected: plan.expected,
  status: outcome.status,
  reason: outcome.reason,
  ...(outcome.stage ? { stage: outcome.stage } : {}),
  ...(outcome.evidence ? evidenceFields(outcome.evidence) : {}),
});

const evidenceFields = ({ versions, sharing, sharingVerdict, writerReasons, ...rest }: Evidence) => ({
  versions,
  sharing: {
    verdict: sharingVerdict,
    blockSize: sharing.blockSize,
    members: sharing.members
      .map((member) => ({ ...member, ranges: stretches(member.ranges) }))
      .sort((a, b) => a.dataOffset - b.dataOffset || compare(a.name, b.name)),
  },
  writerReasons: [...writerReasons].sort((a, b) => compare(a.name, b.name) || compare(a.reason, b.reason)),
  ...(rest.writerCalls ? { writerCalls: rest.writerCalls } : {}),
  ...(rest.generatorLog ? { generatorErrors: rest.generatorLog.errors } : {}),
  archives: rest.archives.map(({ recipe, digest, size, mode, leftovers, boot }) => ({
    recipe,
    digest,
    size,
    boot: timeless(boot),
    ...(mode === undefined ? {} : { mode }),
    ...(leftovers === undefined ? {} : { leftovers }),
  })),
  ...(rest.guestSharing ? { guestSharing: rest.guestSharing } : {}),
});

const timeless = (boot: BootVerdict): ReportBoot =>
  boot.kind === "booted" || boot.kind === "not tried"
    ? { kind: boot.kind }
    : {
        kind: boot.kind,
        ...(boot.kind === "did not boot" ? { fault: boot.fault } : {}),
        ...(boot.kind === "did not boot" && boot.cause ? { cause: boot.cause } : {}),
        why: boot.why,
      };

/** The whole run, with its times, hosts, physical places and space: what a report is written again from. */
export const runJson = (run: Run): string => [...runPieces(run, run.cells.map(runCell))].join("");

/** run.json in pieces; `cells` are `runCell`'s, in the run's order. */
export function* runPieces<P>(run: Run, cells: Iterable<P>): Generator<P | string> {
  yield '{\n "run": ';
  yield* pieces(run, cells, " ", `,\n "schema": ${schema}\n}\n`);
}

/** A cell as run.json has it. */
export const runCell = (cell: JudgedCell): string => printed(cell, "   ");

/** Reads what `reportJson` wrote. Throws, saying where, when it is something else. */
export const parseReport = (text: string): Report => readBy(reportSchema, parsed(text, "report"), "report");

/** Reads what `runJson` wrote. Throws, saying where, when it is something else. */
export const parseRun = (text: string): Run => readBy(runSchema, parsed(text, "run")["run"], "run");

/** Returns the object that a JSON text is. Throws, naming both versions, if its `schema` is not `expected`. */
export function parsed(text: string, what: string, expected = schema): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  const object = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  if (object["schema"] !== expected)
    throw new Error(
      `expected a ${what} of schema ${expected}, found ${String(object["schema"])}: read it with the version of cowpio that wrote it`,
    );
  return object;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const width = 120;

/** An object with the texts of its `cells`, and what follows it. */
function* pieces<P>(head: object, cells: Iterable<P>, indent: string, end: string): Generator<P | string> {
  const inner = `${indent} `;
  let before = "{";
  for (const [key, value] of sortedEntries({ ...head, cells: [] })) {
    yield `${before}\n${inner}${JSON.stringify(key)}: ${key === "cells" ? "" : printed(value, inner)}`;
    if (key === "cells") yield* list(cells, inner);
    before = ",";
  }
  yield `\n${indent}}${end}`;
}

function* list<P>(texts: Iterable<P>, indent: string): Generator<P | string> {
  let before = "[";
  for (const text of texts) {
    yield `${before}\n${indent} `;
    yield text;
    before = ",";
  }
  yield before === "[" ? "[]" : `\n${indent}]`;
}

/** So that the order in which a value was made does not show. */
const sortedEntries = (value: object): [string, unknown][] =>
  Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => compare(a, b));

/** Joins values that fit on one line, as a member's range, from the inside out. */
function printed(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent} `;
  if (Array.isArray(value)) {
    const items = value.map((item) => printed(item, inner));
    return enclosed("[", items, items, "]", indent);
  }
  const flat: string[] = [];
  const items: string[] = [];
  for (const [key, item] of sortedEntries(value)) {
    const name = JSON.stringify(key);
    const text = printed(item, inner);
    flat.push(`${name}:${text}`);
    items.push(`${name}: ${text}`);
  }
  return enclosed("{", flat, items, "}", indent);
}

/** On one line as `flat`, or else with a line for each of `items`. */
function enclosed(open: string, flat: string[], items: string[], close: string, indent: string): string {
  const length = flat.reduce((sum, text) => sum + text.length + 1, 1);
  if (length <= width) return open + flat.join(",") + close;
  return `${open}\n${indent} ${items.join(`,\n${indent} `)}\n${indent}${close}`;
}

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

const reportSchema = v.object({
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
type ReportArchive = NonNullable<ReportCell["archives"]>[number];
type ReportBoot = ReportArchive["boot"];
