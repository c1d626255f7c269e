/**
 * One sheet for light and dark. Blue for shared and PASS, orange for FAIL and exclusive, grey for what could not be
 * told: pairs that colour-blind readers tell apart (Okabe and Ito, 2008); every colour has its word beside it.
 */
export const style = `
:root { color-scheme: light dark; --page: #fcfcfa; --ink: #1d2126; --soft: #626a73; --line: #dcdfe2; --panel: #f3f4f2;
  --good: #0072b2; --bad: #c4500a; --unknown: #7a7f85; --broken: #8a5a9e; --skip: #9aa0a6; --good-bg: #e3eff7; --bad-bg: #fbe9dd; --unknown-bg: #ececec; }
@media (prefers-color-scheme: dark) { :root { --page: #16191d; --ink: #e4e6e8; --soft: #9aa2ab; --line: #343a41; --panel: #1f2429;
  --good: #56b4e9; --bad: #f08a4b; --unknown: #a3a8ad; --broken: #c39bd3; --skip: #6d747b; --good-bg: #17303f; --bad-bg: #40271a; --unknown-bg: #2b2f33; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 2rem 1.25rem 5rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
h1 { font-size: 1.5rem; margin: 0; font-weight: 650; } h2 { font-size: 1.15rem; margin: 2.75rem 0 .75rem; font-weight: 650; }
h3 { font-size: .95rem; margin: 1.5rem 0 .5rem; font-weight: 600; }
p { margin: .4rem 0; max-width: 46rem; } .soft, figcaption, caption { color: var(--soft); font-size: .87rem; }
a { color: inherit; text-decoration-color: var(--soft); text-underline-offset: .15em; } code { font: .9em ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.verdict { border-left: .35rem solid var(--unknown); padding: .35rem 0 .35rem 1rem; margin-bottom: 1.25rem; }
.verdict.PASS { border-color: var(--good); } .verdict.FAIL { border-color: var(--bad); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; margin: .25rem 0 .75rem; } caption { text-align: left; padding-bottom: .35rem; }
th, td { padding: .3rem .9rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--soft); font-size: .87rem; white-space: nowrap; } td.n, th.n { text-align: right; white-space: nowrap; }
.grid td { padding: .25rem .25rem .25rem 0; border: 0; } .grid th { border: 0; vertical-align: middle; }
.cell { display: block; min-width: 11rem; padding: .55rem .75rem; border-radius: .3rem; text-decoration: none; background: var(--unknown-bg); border-left: .3rem solid var(--unknown); }
.cell b { display: block; font-weight: 650; } .cell span { color: var(--soft); font-size: .85rem; }
.cell.PASS { background: var(--good-bg); border-color: var(--good); } .cell.FAIL { background: var(--bad-bg); border-color: var(--bad); }
.cell.ERROR { border-color: var(--broken); } .cell.SKIP { border-color: var(--skip); border-left-style: dashed; }
.cell:hover, .cell:focus { outline: 2px solid var(--soft); }
section { border-top: 1px solid var(--line); margin-top: 2.5rem; } section:target h2 { text-decoration: underline; text-underline-offset: .3em; }
figure { margin: 1rem 0 1.5rem; } svg { max-width: 100%; height: auto; display: block; } svg text { fill: var(--ink); font-size: 12px; } svg .soft { fill: var(--soft); }
.shared, .reflink { fill: var(--good); } .exclusive { fill: var(--bad); } .gzip { fill: var(--unknown); } .zstd { fill: var(--skip); }
.tail { fill: #e69f00; } .below-block, .inline { fill: #cc79a7; } .hole { fill: none; stroke: var(--line); } .off-grid, .not-shared { fill: var(--bad); }
.differs { fill: var(--broken); } .no-original { fill: var(--unknown); } .head { fill: var(--line); }
.key { display: inline-block; width: .8em; height: .8em; margin-right: .35em; } .key svg { width: 100%; height: 100%; }
details { margin: .75rem 0; } summary { cursor: pointer; color: var(--soft); }
@media (max-width: 40rem) { body { padding: 1.25rem .9rem 3rem; } .cell { min-width: 8.5rem; } }
`;
