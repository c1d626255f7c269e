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

type Piece = string | number | Html | undefined | readonly Piece[];

/** A template whose values are text, unless they are `Html` already. Control characters, terminal escapes too, become visible. */
export const html = (strings: TemplateStringsArray, ...values: readonly Piece[]): Html =>
  new Html(strings.map((fixed, index) => fixed + (index < values.length ? markupOf(values[index]) : "")).join(""));

function markupOf(piece: Piece): string {
  if (piece === undefined) return "";
  if (piece instanceof Html) return piece.markup;
  if (Array.isArray(piece)) return piece.map(markupOf).join("");
  return String(piece)
    .replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(
      /[\u0000-\u001f\u007f-\u009f\ud800-\udfff]/gu,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
}
