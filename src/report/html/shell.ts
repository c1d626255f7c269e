import { createHash } from "node:crypto";
import type { Status } from "../../model/outcome.ts";
import { Html, html, type Piece } from "../escape.ts";
import { statusMeanings } from "../verdict.ts";

/** Returns the source expression of a Content Security Policy that allows this one inline text. */
const cspHash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/**
 * A page by itself: no request leaves it, and nothing runs in it but this one script, by its hash. `styles` are this page's own, after
 * the sheet that all pages share.
 */
export const page = (title: string, body: Piece, script?: string, styles = ""): string =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy(script))}">
<title>${title}</title><style>${new Html(style + styles)}</style></head><body>
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
  /** From the page to the report's directory: empty, or `../`. */
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

export const signs: Readonly<Record<Status, string>> = {
  PASS: "✓",
  FAIL: "✗",
  ERROR: "!",
  INCONCLUSIVE: "?",
  SKIP: "–",
};

/** A status with its sign, so that it can be told without colour. */
export const word = (status: Status): Html =>
  html`<span class="sign" aria-hidden="true">${signs[status]}</span> ${status}`;

export const chip = (status: Status): Html =>
  html`<span class="chip ${status}" title="${status}: ${statusMeanings[status]}">${word(status)}</span>`;

/**
 * One sheet for light and dark. Status and data have colours of their own, from the palette that colour-blind readers
 * tell apart (Okabe and Ito, 2008): green PASS, vermilion FAIL, purple ERROR, grey and hatched INCONCLUSIVE, an outline SKIP.
 * Every status has its word and sign beside its colour.
 */
export const style = `
:root { color-scheme: light dark; --page: #fdfdfc; --ink: #1f2328; --soft: #5f6872; --line: #e1e4e6; --panel: #f5f6f5;
  --good: #00795c; --good-bg: #e4f2ed; --bad: #b93d00; --bad-bg: #fbe8de; --broken: #8e4377; --broken-bg: #f5e6f0;
  --unknown: #6b6f73; --unknown-bg: #ececec; --hatch: #dedede;
  --shared: #2a9d7f; --exclusive: #e08a00; --made: #64788c; --kernel: #9db0c2; --initramfs: #54708c;
  --tail: #f0cf86; --small: #d9a7c4; --own: #a3b4c6; --other: #8d79b3; --lost: #c93f00; --head: #e6e8ea; }
@media (prefers-color-scheme: dark) { :root { --page: #15181b; --ink: #e3e6e8; --soft: #9aa3ac; --line: #2d3237; --panel: #1d2125;
  --good: #4ec9a4; --good-bg: #15332b; --bad: #ff8f57; --bad-bg: #44230f; --broken: #dc97c8; --broken-bg: #3a2034;
  --unknown: #a8abad; --unknown-bg: #2c2c2c; --hatch: #383838;
  --shared: #2fa586; --exclusive: #e8a02c; --made: #7c90a4; --kernel: #4e6173; --initramfs: #87a3bf;
  --tail: #9c7f3a; --small: #94607e; --own: #5b6d7f; --other: #8672b0; --lost: #d9622b; --head: #2b3035; } }
* { box-sizing: border-box; } html { scroll-padding-top: .5rem; -webkit-text-size-adjust: 100%; }
body { margin: 0 auto; max-width: 70rem; padding: 2.5rem 1.5rem 5rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; } h1 { font-size: 1.55rem; font-weight: 650; margin: 0; letter-spacing: -.01em; }
h2 { font-size: 1.2rem; font-weight: 650; margin: 2.75rem 0 .75rem; } h3 { font-size: .95rem; font-weight: 650; margin: 2rem 0 .5rem; }
p, li { max-width: 46rem; } p { margin: .4rem 0; } ul { padding-left: 1.2rem; }
.soft, figcaption { color: var(--soft); font-size: .87rem; }
a { color: inherit; text-decoration-color: var(--soft); text-underline-offset: .15em; text-decoration-thickness: 1px; }
code, pre { font: .87em/1.45 ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
pre { background: var(--panel); padding: .6rem .8rem; margin: .4rem 0; white-space: pre-wrap; }
.verdict { border-left: .35rem solid var(--bad); padding: .2rem 0 .3rem 1.1rem; margin-bottom: 2rem; } .verdict.PASS { border-color: var(--good); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; margin: .25rem 0 .75rem; }
th { font-weight: 400; text-align: left; } .n { text-align: right; white-space: nowrap; }
.figures th, .figures td { padding: .28rem 1.4rem .28rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.figures thead th { color: var(--soft); font-size: .87rem; } .figures td.soft { padding-left: .4rem; }
.grid { border-spacing: 0; margin: 0; } .grid th { padding: .3rem 1.1rem .3rem 0; white-space: nowrap; } .grid td { padding: .2rem .4rem .2rem 0; vertical-align: top; }
.grid thead th, .group { color: var(--soft); font-size: .87rem; } .grid .group { padding-top: 1rem; white-space: normal; }
[hidden] { display: none !important; }
#filter { display: flex; flex-wrap: wrap; gap: .5rem .9rem; align-items: end; margin: 1.5rem 0 1rem; padding: .8rem 1rem 1rem; background: var(--panel); }
#filter label { display: grid; gap: .15rem; color: var(--soft); font-size: .8rem; } #filter output { padding-bottom: .3rem; font-weight: 650; }
#filter select, #filter input { font: inherit; font-size: .93rem; color: var(--ink); background: var(--page); border: 1px solid var(--line); border-radius: .2rem; padding: .25rem .4rem; max-width: 12rem; height: 2rem; }
#filter input { width: 15rem; max-width: none; } #filter :focus-visible { outline: 2px solid var(--made); outline-offset: 1px; }
.fs { color: var(--soft); } .first > th > .fs { color: var(--ink); font-weight: 650; }
.w { display: inline-block; max-width: 100%; }
.tall { width: max-content; min-width: 100%; max-width: min(100vw - 3rem, 110rem); margin-left: 50%; translate: -50%; max-height: 85vh; border: solid var(--line); border-width: 1px 0; } .tall thead th { position: sticky; top: 0; z-index: 2; background: var(--page); }
.tall tbody th:first-child { position: sticky; left: 0; z-index: 1; background: var(--page); }
.dense th { font-size: .87rem; } .grid.dense td { padding: .08rem .3rem .08rem 0; } .dense .cell { min-width: 0; padding: .12rem .55rem; white-space: nowrap; font-size: .87rem; }
.dense .cell b { display: inline-block; min-width: 4.2rem; } .dense .cell > span { display: inline-block; font-size: .8rem; min-width: 3.4rem; text-align: right; margin-left: .4rem; } .dense .first > * { border-top: .5rem solid transparent; }
.cell { display: block; min-width: 12rem; padding: .5rem .8rem .55rem; text-decoration: none; border-left: .28rem solid; }
.cell span { display: inline; } .cell b { display: block; font-weight: 650; } .cell > span { display: block; color: var(--ink); font-size: .87rem; opacity: .8; }
.cell:hover, .cell:focus-visible { outline: 2px solid var(--soft); }
.chip { display: inline-block; padding: 0 .5em; font-size: .8em; font-weight: 650; vertical-align: .08em; border-left: .2rem solid; }
.PASS > b, .chip.PASS { color: var(--good); } .FAIL > b, .chip.FAIL { color: var(--bad); } .ERROR > b, .chip.ERROR { color: var(--broken); }
.cell, .chip { border-color: var(--unknown); } .cell.SKIP, .chip.SKIP { border-left-style: dotted; color: var(--soft); }
.cell.PASS, .chip.PASS { background: var(--good-bg); border-color: var(--good); } .cell.FAIL, .chip.FAIL { background: var(--bad-bg); border-color: var(--bad); }
.cell.ERROR, .chip.ERROR { background: var(--broken-bg); border-color: var(--broken); }
.cell.INCONCLUSIVE, .chip.INCONCLUSIVE { background: var(--unknown-bg) repeating-linear-gradient(135deg, var(--hatch) 0 2px, transparent 2px 8px); }
.troubles { list-style: none; padding: 0; } .troubles li { margin: 0 0 .9rem; } .troubles p { margin: 0; max-width: 56rem; }
.advice { border-left: .2rem solid var(--line); padding-left: .8rem; }
section, footer { border-top: 1px solid var(--line); margin-top: 3rem; } body > section:first-child { border: 0; margin: 0; } section h2, footer h2 { margin-top: 1.5rem; }
section:target { border-top-color: var(--ink); } .back { float: right; font-size: .87rem; font-weight: 400; color: var(--soft); }
figure { margin: .5rem 0 1rem; } .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(19rem, 1fr)); gap: .5rem 2.5rem; }
.plots.two { max-width: 46rem; } .plot figcaption b { display: block; color: var(--ink); font-weight: 650; }
.figures .swatch { padding-right: 0; } .caption { white-space: nowrap; } .reason::first-letter { text-transform: uppercase; }
.bars { width: 100%; } .bars th, .bars td { padding: .1rem 0; line-height: 1.3; font-size: .87rem; } .bars th { width: 1%; white-space: nowrap; padding-right: .8rem; color: var(--soft); }
.bars .n { width: 1%; padding-left: .7rem; } .bars .group { padding-top: .7rem; color: var(--ink); }
.bar { display: block; width: 100%; height: 12px; } .key { white-space: nowrap; margin-right: .9em; } .key svg { width: .75em; height: .75em; margin-right: .4em; }
.map { display: block; width: 100%; min-width: 40rem; } .map text { fill: var(--soft); font-size: 11px; }
g:hover rect { stroke: var(--ink); stroke-width: 1; }
.shared { fill: var(--shared); } .exclusive { fill: var(--exclusive); } .made { fill: var(--made); } .kernel { fill: var(--kernel); } .initramfs { fill: var(--initramfs); }
.tail { fill: var(--tail); } .below-block, .inline { fill: var(--small); } .no-original { fill: var(--own); } .differs { fill: var(--other); }
.unaligned, .not-shared { fill: var(--lost); } .hole { fill: none; stroke: var(--soft); stroke-width: .5; } .head { fill: var(--head); }
.dot { fill: var(--made); fill-opacity: .75; stroke: var(--page); stroke-width: .5; } .dot.PASS { fill: var(--shared); } .dot.FAIL { fill: var(--bad); } .dot.ERROR { fill: var(--broken); } .dot.INCONCLUSIVE { fill: var(--unknown); }
.dot:hover { stroke: var(--ink); stroke-width: 1.5; } .range { stroke: var(--soft); } .box { fill: var(--kernel); fill-opacity: .65; } .median { stroke: var(--ink); stroke-width: 2; }
.scatter { display: block; width: 100%; max-width: 36rem; } .scatter text { fill: var(--soft); font-size: 11px; } .rule { stroke: var(--line); } .bar.spread { height: 16px; }
.plots.overview { grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); }
details { margin: .5rem 0; } summary { cursor: pointer; font-size: .93rem; } details .scroll { margin-top: .4rem; }
@media (max-width: 40rem) { .images .bars th { white-space: normal; overflow-wrap: anywhere; min-width: 7rem; } body { padding: 1.25rem 1rem 3rem; } #filter label { flex: 1 1 8rem; } #filter select, #filter input { width: 100%; max-width: none; }
  .tall tbody th:first-child { max-width: 9rem; } .dense .cell > span { display: none; } .grid.dense th { padding-right: .4rem; } .back { float: none; display: block; }
  .cell { min-width: 0; padding: .4rem; } .cell > span { font-size: .8rem; white-space: nowrap; } .grid th { white-space: normal; padding-right: .5rem; }
  .figures { font-size: .87rem; } .figures th, .figures td { padding-right: .7rem; } .figures td.soft { display: none; } }
@media print { body { max-width: none; padding: 0; } #filter { display: none; } .tall { max-height: none; overflow: visible; } section { break-inside: avoid-page; } .back { display: none; } }
`;
