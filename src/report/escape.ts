/** HTML that is known to be well-formed, as against text from anywhere. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
  toString(): string {
    return this.markup;
  }
}

export type Piece = string | number | Html | undefined | readonly Piece[];

/** A template whose values are text, unless they are `Html` already. */
export const html = (strings: TemplateStringsArray, ...values: readonly Piece[]): Html =>
  new Html(strings.map((fixed, index) => fixed + (index < values.length ? markupOf(values[index]) : "")).join(""));

function markupOf(piece: Piece): string {
  if (piece === undefined) return "";
  if (piece instanceof Html) return piece.markup;
  if (Array.isArray(piece)) return piece.map(markupOf).join("");
  return visible(String(piece)).replace(/[&<>"']/g, entity);
}

/**
 * Spells out invisible characters, and those that change how the rest is displayed, as `\u001b`: control characters,
 * terminal escapes, bidirectional overrides, zero-width signs, separators, bytes that are not UTF-8, and the two
 * characters of those that XML 1.0 has no place for besides.
 */
export const visible = (raw: string): string =>
  raw.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/gu,
    (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );

/** Text as one line, cut behind `limit` characters. */
export function oneLine(raw: string, limit = 300): string {
  // A text that is far too long is cut before it is read.
  const line = raw
    .slice(0, 8 * limit)
    .replace(/\s+/g, " ")
    .trim();
  return line.length > limit || raw.length > 8 * limit
    ? `${line.slice(0, limit).replace(/[\ud800-\udbff]$/, "")}…`
    : line;
}

/** Bytes of a job's summary: the runner drops one over 1 MiB whole. */
export const summaryLimit = 900 * 1024;

/**
 * Text inside a line of GitHub's Markdown: no sign of it is markup, HTML, a link, a mention or a workflow command.
 * Line breaks become spaces. What is longer than `limit` characters is cut, and ends in an ellipsis.
 */
export function markdown(raw: string, limit = 600): string {
  const short = oneLine(visible(oneLine(raw, limit)), limit);
  // GitHub links www. without a scheme.
  return short.replace(/[&<>\\`*_{}[\]()#!|~@:$]/g, entity).replace(/\bwww\./gi, "www&#46;");
}

const entity = (sign: string): string => `&#${sign.charCodeAt(0)};`;
