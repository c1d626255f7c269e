import { grouped } from "../../model/grouped.ts";
import type { ArchiveSharing, MemberSharing, Status } from "../../model/outcome.ts";
import { type Html, html } from "../escape.ts";
import { summaryOf } from "../figures.ts";
import { classes, stretches } from "../ranges.ts";
import { signs } from "./shell.ts";

/** One bar: parts of a class each, in the unit that all bars of its plot share. */
export type Bar = {
  readonly label: string;
  readonly parts: readonly { readonly kind: string; readonly value: number; readonly caption: string }[];
  /** The figure behind the bar; for a bar without parts, why there is none. */
  readonly caption: string;
};

type BarGroup = { readonly name?: string; readonly bars: readonly Bar[] };

/** Horizontal stacked bars on one scale from zero, as a table: its figures can be read and copied without the picture. */
export function bars(title: string, groups: readonly BarGroup[], keys: Html): Html {
  const largest = Math.max(...groups.flatMap((group) => group.bars.map(total)), Number.MIN_VALUE);
  return html`<figure class="plot"><figcaption><b>${title}</b><span>${keys}</span></figcaption><table class="bars">${groups.map(
    ({ name, bars: own }) =>
      html`<tbody>${
        name === undefined ? undefined : html`<tr><th class="group" colspan="3">${name}</th></tr>`
      }${own.map(
        (bar) => html`<tr><th>${bar.label}</th><td>${drawn(bar, largest)}</td><td class="n">${bar.caption}</td></tr>`,
      )}</tbody>`,
  )}</table></figure>`;
}

/** Widths are shares of the column, so that text keeps its size on a narrow screen. */
function drawn({ label, parts }: Bar, largest: number): Html | undefined {
  if (parts.length === 0) return undefined;
  let x = 0;
  const rects = parts.map(({ kind, value, caption }) => {
    const from = x;
    const wide = (value / largest) * 100;
    x += wide;
    return html`<rect class="${kind}" x="${from.toFixed(2)}%" width="${wide.toFixed(2)}%" height="12"><title>${label}: ${caption}</title></rect>`;
  });
  return html`<svg class="bar" height="12" aria-hidden="true">${rects}</svg>`;
}

const total = ({ parts }: Bar): number => parts.reduce((sum, { value }) => sum + value, 0);

/** A square of a class's colour, for legends. */
export const key = (kind: string, text?: string): Html =>
  html`<span class="key"><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${kind}" width="10" height="10"/></svg>${text}</span>`;

export type Measured = {
  /** Name of its row. */
  readonly group: string;
  readonly value: number;
  /** Cell and value, as text. */
  readonly caption: string;
};

/** Beyond so many, single values are no longer to be told apart. */
const maxDots = 40;

/**
 * Rows of values on one scale from zero: a line from the least to the most, a box over the middle half, a mark at the
 * median, whose figure is behind it, and each value as a dot where they are few.
 */
export function distributions(title: string, values: readonly Measured[], format: (value: number) => string): Html {
  const groups = [...new Set(values.map(({ group }) => group))];
  const largest = Math.max(...values.map(({ value }) => value), Number.MIN_VALUE);
  // Dots at the ends stay whole.
  const x = (value: number): string => `${(1 + (value / largest) * 97).toFixed(2)}%`;
  return html`<figure class="plot"><figcaption><b>${title}</b></figcaption><table class="bars"><tbody>${groups.map(
    (name) => {
      const own = values.filter(({ group }) => group === name);
      const { min, lower, median, upper, max: top } = summaryOf(own.map(({ value }) => value));
      const wide = `${(((upper - lower) / largest) * 97).toFixed(2)}%`;
      const text =
        own.length === 1
          ? own[0]?.caption
          : `${own.length} cells, ${format(min)} to ${format(top)}, median ${format(median)}`;
      return html`<tr><th>${name}</th><td><svg class="bar spread" height="16" role="img" aria-label="${text}"><title>${text}</title><line class="range" x1="${x(min)}" x2="${x(top)}" y1="8" y2="8"/>${
        own.length > 2 ? html`<rect class="box" x="${x(lower)}" width="${wide}" y="3" height="10"/>` : undefined
      }${
        own.length <= maxDots
          ? own.map(
              (one) =>
                html`<circle class="dot" cx="${x(one.value)}" cy="8" r="3"><title>${one.caption}</title></circle>`,
            )
          : undefined
      }${own.length > 1 ? html`<line class="median" x1="${x(median)}" x2="${x(median)}" y1="1" y2="15"/>` : undefined}</svg></td><td class="n">${format(median)}</td></tr>`;
    },
  )}</tbody></table></figure>`;
}

type Dot = {
  readonly x: number;
  readonly y: number;
  readonly kind: string;
  readonly caption: string;
  readonly link: string;
};

type Axis = { readonly name: string; readonly format: (value: number) => string };

const [width, height] = [440, 250];
const [left, bottom, top, right] = [58, 34, 20, 14];

/** Dots on two scales from zero. What would lie within half a pixel of another of its kind is one dot that counts. */
export function scatter(title: string, dots: readonly Dot[], across: Axis, up: Axis): Html {
  // Where all values are zero, as in a run that shares nothing, the scale is still one.
  const largest = (of: (dot: Dot) => number) => Math.max(...dots.map(of), 1) * 1.05;
  const [maxX, maxY] = [largest(({ x }) => x), largest(({ y }) => y)];
  const px = (value: number) => (left + (value / maxX) * (width - left - right)).toFixed(0);
  const py = (value: number) => (height - bottom - (value / maxY) * (height - bottom - top)).toFixed(0);
  const ticks = (scale: number) => stepsOf(scale);
  const drawn = grouped(dots, ({ x, y, kind }) => `${kind} ${px(x)} ${py(y)}`);
  return html`<figure class="plot"><figcaption><b>${title}</b></figcaption><svg class="scatter" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}, ${dots.length} cells">
${ticks(maxX).map((value) => html`<line class="rule" x1="${px(value)}" x2="${px(value)}" y1="${top}" y2="${height - bottom}"/><text x="${px(value)}" y="${height - bottom + 14}" text-anchor="middle">${across.format(value)}</text>`)}
${ticks(maxY).map((value) => html`<line class="rule" x1="${left}" x2="${width - right}" y1="${py(value)}" y2="${py(value)}"/><text x="${left - 6}" y="${Number(py(value)) + 4}" text-anchor="end">${up.format(value)}</text>`)}
<text x="${width - right}" y="${height - 3}" text-anchor="end">${across.name} →</text><text x="${left}" y="${top - 8}">↑ ${up.name}</text>
${[...drawn.values()].map(dotOf)}</svg></figure>`;

  function dotOf(same: readonly Dot[]): Html {
    const [{ x, y, kind, caption, link }] = same as [Dot];
    const more = same.length > 1 ? `, and ${same.length - 1} more` : "";
    return html`<a href="${link}"><circle class="dot ${kind}" cx="${px(x)}" cy="${py(y)}" r="4.5"><title>${caption}${more}</title></circle></a>`;
  }
}

/** Round values from zero up, four to eight of them. */
function stepsOf(largest: number): number[] {
  const rough = largest / 4;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = [5, 2, 1].map((part) => part * ten).find((size) => size <= rough) ?? ten;
  return Array.from({ length: Math.floor(largest / step) + 1 }, (_, index) => index * step);
}

/** Top and height of a status in a strip of 12: told apart without colour. */
const bands: Readonly<Record<Status, readonly [number, number]>> = {
  PASS: [8, 4],
  FAIL: [0, 12],
  ERROR: [0, 6],
  INCONCLUSIVE: [3, 6],
  SKIP: [5, 2],
};

/** Columns of one status, from the first on. */
type StatusRun = { readonly status: Status | undefined; readonly from: number; length: number };

/** A strip of statuses, one in each column; undefined: none. `data-runs` has them as `PASS*3 -*1`. */
export function strip(statuses: readonly (Status | undefined)[]): Html {
  const runs: StatusRun[] = [];
  for (const [from, status] of statuses.entries()) {
    const last = runs.at(-1);
    if (last?.status === status && last !== undefined) last.length++;
    else runs.push({ status, from, length: 1 });
  }
  const count = statuses.length;
  const paths = [...grouped(runs, ({ status }) => status)].flatMap(([status, own]) => {
    if (status === undefined) return [];
    const [y, tall] = bands[status];
    const d = own.map(({ from, length }) => `M${from} ${y}h${length}v${tall}h-${length}z`).join("");
    return [html`<path class="${status}" d="${d}"/>`];
  });
  const wide = runs.filter(({ status, length }) => status !== undefined && status !== "PASS" && length > count / 40);
  const texts = wide.map(
    ({ status, from, length }) =>
      html`<text class="${status}" x="${columnsIn(from + length / 2, count)}" y="11" text-anchor="middle">${status && signs[status]}</text>`,
  );
  return html`<svg class="strip" height="14" data-columns="${count}" data-runs="${runs.map(({ status, length }) => `${status ?? "-"}*${length}`).join(" ")}" aria-hidden="true"><svg viewBox="0 0 ${count} 12" preserveAspectRatio="none">${paths}</svg>${texts}</svg>`;
}

const columnsIn = (column: number, count: number): string => `${((100 * column) / count).toFixed(2)}%`;

/** A line of a timeline: whole values of nights, and levels from column to column. */
export type Line = {
  readonly kind: string;
  readonly points: readonly { readonly night: number; readonly value: number }[];
  readonly levels: readonly { readonly from: number; readonly to: number; readonly value: number }[];
};

/** A mark before a column, where a value goes up or down. */
export type Mark = { readonly column: number; readonly night: string; readonly up: boolean; readonly caption: string };

/** Columns of a timeline, and the column of each night. */
type Columns = { readonly width: number; readonly columns: readonly number[] };

/**
 * Values over columns, on a scale that begins near their least. The lines' paths have the values themselves: `data-top` less the y of
 * a point, one column further with each `l` and each unit of `h`.
 */
export function timeline(
  { width, columns }: Columns,
  lines: readonly Line[],
  marks: readonly Mark[],
  { format, max = Number.POSITIVE_INFINITY }: { readonly format: (value: number) => string; readonly max?: number },
): Html {
  const all = lines.flatMap(({ points }) => points.map(({ value }) => value)).sort((a, b) => a - b);
  const levels = lines.flatMap((line) => line.levels.map(({ value }) => value));
  // Outliers are cut off: they would flatten everything else.
  const cut = Math.floor(all.length / 50);
  const [low, high] = [Math.min(...levels, all[cut] as number), Math.max(...levels, all.at(-1 - cut) as number)];
  const margin = Math.max((high - low) / 6, high / 50, 1);
  const [bottom, top] = [Math.max(0, Math.floor(low - margin)), Math.min(max, Math.ceil(high + margin))];
  const drawn = lines.map(
    ({ kind, points, levels }) =>
      html`<path class="line ${kind}" d="${pathOf(points, columns, top)}"/><path class="level ${kind}" d="${levels.map(({ from, to, value }) => `M${from} ${top - value}H${to}`).join("")}"/>`,
  );
  return html`<svg class="timeline" height="64" data-columns="${width}" data-top="${top}" aria-hidden="true"><svg viewBox="-0.5 0 ${width} ${top - bottom}" y="5%" height="90%" preserveAspectRatio="none">${drawn}</svg><text class="scale" y="15">${format(top)}</text><text class="scale" y="62">${format(bottom)}</text>${marks.map(
    ({ column, night, up, caption }) =>
      html`<g class="mark" data-night="${night}"><title>${caption}</title><line x1="${columnsIn(column, width)}" x2="${columnsIn(column, width)}" y1="10" y2="64"/><text x="${columnsIn(column, width)}" y="9" text-anchor="middle">${up ? "▲" : "▼"}</text></g>`,
  )}</svg>`;
}

function pathOf(points: Line["points"], columns: Columns["columns"], top: number): string {
  let path = "";
  let [last, level] = [Number.NaN, Number.NaN];
  let flat = 0;
  const endFlat = () => {
    if (flat > 0) path += `h${flat}`;
    flat = 0;
  };
  for (const { night, value } of points) {
    const column = columns[night] as number;
    if (column !== last + 1) {
      endFlat();
      // A point alone is a dot.
      path += `M${column} ${top - value}h0`;
    } else if (value === level) flat++;
    else {
      endFlat();
      path += `l1 ${level - value}`;
    }
    [last, level] = [column, value];
  }
  endFlat();
  return path;
}

/** The map of the archive's bytes. */
const map = { width: 900, margin: 50, rowHeight: 13, maxRows: 24 } as const;

/**
 * The archive from its first byte to its last, line by line as one reads, coloured by why each byte lies where it
 * does; what no member covers (headers, names, padding) stays pale. A member's title tells its ranges.
 */
export function extentsMap(sharing: ArchiveSharing): Html {
  const perRow = Math.max(1, Math.ceil(sharing.size / map.maxRows));
  const scale = map.width / perRow;
  const lines = Array.from({ length: Math.ceil(sharing.size / perRow) }, (_, row) => {
    const y = row * map.rowHeight;
    const wide = Math.min(perRow, sharing.size - row * perRow) * scale;
    const label =
      row % 4 === 0
        ? html`<text x="-8" y="${y + 10}" text-anchor="end">${Math.round((row * perRow) / 1e6)} MB</text>`
        : "";
    return html`${label}<rect class="head" y="${y}" width="${wide.toFixed(1)}" height="${map.rowHeight - 2}"/>`;
  });
  return html`<div class="scroll"><svg class="map" viewBox="${-map.margin} 0 ${map.width + map.margin} ${lines.length * map.rowHeight}" role="img" aria-label="map of the archive by offset">${lines}${sharing.members.filter(isPlaced).map((member) => painted(member, perRow, scale))}</svg></div>`;
}

/** Offsets within a compressed segment say nothing about the archive file. */
const isPlaced = ({ ranges }: MemberSharing): boolean => ranges[0]?.reason !== "compressed";

function painted(member: MemberSharing, perRow: number, scale: number): Html | undefined {
  const own = stretches(member.ranges);
  const pieces = own.flatMap(({ offset, length, reason }) => {
    const rects: Html[] = [];
    const end = member.dataOffset + offset + length;
    for (let at = member.dataOffset + offset; at < end; ) {
      const row = Math.floor(at / perRow);
      const to = Math.min(end, (row + 1) * perRow);
      // Bytes that could be shared and are not stay visible, however few; other ranges below a tenth of a pixel are left out.
      const wide = Math.max((to - at) * scale, classes[reason].kind === "lost" ? 1.5 : 0);
      if (wide >= 0.1)
        rects.push(
          html`<rect class="${reason}" x="${((at - row * perRow) * scale).toFixed(1)}" y="${row * map.rowHeight}" width="${wide.toFixed(1)}" height="${map.rowHeight - 2}"/>`,
        );
      at = to;
    }
    return rects;
  });
  if (pieces.length === 0) return undefined;
  const output = own.map(({ length, reason }) => `${reason} ${length}`).join(", ");
  return html`<g><title>${member.name} at ${member.dataOffset}: ${output} bytes</title>${pieces}</g>`;
}
