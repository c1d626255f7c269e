import { type Html, html } from "../escape.ts";

export type Measured = {
  /** Name of its row. */
  readonly group: string;
  readonly value: number;
  /** Cell and value, as text. */
  readonly caption: string;
};

/** A row's five figures; of values in between, the linear one. */
export function summaryOf(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => {
    const location = part * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(location)] as number, sorted[Math.ceil(location)] as number];
    return low + (high - low) * (location - Math.floor(location));
  };
  return { min: at(0), lower: at(0.25), median: at(0.5), upper: at(0.75), max: at(1) };
}

/** Beyond so many, single values are no longer to be told apart. */
const maxDots = 40;
const height = 16;

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
      return html`<tr><th>${name}</th><td><svg class="bar spread" height="${height}" role="img" aria-label="${text}"><title>${text}</title><line class="range" x1="${x(min)}" x2="${x(top)}" y1="8" y2="8"/>${
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
