import { type Html, html } from "../escape.ts";

/** One bar: parts of a class each, in the unit that all bars of its plot share. */
export type Bar = {
  readonly label: string;
  readonly parts: readonly { readonly kind: string; readonly value: number; readonly caption: string }[];
  /** The figure behind the bar; for a bar without parts, why there is none. */
  readonly caption: string;
};

export type BarGroup = { readonly name?: string; readonly bars: readonly Bar[] };

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
