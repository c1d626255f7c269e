import { isControl } from "../domain/cell.ts";
import { type JudgedCell, statuses } from "../domain/outcome.ts";
import type { Run } from "../domain/report.ts";
import { adviceFor, placeOf, skippedOf, troublesOf } from "./advice.ts";
import { comparisonPlots } from "./comparison.ts";
import { countsOf, statusMeanings, verdictOf, verdictSentence } from "./counts.ts";
import { Html, html } from "./escape.ts";
import { duration, gigabytes, percent, spread } from "./figures.ts";
import { type GridRow, gridOf, seenIn } from "./grid.ts";
import { cellSection } from "./section.ts";
import { chip, word } from "./status.ts";
import { style } from "./style.ts";

/** The whole report as one page: no request leaves it, and it has no script. */
export const reportHtml = (run: Run): string =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>cowpio: ${verdictSentence(run)}</title><style>${new Html(style)}</style></head><body>
<header class="verdict ${verdictOf(run)}"><h1>${verdictSentence(run).replace(/(\d) (?=[A-Z])/g, "$1\u00a0")}</h1>${claim(run)}</header>
${troubles(run.cells)}
${grid(run.cells)}
${notProven(run.cells)}
${comparisonPlots(run.cells)}
${run.cells.map(cellSection)}
<footer><h2>This run</h2><p class="soft">cowpio ${run.version}, started ${run.started}, took ${duration(run.elapsedMs)}. Host: kernel ${run.host.kernel}, ${run.host.cores} × ${run.host.cpu}, ${gigabytes(run.host.memory)} of memory, ${run.host.engine}. QEMU's accelerator: ${run.accelerator}.</p>
<p class="soft">The values behind this page: <a href="report.json">report.json</a>, equal from run to run, and <a href="run.json">run.json</a>, with times and physical places.</p></footer>
</body></html>
`.markup;

/** What the verdict rests on, from this run's own figures. */
function claim({ cells }: Run): Html {
  const proven = cells.filter(
    ({ plan, outcome }) => !isControl(plan) && outcome.status === "PASS" && outcome.evidence !== undefined,
  );
  const doubted = cells.some(({ plan, outcome }) => isControl(plan) && outcome.status === "FAIL");
  const shares = proven.flatMap(({ outcome: { evidence } }) =>
    evidence ? [evidence.sharing.shared / evidence.sharing.shareable] : [],
  );
  if (doubted)
    return html`<p>A control did not come out as it must: nothing that this run calls PASS is to be trusted.</p>`;
  if (proven.length === 0) return html`<p>No cell proves that blocks are shared and that the archive boots.</p>`;
  return html`<p>${proven.length === 1 ? "One cell proves" : `${proven.length} cells prove`} that ${spread(shares, (share) => percent(share, 1))} of the bytes that can be shared lie at the physical places of the installed files, and that this very archive boots its kernel to the real root.</p>`;
}

function troubles(cells: readonly JudgedCell[]): Html | undefined {
  const wrong = troublesOf(cells);
  if (wrong.length === 0) return undefined;
  return html`<h2>What went wrong</h2><ul class="troubles">${wrong.map(
    (cell) =>
      html`<li class="${cell.outcome.status}"><p>${chip(cell.outcome.status)} <a href="${anchor(cell)}">${cell.plan.id}</a>${placeOf(cell.outcome)}: ${shortened(cell.outcome.reason)}</p><p class="soft">${adviceFor(cell)}</p></li>`,
  )}</ul>`;
}

const anchor = ({ plan }: JudgedCell): string => `#${encodeURIComponent(plan.id)}`;

function shortened(reason: string): string {
  const line = reason.replace(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

function grid(cells: readonly JudgedCell[]): Html {
  const { kernels, rows } = gridOf(cells);
  const [matrix, controls] = [rows.filter(({ control }) => !control), rows.filter(({ control }) => control)];
  const counts = countsOf(cells);
  return html`<div class="scroll" id="grid"><table class="grid">
<thead><tr><th></th>${kernels.map((kernel) => html`<th>kernel ${kernel}</th>`)}</tr></thead>
<tbody>${matrix.map(gridRow)}</tbody>
${controls.length > 0 ? html`<tbody><tr><th class="group" colspan="${kernels.length + 1}">Controls, which must come out the other way</th></tr>${controls.map(gridRow)}</tbody>` : undefined}
</table></div>
<p class="soft">${controls.length === 0 ? "No control was run: nothing shows that this run could have said no. " : ""}${statuses
    .filter((status) => counts[status] > 0)
    .map((status) => `${status}: ${statusMeanings[status]}`)
    .join(". ")}.</p>`;
}

const gridRow = ({ label, cells }: GridRow): Html =>
  html`<tr><th>${label}</th>${cells.map((some) => html`<td>${some.map(gridCell)}</td>`)}</tr>`;

const gridCell = (cell: JudgedCell): Html =>
  html`<a class="cell ${cell.outcome.status}" href="${anchor(cell)}"><b>${word(cell.outcome.status)}</b>${seenIn(cell).map((phrase) => html` <span>${phrase}</span>`)}</a>`;

function notProven(cells: readonly JudgedCell[]): Html | undefined {
  const skipped = skippedOf(cells);
  if (skipped.length === 0) return undefined;
  return html`<h2>What is not proven</h2><ul>${skipped.map(
    ({ reason, cells: ids }) =>
      html`<li>${ids.length} ${ids.length === 1 ? "cell" : "cells"} (${ids.join(", ")}): ${shortened(reason)}</li>`,
  )}</ul>`;
}
