import type { BootVerdict, Evidence, JudgedCell } from "../domain/outcome.ts";
import type { Run } from "../domain/report.ts";
import { stretches } from "./classes.ts";
import { countsOf, verdictOf } from "./counts.ts";
import { type Report, type ReportBoot, type ReportCell, reportShape } from "./report-shape.ts";
import { runShape } from "./run-shape.ts";

/** Grows when a reader of the old shape would misread the new one. */
export const schema = 1;

/**
 * What two runs of the same inputs share, byte for byte: verdicts, versions, digests, and where each member's data
 * came from. No clock, nonce, UUID, physical place or host is in it. Reasons go in as they are: whoever writes one
 * leaves out whatever differs from run to run (times, process ids, temporary names).
 */
export const reportJson = (run: Run): string => toText(reportOf(run));

export const reportOf = (run: Run): Report => ({
  schema,
  cowpio: run.version,
  verdict: verdictOf(run),
  counts: countsOf(run.cells),
  cells: run.cells.map(cellOf).sort(({ id: a }, { id: b }) => compare(a, b)),
  omitted: run.omitted,
});

const cellOf = ({ plan, outcome }: JudgedCell): ReportCell => ({
  id: plan.id,
  fileSystem: plan.fileSystem,
  kernel: plan.kernel,
  subject: plan.subject,
  dracut: plan.dracut,
  ...(plan.checkout ? { checkout: plan.checkout } : {}),
  writer: plan.writer,
  options: plan.options,
  loader: plan.loader,
  cloner: plan.cloner,
  plant: plan.plant,
  expected: plan.expected,
  status: outcome.status,
  reason: outcome.reason,
  ...(outcome.stage ? { stage: outcome.stage } : {}),
  ...(outcome.evidence ? seenIn(outcome.evidence) : {}),
});

const seenIn = ({ versions, sharing, sharingVerdict, writerReasons, archives }: Evidence) => ({
  versions,
  sharing: {
    verdict: sharingVerdict,
    blockSize: sharing.blockSize,
    members: sharing.members
      .map((member) => ({ ...member, ranges: stretches(member.ranges) }))
      .sort((a, b) => a.dataOffset - b.dataOffset || compare(a.name, b.name)),
  },
  writerReasons: [...writerReasons].sort((a, b) => compare(a.name, b.name) || compare(a.reason, b.reason)),
  archives: archives.map(({ recipe, digest, size, boot }) => ({ recipe, digest, size, boot: timeless(boot) })),
});

const timeless = (boot: BootVerdict): ReportBoot =>
  boot.kind === "booted" ? { kind: boot.kind } : { kind: boot.kind, why: boot.why };

/** The whole run, with its times, hosts, physical places and space: what a report is written again from. */
export const runJson = (run: Run): string => toText({ schema, run });

/** Reads what `reportJson` wrote. Throws, saying where, when it is something else. */
export const parseReport = (text: string): Report => reportShape(parsed(text, "report"), "report");

/** Reads what `runJson` wrote. Throws, saying where, when it is something else. */
export const parseRun = (text: string): Run => runShape(parsed(text, "run")["run"], "run");

function parsed(text: string, what: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  const object = typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  if (object["schema"] !== schema)
    throw new Error(
      `expected a ${what} of schema ${schema}, found ${String(object["schema"])}: read it with the version of cowpio that wrote it`,
    );
  return object;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const width = 120;

/** Keys sorted, so that the order in which a value was made does not show; what fits on a line is on one, as a member's range. */
const toText = (value: unknown): string => `${printed(sorted(value), "")}\n`;

function printed(value: unknown, indent: string): string {
  const line = JSON.stringify(value);
  if (line.length <= width || typeof value !== "object" || value === null) return line;
  const inner = `${indent} `;
  const [open, close, items] = Array.isArray(value)
    ? ["[", "]", value.map((item) => printed(item, inner))]
    : ["{", "}", Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${printed(item, inner)}`)];
  return `${open}\n${items.map((item) => inner + item).join(",\n")}\n${indent}${close}`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => compare(a, b))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
