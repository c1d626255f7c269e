import { createHash } from "node:crypto";
import type { Status } from "../../model/outcome.ts";
import { Html, html, type Piece } from "../escape.ts";
import { statusMeanings } from "../verdict.ts";
import { style } from "./style.ts";

/** Returns the source expression of a Content Security Policy that allows this one inline text. */
const cspHash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** A page by itself: no request leaves it, and nothing runs in it but this one script, by its hash. */
export const page = (title: string, body: Piece, script?: string): string =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy(script))}">
<title>${title}</title><style>${new Html(style)}</style></head><body>
${body}
${script === undefined ? undefined : html`<script>${new Html(script)}</script>`}
</body></html>
`.markup;

const policy = (script?: string): string =>
  [
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
    ...(script === undefined ? [] : [`script-src ${cspHash(script)}`]),
  ].join("; ");

/** From where a cell's section links: the main page, or its own in `cells/`. */
export type Location = {
  /** From the page to the report's folder: empty, or `../`. */
  readonly root: string;
  /** To the grid. */
  readonly back: string;
};

/** Up to so many cells the report is one page; beyond, each cell has its own, in `cells/`. */
export const onOnePage = 50;

const fileOf = (id: string): string => `${encodeURIComponent(id)}.html`;
export const cellPath = (id: string): string => `cells/${fileOf(id)}`;

/** From the main page to what is told of a cell. */
export const linkTo = (id: string, large: boolean): string =>
  large ? `cells/${encodeURIComponent(fileOf(id))}` : `#${encodeURIComponent(id)}`;

const signs: Readonly<Record<Status, string>> = { PASS: "✓", FAIL: "✗", ERROR: "!", INCONCLUSIVE: "?", SKIP: "–" };

/** A status with its sign, so that it can be told without colour. */
export const word = (status: Status): Html =>
  html`<span class="sign" aria-hidden="true">${signs[status]}</span> ${status}`;

export const chip = (status: Status): Html =>
  html`<span class="chip ${status}" title="${status}: ${statusMeanings[status]}">${word(status)}</span>`;
