import { grouped } from "../../model/grouped.ts";
import { type Status, statuses } from "../../model/outcome.ts";
import { changeLine, counted } from "../diff-text.ts";
import { type Html, html, oneLine } from "../escape.ts";
import { spread } from "../figures.ts";
import type { Night } from "../history/nights.ts";
import {
  type Calendar,
  type CellHistory,
  calendarOf,
  cellHistories,
  changesBetween,
  figures,
  machinesOf,
  type Series,
  type Shift,
} from "../history/trends.ts";
import { statusMeanings } from "../verdict.ts";
import { strip, timeline } from "./charts.ts";
import { chip, linkTo, page, word } from "./shell.ts";

/** The page of a history. It can be read whole without its script, which filters the cells and names the nights of the plots. */
export function historyHtml(nights: readonly Night[]): string {
  const calendar = calendarOf(nights);
  const cells = cellHistories(nights);
  const [first, last] = [calendar.labels[0], calendar.labels.at(-1)];
  const latest = nights.at(-1) as Night;
  const title = `${latest.verdict} on ${last}: ${countsOf(latest)}`;
  const body = html`<header class="verdict ${latest.verdict}"><h1>${title}</h1><p>${counted(nights.length, "night")}, ${first} to ${last}.${missingSentence(calendar)}</p></header>
<h2 id="statuses">Statuses</h2>
<div id="filter" role="search" hidden><label>cells<select name="state"><option value="">all</option><option value="bad">not PASS</option><option value="shifted">with a change point</option></select></label><label>text<input name="text" type="search" placeholder="words of the name"></label><output aria-live="polite"></output></div>
<div class="scroll"><table class="strips"><tbody>${cells.map((cell) => stripRow(cell, calendar))}</tbody></table></div>
<p class="soft">One column for each night, the latest one on the right. ${statuses.map((status) => html`<span class="key">${legend(status)} ${word(status)}: ${statusMeanings[status]}</span> `)}</p>
${sinceSection(cells, calendar)}
${shiftSection(cells, calendar)}
<h2 id="trends">Trends</h2>
<p class="soft">Values of the cell's own archive. Thick lines are levels; ▲ and ▼ mark change points, where the level shifts by more than the noise. ${timesSentence(nights)}</p>
${cells.map((cell) => cellTrends(cell, calendar))}
<h2 id="nights">Nights</h2>
<details><summary>${counted(nights.length, "night")}</summary><div class="scroll"><table class="figures" id="list"><tbody>${nightRows(calendar).reverse()}</tbody></table></div></details>
<footer><p class="soft">The values behind this page: <a href="history.jsonl">history.jsonl</a>.</p></footer>
<output id="tip" hidden></output>`;
  return page(`cowpio history: ${title}`, body, historyScript, styles);
}

function countsOf({ cells }: Night): string {
  const byStatus = grouped(cells.values(), ({ status }) => status);
  return statuses
    .flatMap((status) => (byStatus.has(status) ? [`${byStatus.get(status)?.length} ${status}`] : []))
    .join(", ");
}

/** So many gaps are named above; the list of nights has all. */
const maxGaps = 5;

function missingSentence({ gaps }: Calendar): string {
  if (gaps.length === 0) return "";
  const count = gaps.reduce((sum, gap) => sum + gap.count, 0);
  const latest = gaps.slice(-maxGaps).map(({ dates }) => dates);
  return ` No report of ${counted(count, "night")}: ${latest.join(", ")}${gaps.length > maxGaps ? ", and earlier ones in the list of nights" : ""}.`;
}

function timesSentence(nights: readonly Night[]): string {
  const machines = machinesOf(nights);
  const without = machines.filter((machine) => machine === undefined).length;
  const known = new Set(machines.filter((machine) => machine !== undefined)).size;
  return `Times are compared only between runs with jobs 1 on equal machines.${known > 1 ? ` These nights ran on ${known} machines; lines of machines other than the latest are pale.` : ""}${without > 0 ? ` The times of ${counted(without, "night")} are left out: several cells ran at a time.` : ""}`;
}

/** The night's name, as a link to its report. */
function nightLink({ nights, labels }: Calendar, night: number): Html {
  const link = nights[night]?.link;
  return link === undefined ? html`${labels[night]}` : html`<a href="${link}">${labels[night]}</a>`;
}

const stateOf = (cell: CellHistory): string =>
  [
    ...(cell.since.status === "PASS" ? [] : ["bad"]),
    ...(cell.trends.some(({ shifts }) => shifts.length > 0) ? ["shifted"] : []),
  ].join(" ");

function stripRow(cell: CellHistory, calendar: Calendar): Html {
  const columns: (Status | undefined)[] = Array.from({ length: calendar.width }, () => undefined);
  for (const [night, one] of cell.nights.entries()) columns[calendar.columns[night] as number] = one?.status;
  return html`<tr data-cell="${cell.id}" data-state="${stateOf(cell)}"><td>${currentChip(cell)}</td><th title="${cell.id}"><a href="${linkTo(cell.id, false)}">${cell.id}</a></th><td>${strip(columns)}</td><td class="soft n">since ${nightLink(calendar, cell.since.night)}</td></tr>`;
}

const currentChip = ({ since: { status } }: CellHistory): Html =>
  status === undefined ? html`<span class="chip">not run</span>` : chip(status);

const legend = (status: Status): Html => html`<span class="legend">${strip([status])}</span>`;

const maxNames = 4;

const named = (cells: readonly CellHistory[]): Html =>
  html`${cells.slice(0, maxNames).map((cell, index) => html`${index > 0 ? ", " : ""}<a href="${linkTo(cell.id, false)}">${cell.id}</a>`)}${cells.length > maxNames ? ` and ${cells.length - maxNames} more` : ""}`;

/** The first night of a cell's status, and the last night of the one before. */
function sinceText({ since: { night, before }, nights }: CellHistory, calendar: Calendar): Html {
  const previous =
    before === undefined ? ", its first night" : html`; ${nights[before]?.status} on ${nightLink(calendar, before)}`;
  return html`since ${nightLink(calendar, night)}${previous}`;
}

/** What changed between two nights in the versions of cells. */
function changed(cells: readonly CellHistory[], before: number | undefined, night: number): Html | undefined {
  if (before === undefined) return undefined;
  const lines = changesBetween(cells, before, night).map((change) =>
    changeLine(change.cells.length === cells.length ? { ...change, cells: [] } : change),
  );
  if (lines.length === 0) return html`<p class="soft">No version changed between these two nights.</p>`;
  return html`<p class="soft">Changed between them: ${lines.join("; ").replace(/(sha256:[0-9a-f]{12})[0-9a-f]{52}/g, "$1…")}</p>`;
}

/** Cells that do not pass, by when that began. */
function sinceSection(cells: readonly CellHistory[], calendar: Calendar): Html {
  const bad = cells.filter(({ since }) => since.status !== "PASS");
  const alike = grouped(bad, ({ since: { status, night, before }, nights }) =>
    JSON.stringify([status, night, before, before === undefined ? "" : nights[before]?.status]),
  );
  const latestFirst = [...alike.values()].sort(
    ([a], [b]) => (b as CellHistory).since.night - (a as CellHistory).since.night,
  );
  return html`<h2 id="since">Since when</h2>${bad.length === 0 ? html`<p>Every cell passes.</p>` : html`<ul class="troubles">${latestFirst.map((same) => sinceItem(same, calendar))}</ul>`}`;
}

function sinceItem(same: readonly CellHistory[], calendar: Calendar): Html {
  const [cell] = same as [CellHistory];
  const reason = cell.nights.at(-1)?.reason;
  return html`<li><p>${currentChip(cell)} ${named(same)} ${sinceText(cell, calendar)}${reason === undefined ? "" : `: ${oneLine(reason)}`}</p>${changed(same, cell.since.before, cell.since.night)}</li>`;
}

/** So many nights with change points are listed; the plots have all. */
const maxShifts = 30;

function shiftSection(cells: readonly CellHistory[], calendar: Calendar): Html {
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const shifts = cells.flatMap(({ trends }) => trends.flatMap((trend) => trend.shifts));
  const alike = [
    ...grouped(shifts, ({ night, before, figure, from, to }) => `${night} ${before} ${figure} ${to > from}`).values(),
  ];
  alike.sort(([a], [b]) => (b as Shift).night - (a as Shift).night);
  const item = (same: readonly Shift[]) => {
    const [{ figure, night, before, from, to }] = same as [Shift];
    const { label, format } = figures[figure];
    const own = same.flatMap(({ cell }) => byId.get(cell) ?? []);
    const values = (of: (shift: Shift) => number) => spread(same.map(of), format);
    return html`<li><p>${to > from ? "▲" : "▼"} ${nightLink(calendar, night)}: ${label} of ${named(own)}: ${values((shift) => shift.from)} → ${values((shift) => shift.to)}; the night before: ${nightLink(calendar, before)}</p>${changed(own, before, night)}</li>`;
  };
  return html`<h2 id="shifts">Change points</h2>${alike.length === 0 ? html`<p>No level shifts by more than its noise.</p>` : html`<ul class="troubles">${alike.slice(0, maxShifts).map(item)}</ul>`}${alike.length > maxShifts ? html`<p class="soft">${alike.length - maxShifts} earlier ones are in the plots.</p>` : undefined}`;
}

function cellTrends(cell: CellHistory, calendar: Calendar): Html {
  return html`<section class="cell-trends" id="${cell.id}" data-cell="${cell.id}" data-state="${stateOf(cell)}"><h3>${currentChip(cell)} ${cell.id} <span class="soft">${sinceText(cell, calendar)}</span></h3>${changed([cell], cell.since.before, cell.since.night)}
<div class="plots four">${cell.trends.filter(({ series }) => series.length > 0).map((trend) => plot(trend, calendar))}</div></section>`;
}

function plot({ figure, series, shifts }: CellHistory["trends"][number], calendar: Calendar): Html {
  const { label, format, unit } = figures[figure];
  const column = (night: number) => calendar.columns[night] as number;
  const level = series.at(-1)?.levels.at(-1)?.value ?? 0;
  const lines = series.map(({ points, levels }, index) => ({
    kind: index === series.length - 1 ? "" : "other",
    points,
    levels: levels.map(({ from, to, value }) => ({
      from: column((points[from] as Series["points"][number]).night),
      to: column((points[to - 1] as Series["points"][number]).night),
      value,
    })),
  }));
  const marks = shifts.map(({ night, from, to }) => ({
    column: column(night),
    night: calendar.labels[night] as string,
    up: to > from,
    caption: `${calendar.labels[night]}: ${format(from)} → ${format(to)}`,
  }));
  const [last, latest] = [shifts.at(-1), series.at(-1)];
  const since =
    last !== undefined && (latest?.levels.length ?? 0) > 1
      ? html` since ${nightLink(calendar, last.night)}, before ${format(last.from)}`
      : series.length > 1
        ? html`, this machine since ${nightLink(calendar, latest?.points[0]?.night ?? 0)}`
        : "";
  return html`<figure class="plot" data-divisor="${unit[0]}" data-unit="${unit[1]}"><figcaption><b>${label}</b>${format(level)}${since}</figcaption>${timeline(calendar, lines, marks, figures[figure])}</figure>`;
}

/** A row for each column. */
function nightRows(calendar: Calendar): Html[] {
  const { nights, gaps } = calendar;
  return nights.flatMap((one, night) => {
    const gap = gaps.find(({ after }) => after === night);
    return [
      html`<tr><th>${nightLink(calendar, night)}</th><td>${one.verdict}</td><td>${countsOf(one)}</td><td class="soft">cowpio ${one.version}</td></tr>`,
      ...(gap ? [html`<tr><th>${gap.dates}</th><td colspan="3" class="soft">no report</td></tr>`] : []),
    ];
  });
}

const styles = `
.strips { width: 100%; border-collapse: collapse; } .strips th, .strips td { padding: .1rem 0; } .strips td:first-child, .strips td.n { width: 1%; white-space: nowrap; } .strips th { width: 20rem; max-width: 20rem; padding: 0 .8rem; font-size: .87rem; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; } .strips td.n { padding-left: .8rem; }
.strip, .timeline { display: block; width: 100%; overflow: hidden; background: var(--panel); } .legend { display: inline-block; width: 1.1rem; vertical-align: -.15em; }
.strip path { fill: var(--unknown); } .strip path.PASS { fill: var(--shared); } .strip path.FAIL { fill: var(--bad); } .strip path.ERROR { fill: var(--broken); } .strip path.SKIP { fill: var(--soft); }
.strip text { font-size: 11px; font-weight: 650; fill: var(--ink); paint-order: stroke; stroke: var(--page); stroke-width: 3px; }
.strip[data-columns], .timeline[data-columns] { cursor: crosshair; }
section.cell-trends { margin-top: 0; content-visibility: auto; contain-intrinsic-size: auto 9.5rem; } .cell-trends h3 { margin: .8rem 0 .2rem; } .cell-trends h3 .soft { font-weight: 400; }
.plots.four { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: .3rem 1.2rem; } .cell-trends figure { margin: .2rem 0 .6rem; } .cell-trends figcaption { min-height: 4.6em; }
.cell-trends a { white-space: nowrap; } .timeline svg { overflow: visible; } .timeline path { fill: none; vector-effect: non-scaling-stroke; stroke-linecap: round; } .line { stroke: var(--made); stroke-width: 1.25; opacity: .75; } .level { stroke: var(--ink); stroke-width: 2; } .timeline .other { opacity: .3; }
.timeline .scale { fill: var(--soft); font-size: 10px; paint-order: stroke; stroke: var(--panel); stroke-width: 3px; } .mark line { stroke: var(--bad); stroke-dasharray: 3 2; } .mark text { fill: var(--bad); font-size: 10px; }
#tip { position: fixed; z-index: 9; pointer-events: none; padding: .2rem .5rem; background: var(--ink); color: var(--page); font-size: .8rem; white-space: nowrap; }
@media (max-width: 60rem) { .plots.four { grid-template-columns: repeat(2, minmax(0, 1fr)); } }
@media (max-width: 40rem) { .strips th { max-width: 12rem; white-space: normal; overflow-wrap: anywhere; } .strips td.n { display: none; } .strips .chip { width: 1.6em; padding-right: 0; overflow: hidden; white-space: nowrap; } .plots.four { grid-template-columns: minmax(0, 1fr); } }
`;

/** Runs in the page: filters the cells, and names the night and the value below the pointer; a click opens the night's report. */
function historyPage(): void {
  const bar = document.getElementById("filter");
  const output = bar?.querySelector("output");
  const tip = document.getElementById("tip");
  if (!bar || !output || !tip) return;
  const cells = [...document.querySelectorAll<HTMLElement>("[data-cell]")];
  const count = document.querySelectorAll("tr[data-cell]").length;
  const fields = [...bar.querySelectorAll<HTMLSelectElement | HTMLInputElement>("select, input")];
  const apply = () => {
    const [state = "", text = ""] = fields.map(({ value }) => value.trim().toLowerCase());
    let shown = 0;
    for (const cell of cells) {
      const { cell: id = "", state: own = "" } = cell.dataset;
      const fits =
        (state === "" || own.split(" ").includes(state)) &&
        text.split(/\s+/).every((word) => id.toLowerCase().includes(word));
      cell.hidden = !fits;
      if (fits && cell instanceof HTMLTableRowElement) shown++;
    }
    output.textContent = shown === count ? `${count} cells` : `${shown} of ${count} cells`;
  };
  for (const field of fields) field.addEventListener("input", apply);
  bar.hidden = false;
  apply();

  // By column: the list is by the latest one.
  const nights = [...document.querySelectorAll<HTMLTableRowElement>("#list tr")].reverse();
  const columnOf = (plot: SVGElement, { clientX }: MouseEvent): number => {
    const { left, width } = plot.getBoundingClientRect();
    return Math.min(nights.length - 1, Math.floor(((clientX - left) / width) * nights.length));
  };
  const statusAt = (runs: string, column: number): string => {
    let end = 0;
    for (const run of runs.split(" ")) {
      const [status = "", length] = run.split("*");
      end += Number(length);
      if (column < end) return status === "-" ? "no result" : status;
    }
    return "";
  };
  /** Reads a value from the lines of a timeline. */
  const valueAt = (plot: SVGElement, column: number): number | undefined => {
    for (const path of [...plot.querySelectorAll(".line")].reverse()) {
      let [x, y] = [0, 0];
      for (const [, command, rest = ""] of (path.getAttribute("d") ?? "").matchAll(/([Mlh])([^Mlh]*)/g)) {
        const [first = 0, second = 0] = (rest.match(/-?\d+/g) ?? []).map(Number);
        const from = command === "M" ? first : x;
        if (command === "M") [x, y] = [first, second];
        else if (command === "l") [x, y] = [x + first, y + second];
        else x += first;
        if (column === x || (command === "h" && column > from && column < x)) return Number(plot.dataset["top"]) - y;
      }
    }
    return undefined;
  };
  const plotOf = ({ target }: MouseEvent) => (target as Element).closest<SVGElement>("[data-columns]");
  document.addEventListener("pointermove", (event) => {
    const plot = plotOf(event);
    tip.hidden = plot === null || plot.dataset["columns"] !== `${nights.length}`;
    if (plot === null || tip.hidden) return;
    const column = columnOf(plot, event);
    const { divisor, unit } = plot.closest<HTMLElement>("[data-unit]")?.dataset ?? {};
    const value = valueAt(plot, column);
    const text = plot.dataset["runs"]
      ? statusAt(plot.dataset["runs"], column)
      : value === undefined
        ? "no value"
        : `${(value / Number(divisor)).toFixed(2)} ${unit}`;
    tip.textContent = `${nights[column]?.cells[0]?.textContent}: ${text}`;
    tip.style.left = `${Math.min(event.clientX + 12, innerWidth - tip.offsetWidth - 4)}px`;
    tip.style.top = `${event.clientY + 16}px`;
  });
  document.addEventListener("click", (event) => {
    const plot = plotOf(event);
    const link = plot === null || tip.hidden ? undefined : nights[columnOf(plot, event)]?.querySelector("a")?.href;
    if (link !== undefined) location.assign(link);
  });
}

const historyScript = `(${historyPage})();`;
