import { isControl } from "../../model/cell.ts";
import { grouped } from "../../model/grouped.ts";
import { type ArchiveSharing, type JudgedCell, statuses } from "../../model/outcome.ts";
import type { Run } from "../../model/run.ts";
import { adviceFor, placeOf, rerunLabel, rerunText, skippedOf, troublesOf, uncaught } from "../advice.ts";
import type { Difference } from "../diff.ts";
import { headline, sections } from "../diff-text.ts";
import { type Html, html, oneLine } from "../escape.ts";
import { duration, gigabytes, percent, spread } from "../figures.ts";
import { countsOf, statusMeanings, verdictOf, verdictSentence } from "../verdict.ts";
import { filterBar, filterScript, type GridRow, gridOf, labelOf, observations, rowFacts } from "./grid.ts";
import { comparisonPlots, overview } from "./overview.ts";
import { cellSection, typed } from "./section.ts";
import { cellPath, chip, linkTo, onOnePage, page, word } from "./shell.ts";

/**
 * The report's main page. It can be read whole without its script, which filters the grid. With more than `onOnePage`
 * cells, what is told of each is on a page of its own: `cellPages`.
 */
export function reportHtml(run: Run, digest: string, difference?: Difference): string {
  const { cells } = run;
  const large = isLarge(run);
  const body = html`<header class="verdict ${verdictOf(run)}"><h1>${verdictSentence(run).replace(/(\d) (?=[A-Z])/g, "$1\u00a0")}</h1>${claim(run)}</header>
${troubles(cells, large)}
${difference && against(difference)}
${grid(cells, large)}
${notProven(run)}
${overview(run, large)}
${comparisonPlots(run)}
${large ? undefined : cells.map((cell) => cellSection(cell, { root: "", back: "#grid" }))}
<footer><h2>This run</h2><p class="soft">cowpio ${run.version}, started ${run.started}, took ${duration(run.elapsedMs)}. Host: kernel ${run.host.kernel}, ${run.host.cores} × ${run.host.cpu}, ${gigabytes(run.host.memory)} of memory, ${run.host.engine}.${run.host.cellImage === undefined ? "" : html` Cells ran in <code>${run.host.cellImage}</code>.`} QEMU's accelerator: ${run.accelerator}.${run.jobs > 1 ? ` Up to ${run.jobs} cells ran at a time: their times cannot be compared.` : ""}</p>
<p class="soft">The values behind this page: <a href="report.json">report.json</a>, equal from run to run, and <a href="run.json">run.json</a>, with times and physical places. For other programs: <a href="junit.xml">junit.xml</a>, <a href="results.yaml">results.yaml</a> (tmt), <a href="results.ktap">results.ktap</a>.</p>
<p class="soft">Digest of report.json, which another run of the same inputs shares: <code>${digest}</code></p></footer>`;
  return page(`cowpio: ${verdictSentence(run)}`, body, filterScript);
}

const isLarge = ({ cells }: Run): boolean => cells.length > onOnePage;

/** A page for each cell of a large run, one after another; of a small one, none. */
export function* cellPages(run: Run): Generator<{ readonly path: string; readonly text: string }> {
  if (isLarge(run)) for (const cell of run.cells) yield cellPage(cell);
}

/** Returns a cell's section as a separate page. */
export function cellPage(cell: JudgedCell): { readonly path: string; readonly text: string } {
  const { id } = cell.plan;
  const body = cellSection(cell, { root: "../", back: "../report.html#grid" });
  return { path: cellPath(id), text: page(`${cell.outcome.status} ${id}`, body) };
}

/** The evidence of the verdict, in this run's figures. */
function claim({ cells }: Run): Html {
  const proven = cells.filter(
    ({ plan, outcome }) => !isControl(plan) && outcome.status === "PASS" && outcome.evidence !== undefined,
  );
  const doubted = cells.some(uncaught);
  const sharings = proven.flatMap(({ outcome: { evidence } }) => (evidence ? [evidence.sharing] : []));
  const shares = (of: (sharing: ArchiveSharing) => number) => spread(sharings.map(of), (share) => percent(share, 1));
  if (doubted) return html`<p>A control was not detected: nothing that this run calls PASS is to be trusted.</p>`;
  if (proven.length === 0) return html`<p>No cell proves that blocks are shared and that the archive boots.</p>`;
  return html`<p>${proven.length === 1 ? "One cell proves" : `${proven.length} cells prove`} that ${shares(({ shared, shareable }) => shared / shareable)} of the bytes that can be shared lie at the physical places of the installed files, which is ${shares(({ shared, size }) => shared / size)} of the whole image, and that this very archive boots its kernel to the real root.</p>`;
}

/** So many are told with their reasons; what is beyond is in the grid. */
const maxTroubles = 50;

/** Groups cells that failed for the same reason. */
function troubles(cells: readonly JudgedCell[], large: boolean): Html | undefined {
  const alike = grouped(
    troublesOf(cells),
    ({ outcome: { status, stage, reason } }) => `${status}\0${stage}\0${reason}`,
  );
  if (alike.size === 0) return undefined;
  const more = [...alike.values()].slice(maxTroubles).flat().length;
  return html`<h2>What went wrong</h2><ul class="troubles">${[...alike.values()]
    .slice(0, maxTroubles)
    .map((same) =>
      trouble(same, large),
    )}</ul>${more > 0 ? html`<p class="soft">${more} more cells are in the grid.</p>` : undefined}`;
}

function trouble(same: readonly JudgedCell[], large: boolean): Html {
  const [cell] = same as [JudgedCell];
  const { plan, outcome } = cell;
  const others = same.slice(1, maxNames).map((other) => html`, ${named(other, large)}`);
  const more = same.length > maxNames ? `, and ${same.length - maxNames} more` : "";
  return html`<li class="${outcome.status}"><p>${chip(outcome.status)} ${named(cell, large)}${others}${more}${placeOf(outcome)}: ${oneLine(outcome.reason)}</p><p class="soft">${adviceFor(cell)}</p><p class="soft">${rerunLabel}${same.length > 1 ? `, ${plan.id}` : ""}: ${typed(rerunText(cell))}</p></li>`;
}

/** Lines of each kind of difference; diff.json has all. */
const maxLines = 50;

function against(difference: Difference): Html {
  const all = sections(difference);
  const list = ({ title, lines }: (typeof all)[number]) =>
    html`<h3>${title}</h3><ul>${lines.slice(0, maxLines).map((line) => html`<li>${line}</li>`)}</ul>${lines.length > maxLines ? html`<p class="soft">${lines.length - maxLines} more are in <a href="diff.json">diff.json</a>.</p>` : undefined}`;
  return html`<h2>Against the base</h2><p class="reason">${headline(difference, all)}.</p>${all.map(list)}`;
}

const named = ({ plan }: JudgedCell, large: boolean): Html => html`<a href="${linkTo(plan.id, large)}">${plan.id}</a>`;

function grid(cells: readonly JudgedCell[], large: boolean): Html {
  const { kernels, rows } = gridOf(cells);
  const [matrix, controls] = [rows.filter(({ control }) => !control), rows.filter(({ control }) => control)];
  const counts = countsOf(cells);
  const drawn = (some: readonly GridRow[]) =>
    some.map((row, index) => gridRow(row, some[index - 1]?.fileSystem !== row.fileSystem, large));
  return html`${cells.length > 1 ? filterBar(cells) : undefined}<div class="scroll${large ? " tall" : ""}" id="grid"><table class="grid${large ? " dense" : ""}">
<thead><tr><th></th>${kernels.map((kernel) => html`<th data-kernel="${kernel}">kernel ${kernel}</th>`)}</tr></thead>
<tbody>${drawn(matrix)}</tbody>
${controls.length > 0 ? html`<tbody><tr><th class="group" colspan="${kernels.length + 1}">Negative controls, whose faults must be detected</th></tr>${drawn(controls)}</tbody>` : undefined}
</table></div>
<p class="soft">${controls.length === 0 ? "No control was run: nothing shows that this run could have said no. " : ""}${statuses
    .filter((status) => counts[status] > 0)
    .map((status) => `${status}: ${statusMeanings[status]}`)
    .join(
      ". ",
    )}.${large ? " The figures: how much is shared of what can be, and the time from the start to the real root." : ""}</p>`;
}

/** The first row of a file system names it boldly, the next ones softly. */
const gridRow = (row: GridRow, first: boolean, large: boolean): Html =>
  html`<tr${first ? html` class="first"` : undefined}${rowFacts(row)}><th title="${labelOf(row)}"><span class="fs">${row.fileSystem}</span>${row.rest === "" ? undefined : html` ${row.rest}`}</th>${row.cells.map((some) => html`<td>${some.map((cell) => gridCell(cell, large))}</td>`)}</tr>`;

const gridCell = (cell: JudgedCell, large: boolean): Html =>
  html`<a class="cell ${cell.outcome.status}" href="${linkTo(cell.plan.id, large)}" data-id="${cell.plan.id}"${cell.outcome.status === "PASS" ? undefined : html` title="${oneLine(cell.outcome.reason)}"`}><b>${word(cell.outcome.status)}</b>${observations(cell).map((phrase) => html` <span>${large ? brief(phrase) : phrase}</span>`)}</a>`;

/** Where cells are many, the grid's legend says once what their figures are. */
const brief = (phrase: string): string => phrase.replace(/ shared$/, "").replace(/^booted in /, "");

/** As many names as are of use in a sentence. */
const maxNames = 4;

function notProven({ cells, omitted }: Run): Html | undefined {
  const skipped = skippedOf(cells).map(({ reason, cells: ids }) => ({
    reason,
    count: ids.length,
    examples: ids,
    what: ids.length === 1 ? "cell was skipped" : "cells were skipped",
  }));
  const leftOut = omitted.map((one) => ({
    ...one,
    what: one.count === 1 ? "combination was left out" : "combinations were left out",
  }));
  const all = [...skipped, ...leftOut];
  if (all.length === 0) return undefined;
  return html`<h2>What is not proven</h2><ul>${all.map(
    ({ reason, count, examples, what }) =>
      html`<li>${count} ${what}: ${oneLine(reason)} <span class="soft">(${examples.slice(0, maxNames).join(", ")}${count > Math.min(maxNames, examples.length) ? ", …" : ""})</span></li>`,
  )}</ul>`;
}
