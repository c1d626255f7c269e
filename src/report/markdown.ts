import type { Evidence, JudgedCell, Status } from "../domain/outcome.ts";
import type { Run } from "../domain/report.ts";
import { adviceFor, placeOf, skippedOf, troublesOf } from "./advice.ts";
import { statusMeanings, verdictSentence } from "./counts.ts";
import { markdown as text } from "./escape.ts";
import { duration, recipeNames, rows } from "./figures.ts";
import { type GridRow, gridOf, seenIn } from "./grid.ts";

/** The runner drops a summary over 1 MiB whole. */
export const summaryLimit = 900 * 1024;
/** Kept free for the lines that say what was left out. */
const reserve = 4096;

const signs: Readonly<Record<Status, string>> = {
  PASS: "✅ PASS",
  FAIL: "❌ FAIL",
  ERROR: "💥 ERROR",
  MISS: "❔ MISS",
  SKIP: "⏭️ SKIP",
};

/**
 * The job's summary, below `summaryLimit` bytes: verdict, what went wrong, grid, what was not tried, then a table of
 * each cell. What does not fit is left out, the tables first and the grid last, and said to be.
 */
export function summaryMarkdown(run: Run): string {
  const { cells } = run;
  const head = `## cowpio: ${text(verdictSentence(run))}\n`;
  const foot = `\nRun of ${text(run.started)}, ${duration(run.elapsedMs)}, on ${text(run.host.kernel)}, ${run.host.cores} cores, QEMU with ${text(run.accelerator)}.\n`;
  let room = summaryLimit - reserve - Buffer.byteLength(head + foot);
  /** As many of the pieces as fit into a share of what room there still is. */
  const fitting = (pieces: readonly string[], what: string, share = 1): string => {
    let own = Math.floor(room * share);
    const kept = pieces.filter((piece) => {
      const bytes = Buffer.byteLength(piece);
      if (bytes > own) return false;
      own -= bytes;
      room -= bytes;
      return true;
    });
    const leftOut = pieces.length - kept.length;
    const said = `\n${leftOut} ${what} are left out here for want of room; report.html has them.\n`;
    return kept.join("") + (leftOut === 0 ? "" : said);
  };

  const grid = fitting([gridTable(cells)], "grids");
  const troubles = fitting(troublesOf(cells).map(trouble), "cells that went wrong", 0.5);
  const skips = fitting(skippedOf(cells).map(skipped), "reasons of skipped cells", 0.5);
  const tables = cells.flatMap((cell) => (cell.outcome.evidence ? [comparison(cell, cell.outcome.evidence)] : []));
  return [head, troubles, legend(cells), grid, skips, fitting(tables, "tables of cells"), foot].join("");
}

function trouble(cell: JudgedCell): string {
  const { plan, outcome } = cell;
  const advice = adviceFor(cell);
  return `\n- **${signs[outcome.status]}** ${code(plan.id)}${placeOf(outcome)}: ${text(outcome.reason)}${advice ? `\n  <br>${text(advice)}` : ""}\n`;
}

function legend(cells: readonly JudgedCell[]): string {
  const wrong = [...new Set(troublesOf(cells).map(({ outcome }) => outcome.status))];
  return wrong.length === 0 ? "" : `\n${wrong.map((status) => `${status}: ${statusMeanings[status]}`).join(". ")}.\n`;
}

function gridTable(cells: readonly JudgedCell[]): string {
  const { kernels, rows: gridRows } = gridOf(cells);
  const tableRow = ({ label, control, cells: own }: GridRow) =>
    line([`${control ? "control: " : ""}${code(label)}`, ...own.map((some) => some.map(gridCell).join("<br>"))]);
  return `\n${[line(["", ...kernels.map((kernel) => `kernel ${text(kernel)}`)]), line(["---", ...kernels.map(() => "---")]), ...gridRows.map(tableRow)].join("\n")}\n`;
}

const gridCell = (cell: JudgedCell): string =>
  `${signs[cell.outcome.status]}<br>${seenIn(cell)
    .map((phrase) => text(phrase))
    .join(", ")}`;

const skipped = ({ reason, cells }: { readonly reason: string; readonly cells: readonly string[] }): string =>
  `\nNot proven here: ${cells.length} ${cells.length === 1 ? "cell" : "cells"}, as ${text(reason)} (${cells.slice(0, 20).map(code).join(", ")}${cells.length > 20 ? ", …" : ""}).\n`;

const comparison = ({ plan, outcome }: JudgedCell, { archives, sharing }: Evidence): string =>
  `\n${[
    `<details><summary>${signs[outcome.status]} ${text(plan.id)}: image, sharing, boot</summary>\n`,
    line(["", ...archives.map(({ recipe }) => recipeNames[recipe])]),
    line(["---", ...archives.map(() => "--:")]),
    ...rows.map(({ name, of }) => line([name, ...archives.map((archive) => text(of(archive, sharing)))])),
    "\n</details>",
  ].join("\n")}\n`;

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
const code = (raw: string): string => `<code>${text(raw)}</code>`;
