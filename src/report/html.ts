import { isControl } from "../domain/cell.ts";
import type { ArchiveEvidence, JudgedCell } from "../domain/outcome.ts";
import type { Run } from "../domain/report.ts";
import { verdictOf, verdictSentence } from "./counts.ts";
import { Html, html } from "./escape.ts";
import { megabytes, percent, recipeNames, seconds } from "./figures.ts";
import { type Bar, bars, key } from "./plots.ts";
import { cellSection } from "./section.ts";
import { style } from "./style.ts";

/** The whole report as one page: no request leaves it, and it needs no script. */
export const reportHtml = (run: Run): string =>
  html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>cowpio: ${verdictSentence(run)}</title><style>${new Html(style)}</style></head><body>
<header class="verdict ${verdictOf(run)}"><h1>${verdictSentence(run)}</h1>
<p class="soft">PASS means: these blocks are shared with the installed files, by physical place, and that archive booted that kernel to the real root.</p></header>
${grid(run.cells)}
${plots(run.cells)}
${run.cells.map(cellSection)}
<section><h2>This run</h2><p class="soft">cowpio ${run.version}, started ${run.started}, took ${seconds(run.elapsedMs)}. Host: kernel ${run.host.kernel}, ${run.host.cores} × ${run.host.cpu}, ${megabytes(run.host.memory)} of memory, ${run.host.engine}. QEMU accelerator: ${run.accelerator}. Values: report.json (equal from run to run), run.json (times, places).</p></section>
</body></html>
`.markup;

function grid(cells: readonly JudgedCell[]): Html {
  const matrix = cells.filter(({ plan }) => !isControl(plan));
  const controls = cells.filter(({ plan }) => isControl(plan));
  const fileSystems = [...new Set(matrix.map(({ plan }) => plan.fileSystem))];
  const kernels = [...new Set(matrix.map(({ plan }) => plan.kernel.name))];
  const at = (fileSystem: string, kernel: string) =>
    matrix.find(({ plan }) => plan.fileSystem === fileSystem && plan.kernel.name === kernel);
  return html`<div class="scroll"><table class="grid"><thead><tr><th></th>${kernels.map((kernel) => html`<th>kernel ${kernel}</th>`)}</tr></thead><tbody>
${fileSystems.map((fileSystem) => html`<tr><th>${fileSystem}</th>${kernels.map((kernel) => html`<td>${gridCell(at(fileSystem, kernel))}</td>`)}</tr>`)}
</tbody></table></div>
${controls.length === 0 ? html`<p>No control was run: nothing shows that this run could have said no.</p>` : html`<div class="scroll"><table class="grid"><caption>Controls, which must come out the other way</caption><tbody><tr>${controls.map((cell) => html`<td>${gridCell(cell)}</td>`)}</tr></tbody></table></div>`}`;
}

const signs = { PASS: "✓", FAIL: "✗", ERROR: "!", MISS: "?", SKIP: "–" } as const;

function gridCell(cell: JudgedCell | undefined): Html | undefined {
  if (cell === undefined) return undefined;
  const { plan, outcome } = cell;
  const sharing = outcome.evidence?.sharing;
  const seen = sharing
    ? `${percent(sharing.shared, sharing.shareable)} shared, ${outcome.evidence?.archives[0]?.boot.kind ?? "not booted"}`
    : `at ${outcome.stage ?? "an unknown stage"}`;
  return html`<a class="cell ${outcome.status}" href="#${plan.id}"><b>${signs[outcome.status]} ${outcome.status}</b><span>${isControl(plan) ? html`${plan.id.replace(/^control-/, "")}<br>` : undefined}${seen}</span></a>`;
}

function plots(cells: readonly JudgedCell[]): Html | undefined {
  const compared = cells.filter(({ outcome }) => (outcome.evidence?.archives.length ?? 0) > 1);
  if (compared.length === 0) return undefined;
  const draw = (title: string, bar: (archive: ArchiveEvidence) => Pick<Bar, "parts" | "said">) =>
    bars(
      title,
      compared.map(({ plan, outcome }) => ({
        name: plan.id,
        bars: (outcome.evidence?.archives ?? []).map((archive) => ({
          label: recipeNames[archive.recipe],
          ...bar(archive),
        })),
      })),
    );
  const timed = (of: (archive: ArchiveEvidence) => number | undefined) => (archive: ArchiveEvidence) => {
    const value = of(archive);
    return {
      parts: value === undefined ? [] : [{ kind: archive.recipe, value }],
      said: value === undefined ? "did not boot" : seconds(value),
    };
  };
  return html`<h2>Against plain dracut</h2>
<figure>${draw("bytes on the file system", ({ fiemap }) => ({
    parts: [
      { kind: "exclusive", value: fiemap.exclusive },
      { kind: "shared", value: fiemap.shared },
    ],
    said: `${megabytes(fiemap.exclusive)} exclusive`,
  }))}<figcaption>Bytes of the archive on the file system: ${key("exclusive")}exclusive, ${key("shared")}shared (FIEMAP).</figcaption></figure>
<figure>${draw(
    "image creation time",
    timed(({ createMs }) => createMs),
  )}<figcaption>Time that dracut took to make the image.</figcaption></figure>
<figure>${draw(
    "boot time",
    timed(({ boot }) => (boot.kind === "booted" ? boot.times.realRoot.wall : undefined)),
  )}<figcaption>Cold boot to the real root, wall time of the emulated machine.</figcaption></figure>`;
}
