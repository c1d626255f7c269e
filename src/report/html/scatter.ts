import { grouped } from "../../model/grouped.ts";
import { type Html, html } from "../escape.ts";

export type Dot = {
  readonly x: number;
  readonly y: number;
  readonly kind: string;
  readonly caption: string;
  readonly link: string;
};

export type Axis = { readonly name: string; readonly format: (value: number) => string };

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
export function stepsOf(largest: number): number[] {
  const rough = largest / 4;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = [5, 2, 1].map((part) => part * ten).find((size) => size <= rough) ?? ten;
  return Array.from({ length: Math.floor(largest / step) + 1 }, (_, index) => index * step);
}
