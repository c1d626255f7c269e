import { type Html, html } from "../escape.ts";

export type Measured = {
  /** Name of its row. */
  readonly group: string;
  readonly value: number;
  /** Cell and value, as text. */
  readonly said: string;
};

/** A row's five figures; of values in between, the linear one. */
export function summaryOf(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => {
    const place = part * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(place)] as number, sorted[Math.ceil(place)] as number];
    return low + (high - low) * (place - Math.floor(place));
  };
  return { least: at(0), lower: at(0.25), median: at(0.5), upper: at(0.75), most: at(1) };
}

/** Beyond so many, single values are no longer to be told apart. */
const mostDots = 40;
const height = 16;

/**
 * Rows of values on one scale from zero: a line from the least to the most, a box over the middle half, a mark at the
 * median, whose figure is behind it, and each value as a dot where they are few.
 */
export function distributions(title: string, values: readonly Measured[], say: (value: number) => string): Html {
  const groups = [...new Set(values.map(({ group }) => group))];
  const most = Math.max(...values.map(({ value }) => value), Number.MIN_VALUE);
  // Dots at the ends stay whole.
  const x = (value: number): string => `${(1 + (value / most) * 97).toFixed(2)}%`;
  return html`<figure class="plot"><figcaption><b>${title}</b></figcaption><table class="bars"><tbody>${groups.map(
    (name) => {
      const own = values.filter(({ group }) => group === name);
      const { least, lower, median, upper, most: top } = summaryOf(own.map(({ value }) => value));
      const wide = `${(((upper - lower) / most) * 97).toFixed(2)}%`;
      const told =
        own.length === 1 ? own[0]?.said : `${own.length} cells, ${say(least)} to ${say(top)}, median ${say(median)}`;
      return html`<tr><th>${name}</th><td><svg class="bar spread" height="${height}" role="img" aria-label="${told}"><title>${told}</title><line class="range" x1="${x(least)}" x2="${x(top)}" y1="8" y2="8"/>${
        own.length > 2 ? html`<rect class="box" x="${x(lower)}" width="${wide}" y="3" height="10"/>` : undefined
      }${
        own.length <= mostDots
          ? own.map(
              (one) => html`<circle class="dot" cx="${x(one.value)}" cy="8" r="3"><title>${one.said}</title></circle>`,
            )
          : undefined
      }${own.length > 1 ? html`<line class="median" x1="${x(median)}" x2="${x(median)}" y1="1" y2="15"/>` : undefined}</svg></td><td class="n">${say(median)}</td></tr>`;
    },
  )}</tbody></table></figure>`;
}
