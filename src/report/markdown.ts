import type { Evidence, JudgedCell, Status } from "../model/outcome.ts";
import type { Omitted, Run } from "../model/run.ts";
import { adviceFor, placeOf, rerunLabel, rerunText, type Skipped, skippedOf, troublesOf } from "./advice.ts";
import type { Difference } from "./diff.ts";
import { diffMarkdown } from "./diff-text.ts";
import { summaryLimit, markdown as text } from "./escape.ts";
import { duration, recipeNames, rows } from "./figures.ts";
import { type GridRow, gridOf, labelOf, observations } from "./html/grid.ts";
import { statusMeanings, verdictSentence } from "./verdict.ts";

/** Kept free for the lines that say what was left out. */
const reserve = 4096;

const signs: Readonly<Record<Status, string>> = {
  PASS: "✅ PASS",
  FAIL: "❌ FAIL",
  ERROR: "💥 ERROR",
  INCONCLUSIVE: "❔ INCONCLUSIVE",
  SKIP: "⏭️ SKIP",
};

/**
 * The job's summary, below `limit` bytes: verdict, what went wrong, grid, what was not tried, then a table of
 * each cell. Where it does not fit, the grid says statuses alone, and what is still too much is left out from its end,
 * and said to be. Nothing is made that is not in it, so that ten thousand cells take no longer than a few hundred.
 */
export function summaryMarkdown(run: Run, digest: string, limit = summaryLimit): string {
  const { cells } = run;
  const head = `## cowpio: ${text(verdictSentence(run))}\n`;
  const foot = `\nRun of ${text(run.started)}, ${duration(run.elapsedMs)}, on ${text(run.host.kernel)}, ${run.host.cores} cores, QEMU with ${text(run.accelerator)}${run.jobs > 1 ? `, up to ${run.jobs} cells at a time, so that times cannot be compared` : ""}. Digest of report.json, which another run of the same inputs shares: ${code(digest)}\n`;
  let room = limit - reserve - Buffer.byteLength(head + foot);
  /** The first of the pieces, as many as fit into a share of what room there still is. */
  const fitting = <T>(all: readonly T[], format: (one: T) => string, what: string, share = 1): string => {
    let own = Math.floor(room * share);
    const saved: string[] = [];
    for (const one of all) {
      const piece = format(one);
      const bytes = Buffer.byteLength(piece);
      if (bytes > own) break;
      own -= bytes;
      room -= bytes;
      saved.push(piece);
    }
    const leftOut = all.length - saved.length;
    const output = `\n${leftOut} ${what} do not fit here; report.html has them.\n`;
    return saved.join("") + (leftOut === 0 ? "" : output);
  };

  const { kernels, rows: gridRows } = gridOf(cells);
  const titles = ["", ...kernels.map((kernel) => `kernel ${text(kernel)}`)];
  const gridHead = `\n${line(titles)}\n${line(titles.map(() => "---"))}\n`;
  room -= Buffer.byteLength(gridHead);
  // A cell told in full takes about a hundred bytes.
  const inFull = cells.length * 100 < room / 2;
  const grid = gridHead + fitting(gridRows, (row) => gridLine(row, inFull), "rows of the grid", 0.6);
  const troubles = fitting(troublesOf(cells), (cell) => trouble(cell, run.version), "cells that went wrong", 0.5);
  const skips = fitting([...skippedOf(cells).map(skipped), ...run.omitted.map(omitted)], String, "reasons", 0.5);
  const description = cells.flatMap(({ plan, outcome }) =>
    outcome.evidence ? [{ plan, outcome, evidence: outcome.evidence }] : [],
  );
  return [head, troubles, legend(cells), grid, skips, fitting(description, comparison, "tables of cells"), foot].join(
    "",
  );
}

function trouble(cell: JudgedCell, version: string): string {
  const { plan, outcome } = cell;
  const advice = adviceFor(cell);
  return `\n- **${signs[outcome.status]}** ${code(plan.id)}${placeOf(outcome)}: ${text(outcome.reason)}${advice ? `\n  <br>${text(advice)}\n  <br>${rerunLabel} ${text(version)}: ${code(rerunText(cell))}` : ""}\n`;
}

function legend(cells: readonly JudgedCell[]): string {
  const wrong = [...new Set(troublesOf(cells).map(({ outcome }) => outcome.status))];
  return wrong.length === 0 ? "" : `\n${wrong.map((status) => `${status}: ${statusMeanings[status]}`).join(". ")}.\n`;
}

const gridLine = (row: GridRow, inFull: boolean): string =>
  `${line([
    `${row.control ? "control: " : ""}${code(labelOf(row))}`,
    ...row.cells.map((some) => some.map((cell) => gridCell(cell, inFull)).join("<br>")),
  ])}\n`;

const gridCell = (cell: JudgedCell, inFull: boolean): string =>
  inFull
    ? `${signs[cell.outcome.status]}<br>${observations(cell)
        .map((phrase) => text(phrase))
        .join(", ")}`
    : signs[cell.outcome.status];

const named = (names: readonly string[], count: number): string =>
  `(${names.slice(0, 20).map(code).join(", ")}${count > Math.min(20, names.length) ? ", …" : ""})`;

const skipped = ({ reason, cells }: Skipped): string =>
  `\nNot proven here: ${cells.length} ${cells.length === 1 ? "cell" : "cells"}, as ${text(reason)} ${named(cells, cells.length)}.\n`;

const omitted = ({ reason, count, examples }: Omitted): string =>
  `\nNot proven here: ${count} ${count === 1 ? "combination" : "combinations"} left out: ${text(reason)} ${named(examples, count)}.\n`;

const comparison = ({
  plan,
  outcome,
  evidence: { archives, sharing },
}: JudgedCell & { readonly evidence: Evidence }): string =>
  `\n${[
    `<details><summary>${signs[outcome.status]} ${text(plan.id)}: image, sharing, boot</summary>\n`,
    line(["", ...archives.map(({ recipe }) => recipeNames[recipe])]),
    line(["---", ...archives.map(() => "--:")]),
    ...rows.map(({ name, of }) => line([name, ...archives.map((archive) => text(of(archive, sharing)))])),
    "\n</details>",
  ].join("\n")}\n`;

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const code = (raw: string): string => `<code>${text(raw)}</code>`;

/** Returns the job summary, below `summaryLimit` bytes; a difference takes at most a third of it. */
export function jobSummary(run: Run, digest: string, difference?: Difference): string {
  if (difference === undefined) return summaryMarkdown(run, digest);
  const against = `\n## Against the base\n\n${diffMarkdown(difference, summaryLimit / 3)}`;
  return summaryMarkdown(run, digest, summaryLimit - Buffer.byteLength(against)) + against;
}
