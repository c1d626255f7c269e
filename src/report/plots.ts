import type { ArchiveSharing, RangeReason } from "../domain/outcome.ts";
import { type Html, html } from "./escape.ts";
import { reasonTexts } from "./figures.ts";

/** One bar: parts of a class each, in the unit of the axis. */
export type Bar = {
  readonly label: string;
  readonly parts: readonly { readonly kind: string; readonly value: number }[];
  readonly said: string;
};

const width = 860;
const labelWidth = 250;
const saidWidth = 150;
const barHeight = 15;
const step = 21;

/** Horizontal stacked bars on one scale from zero, each with its figure behind it. */
export function bars(title: string, groups: readonly { readonly name: string; readonly bars: readonly Bar[] }[]): Html {
  const all = groups.flatMap((group) => group.bars);
  const most = Math.max(...all.map(sum), Number.MIN_VALUE);
  const scale = (width - labelWidth - saidWidth) / most;
  let y = 0;
  const drawn = groups.map(({ name, bars: own }) => {
    const head = html`<text x="0" y="${y + 12}" font-weight="600">${name}</text>`;
    const lines = own.map((bar) => {
      let x = labelWidth;
      const parts = bar.parts.map(({ kind, value }) => {
        const from = x;
        x += value * scale;
        return html`<rect class="${kind}" x="${from.toFixed(1)}" y="${y}" width="${(value * scale).toFixed(1)}" height="${barHeight}"><title>${bar.label}: ${kind}</title></rect>`;
      });
      const line = html`<text class="soft" x="${labelWidth - 8}" y="${y + 12}" text-anchor="end">${bar.label}</text>${parts}<text class="soft" x="${(x + 7).toFixed(1)}" y="${y + 12}">${bar.said}</text>`;
      y += step;
      return line;
    });
    y += 9;
    return html`${head}${lines}`;
  });
  return html`<svg viewBox="0 0 ${width} ${y}" width="${width}" role="img" aria-label="${title}">${drawn}</svg>`;
}

const sum = (bar: Bar): number => bar.parts.reduce((total, { value }) => total + value, 0);

const mapWidth = 860;
const mapRow = 12;
const mapRows = 24;

/** The archive from its first byte to its last, line by line as one reads, coloured by why each byte lies where it does. */
export function extentsMap(sharing: ArchiveSharing): Html {
  const perRow = Math.max(1, Math.ceil(sharing.size / mapRows));
  const pixels: Html[] = [];
  const paint = (from: number, to: number, kind: RangeReason, name: string) => {
    for (let at = from; at < to; ) {
      const row = Math.floor(at / perRow);
      const end = Math.min(to, (row + 1) * perRow);
      const wide = ((end - at) / perRow) * mapWidth;
      // What is narrower than a tenth of a pixel is nobody's to see, and would make the page heavy.
      if (wide >= 0.1)
        pixels.push(
          html`<rect class="${kind}" x="${(((at % perRow) / perRow) * mapWidth).toFixed(1)}" y="${row * mapRow}" width="${wide.toFixed(1)}" height="${mapRow - 2}"><title>${name}: ${reasonTexts[kind]}</title></rect>`,
        );
      at = end;
    }
  };
  for (const { name, dataOffset, ranges } of sharing.members)
    for (const { offset, length, reason } of ranges)
      paint(dataOffset + offset, dataOffset + offset + length, reason, name);
  const rows = Array.from({ length: Math.ceil(sharing.size / perRow) }, (_, row) => {
    const full = Math.min(1, (sharing.size - row * perRow) / perRow);
    return html`<rect class="head" x="0" y="${row * mapRow}" width="${(full * mapWidth).toFixed(1)}" height="${mapRow - 2}"/>`;
  });
  return html`<svg viewBox="0 0 ${mapWidth} ${rows.length * mapRow}" width="${mapWidth}" role="img" aria-label="map of the archive">${rows}${pixels}</svg>`;
}

/** A square of a class's colour, for legends. */
export const key = (kind: string): Html =>
  html`<span class="key"><svg viewBox="0 0 10 10"><rect class="${kind}" width="10" height="10"/></svg></span>`;
