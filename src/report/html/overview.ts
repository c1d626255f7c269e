import { isControl, type Stage } from "../../model/cell.ts";
import { grouped } from "../../model/grouped.ts";
import type { ArchiveEvidence, Evidence, JudgedCell } from "../../model/outcome.ts";
import type { Run } from "../../model/run.ts";
import { type Html, html } from "../escape.ts";
import { megabytes, percent, recipeNames, seconds, spread, summaryOf } from "../figures.ts";
import { classes, classSums } from "../ranges.ts";
import { type Bar, bars, distributions, key, type Measured, scatter } from "./charts.ts";
import { linkTo } from "./shell.ts";

type Seen = { readonly cell: JudgedCell; readonly evidence: Evidence; readonly archive: ArchiveEvidence };

/** The whole run at a glance: where bytes went, and what took how long, by writer and by kernel. */
export function overview({ cells, jobs }: Pick<Run, "cells" | "jobs">, large: boolean): Html | undefined {
  const seen = cells.flatMap((cell): Seen[] => {
    const { evidence } = cell.outcome;
    const archive = evidence?.archives.find(({ recipe }) => recipe === "reflink");
    return evidence && archive ? [{ cell, evidence, archive }] : [];
  });
  if (seen.length < 2) return undefined;
  const dots = seen.map(({ cell: { plan, outcome }, evidence: { sharing }, archive: { fiemap } }) => ({
    x: sharing.shared,
    y: fiemap.exclusive,
    kind: outcome.status,
    link: linkTo(plan.id, large),
    caption: `${plan.id}: ${megabytes(sharing.shared)} shared, ${megabytes(fiemap.exclusive)} exclusive`,
  }));
  const whole = (bytes: number) => `${Number((bytes / 1e6).toPrecision(3))} MB`;
  const plot = (
    title: string,
    groupOf: (cell: JudgedCell) => string,
    of: Figure,
    format: (value: number) => string = seconds,
  ) => {
    const rows = seen.map(({ cell, archive }) => ({ group: groupOf(cell), cell: cell.plan.id, archive }));
    return distributionOf(title, rows, of, format);
  };
  const writer = ({ plan }: JudgedCell) => plan.writer;
  const kernel = ({ plan }: JudgedCell) => plan.kernel.name;
  // Cells that ran at the same time slowed each other down.
  const times = html`<div>${plot("Image creation, by writer", writer, ({ createMs }) => createMs)}${plot("Image creation, by kernel", kernel, ({ createMs }) => createMs)}</div>
<div>${plot("Cold boot to the real root, by writer", writer, bootOf)}${plot("Cold boot to the real root, by kernel", kernel, bootOf)}</div>
<div>${plot("Unpacking, by kernel", kernel, unpackingOf)}</div>`;
  return html`<section class="wide" id="overview"><h2>The whole run</h2><div class="images">${imagePlot(seen)}</div>
<div class="plots overview">
${scatter("Shared against exclusive bytes", dots, { name: "shared by place", format: whole }, { name: "exclusive", format: whole })}
${jobs === 1 ? times : ""}
<div>${plot("Memory available once unpacked, by kernel", kernel, memoryOf, megabytes)}</div>
<div>${overheadPlot(cells)}</div>
</div><p class="soft">The archives of the cells' own writers, controls with them. Behind each row its median.</p></section>`;
}

/** Parts of an image by what became of their bytes; each byte is in one. */
const imageParts = {
  shared: { text: "shared", kind: "shared" },
  lost: { text: "could be shared", kind: "not-shared" },
  never: { text: "cannot be shared", kind: "no-original" },
  rest: { text: "headers, padding, compressed segments", kind: "head" },
} as const;

/** How much of each whole image is shared, with what the distro compresses by default; of many cells, by dracut's options. */
function imagePlot(seen: readonly Seen[]): Html {
  const title = "The whole image, and its shared part";
  const shareOf = ({ sharing }: Evidence) => percent(sharing.shared, sharing.size);
  if (seen.length > maxDrawn) {
    const values = seen.map(({ cell: { plan }, evidence }) => ({
      group: plan.dracutOptions,
      value: evidence.sharing.shared / evidence.sharing.size,
      caption: `${plan.id}: ${shareOf(evidence)}`,
    }));
    return distributions(title, values, (share) => percent(share, 1));
  }
  const drawn = seen.map(({ cell: { plan }, evidence }): Bar => {
    const bytes = { shared: 0, lost: 0, never: 0 };
    for (const sum of classSums(evidence.sharing.members))
      if (sum.reason !== "compressed") bytes[classes[sum.reason].kind] += sum.bytes;
    const { size } = evidence.sharing;
    const rest = size - bytes.shared - bytes.lost - bytes.never;
    const parts = Object.entries({ ...bytes, rest }).map(([name, value]) => {
      const { kind, text } = imageParts[name as keyof typeof imageParts];
      return { kind, value, caption: `${megabytes(value)} ${text}` };
    });
    return { label: plan.id, parts, caption: `${megabytes(size)}, ${shareOf(evidence)}` };
  });
  return bars(title, [{ bars: drawn }], html`${Object.values(imageParts).map(({ kind, text }) => key(kind, text))}`);
}

/** A figure of an archive; undefined where it was not measured. */
type Figure = (archive: ArchiveEvidence) => number | undefined;

/** Rows of a figure by their groups; undefined without a value. */
function distributionOf(
  title: string,
  rows: readonly { readonly group: string; readonly cell: string; readonly archive: ArchiveEvidence }[],
  of: Figure,
  format: (value: number) => string,
): Html | undefined {
  const values = rows.flatMap(({ group, cell, archive }): Measured[] => {
    const value = of(archive);
    return value === undefined ? [] : [{ group, value, caption: `${cell}: ${format(value)}` }];
  });
  return values.length === 0 ? undefined : distributions(title, values, format);
}

const unpackingOf: Figure = ({ boot }) => (boot.kind === "booted" ? boot.times.unpacking : undefined);
const memoryOf: Figure = ({ boot }) => (boot.kind === "booted" ? boot.memoryAvailable : undefined);
const bootOf: Figure = ({ boot }) => (boot.kind === "booted" ? boot.times.realRoot.wall : undefined);

/** The work of each stage besides dracut and boots, and the class of its part of a bar. */
const phases = {
  provision: { text: "container and file system", kind: "made" },
  stage: { text: "distro and kernel unpacked", kind: "exclusive" },
  archive: { text: "archive measured", kind: "tail" },
  verify: { text: "sharing proven", kind: "shared" },
  boot: { text: "archive taken out, image sealed", kind: "kernel" },
} as const satisfies Partial<Record<Stage, { text: string; kind: string }>>;
type Phase = keyof typeof phases;
const phaseNames = Object.keys(phases) as Phase[];

/** Milliseconds. */
type Overhead = Readonly<Record<Phase, number>>;

/** Returns a cell's time besides dracut and boots; undefined if it did not reach its boots or did not time them. */
export function overheadOf({ outcome: { evidence, stageTimes } }: JudgedCell): Overhead | undefined {
  const archives = evidence?.archives ?? [];
  if (archives.length === 0 || archives.some(({ bootMs }) => bootMs === undefined)) return undefined;
  const apart: Partial<Record<Phase, number>> = {
    archive: archives.reduce((sum, { createMs }) => sum + createMs, 0),
    boot: archives.reduce((sum, { bootMs = 0 }) => sum + bootMs, 0),
  };
  const left = (phase: Phase) => Math.max(0, (stageTimes[phase] ?? 0) - (apart[phase] ?? 0));
  return {
    provision: left("provision"),
    stage: left("stage"),
    archive: left("archive"),
    verify: left("verify"),
    boot: left("boot"),
  };
}

export const totalOf = (overhead: Overhead): number => Object.values(overhead).reduce((sum, ms) => sum + ms, 0);

/** The machinery's own time, by phase: means of each file system's cells, which add up. Controls do other work, and are left out. */
export function overheadPlot(cells: readonly JudgedCell[]): Html | undefined {
  const timed = cells.flatMap((cell) => {
    const overhead = isControl(cell.plan) ? undefined : overheadOf(cell);
    return overhead === undefined ? [] : [{ fileSystem: cell.plan.fileSystem, overhead }];
  });
  if (timed.length === 0) return undefined;
  const mean = (some: typeof timed, phase: Phase) =>
    some.reduce((sum, { overhead }) => sum + overhead[phase], 0) / some.length;
  const drawn = [...grouped(timed, ({ fileSystem }) => fileSystem)].map(([label, own]) => {
    const parts = phaseNames.map((phase) => {
      const value = mean(own, phase);
      return { kind: phases[phase].kind, value, caption: `${phases[phase].text}, ${seconds(value)}` };
    });
    return { label, parts, caption: seconds(parts.reduce((sum, { value }) => sum + value, 0)) };
  });
  const { median, max: largest } = summaryOf(timed.map(({ overhead }) => totalOf(overhead)));
  const keys = html`${phaseNames.map((phase) => key(phases[phase].kind, phases[phase].text))}`;
  return html`${bars("Time besides dracut and boots, mean by phase", [{ bars: drawn }], keys)}<p class="soft">A cell's time besides dracut and boots: median ${seconds(median)}, at most ${seconds(largest)}.</p>`;
}

export const recipeWords = { reflink: "reflink", gzip: "gzip", zstd: "zstd" } as const;

/** Beyond so many cells their bars are no picture any more, and recipes are compared over all of them. */
const maxDrawn = 12;

/** The cells that made more than one archive, drawn beside each other: bytes, and where cells ran one at a time creation and boot. */
export function comparisonPlots({ cells, jobs }: Pick<Run, "cells" | "jobs">): Html | undefined {
  const compared = cells.filter(({ outcome }) => (outcome.evidence?.archives.length ?? 0) > 1);
  if (compared.length === 0) return undefined;
  const timed = jobs === 1;
  return html`<section class="wide"><h2>Against plain dracut</h2>
${gain(compared, timed)}
${installed(compared)}
<div class="plots">${compared.length > maxDrawn ? together(compared, timed) : besideEachOther(compared, timed)}</div>
<p class="soft">Reflink is dracut with cowpio as its writer, without compression; gzip and zstd are plain dracut. ${timed ? "Times of an emulated processor compare recipes, not machines." : `${jobs} cells ran at a time, so creation and boot times are not compared; --jobs 1 compares them.`}</p></section>`;
}

function besideEachOther(compared: readonly JudgedCell[], timed: boolean): Html[] {
  const draw = (title: string, keys: Html, bar: (archive: ArchiveEvidence) => Bar) =>
    bars(
      title,
      compared.map(({ plan, outcome }) => ({ name: plan.id, bars: (outcome.evidence?.archives ?? []).map(bar) })),
      keys,
    );
  return [
    draw(
      "Bytes on the file system",
      html`${key("exclusive", "exclusive, its figure behind")}${key("shared", "shared")}`,
      bytesBar,
    ),
    ...(timed
      ? [
          draw("Image creation", html`${key("made", "dracut, by the wall's clock")}`, creationBar),
          draw("Cold boot to the real root", bootKeys, bootBar),
        ]
      : []),
  ];
}

function together(compared: readonly JudgedCell[], timed: boolean): (Html | undefined)[] {
  const rows = compared.flatMap(({ plan, outcome }) =>
    (outcome.evidence?.archives ?? []).map((archive) => ({
      group: recipeWords[archive.recipe],
      cell: plan.id,
      archive,
    })),
  );
  return [
    distributionOf("Exclusive bytes on the file system", rows, ({ fiemap }) => fiemap.exclusive, megabytes),
    ...(timed
      ? [
          distributionOf("Image creation", rows, ({ createMs }) => createMs, seconds),
          distributionOf("Cold boot to the real root", rows, bootOf, seconds),
        ]
      : []),
  ];
}

/** The proposal's claim in one sentence, from this run's own figures. */
function gain(cells: readonly JudgedCell[], timed: boolean): Html | undefined {
  const proven = cells.filter(({ plan, outcome }) => !isControl(plan) && outcome.status === "PASS");
  if (proven.length === 0) return undefined;
  const archives = proven.flatMap(({ outcome }) => outcome.evidence?.archives ?? []);
  const text = (reflink: boolean, of: (archive: ArchiveEvidence) => number, format: (value: number) => string) =>
    spread(archives.filter(({ recipe }) => (recipe === "reflink") === reflink).map(of), format);
  return html`<p>A reflinked archive takes ${text(true, ({ fiemap }) => fiemap.exclusive, megabytes)} of its own, a compressed one ${text(false, ({ fiemap }) => fiemap.exclusive, megabytes)}.${timed ? html` dracut makes it in ${text(true, ({ createMs }) => createMs, seconds)}, against ${text(false, ({ createMs }) => createMs, seconds)}.` : ""}</p>`;
}

const kernelCounts = [1, 2, 3, 5] as const;

/** The space that the archives of several installed kernels take, from the median of each recipe's own bytes. */
function installed(cells: readonly JudgedCell[]): Html {
  const archives = cells
    .filter(({ plan }) => !isControl(plan))
    .flatMap(({ outcome }) => outcome.evidence?.archives ?? []);
  const rows = [...grouped(archives, ({ recipe }) => recipe)].map(([recipe, same]) => {
    const { median } = summaryOf(same.map(({ fiemap }) => fiemap.exclusive));
    return html`<tr><th>${recipeNames[recipe]}</th>${kernelCounts.map((count) => html`<td class="n">${megabytes(median * count)}</td>`)}</tr>`;
  });
  return html`<div class="scroll"><table class="figures"><thead><tr><th>archives of as many installed kernels</th>${kernelCounts.map((count) => html`<th class="n">${count}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

const bytesBar = ({ recipe, fiemap }: ArchiveEvidence): Bar => ({
  label: recipeWords[recipe],
  parts: [
    { kind: "exclusive", value: fiemap.exclusive, caption: `${megabytes(fiemap.exclusive)} exclusive` },
    { kind: "shared", value: fiemap.shared, caption: `${megabytes(fiemap.shared)} shared (FIEMAP)` },
  ],
  caption: megabytes(fiemap.exclusive),
});

const creationBar = ({ recipe, createMs }: ArchiveEvidence): Bar => ({
  label: recipeWords[recipe],
  parts: [{ kind: "made", value: createMs, caption: recipeNames[recipe] }],
  caption: seconds(createMs),
});

export const bootKeys: Html = html`${key("kernel", "to /init")}${key("initramfs", "to the real root")}`;

/** By the wall's clock: the machine from its start to /init, and from there to the real root. */
export function bootBar({ recipe, boot }: ArchiveEvidence): Bar {
  if (boot.kind !== "booted") return { label: recipeWords[recipe], parts: [], caption: boot.kind };
  const { kernelToInit, realRoot } = boot.times;
  return {
    label: recipeWords[recipe],
    parts: [
      { kind: "kernel", value: kernelToInit.wall, caption: `/init after ${seconds(kernelToInit.wall)}` },
      {
        kind: "initramfs",
        value: Math.max(0, realRoot.wall - kernelToInit.wall),
        caption: `the real root ${seconds(realRoot.wall - kernelToInit.wall)} later`,
      },
    ],
    caption: seconds(realRoot.wall),
  };
}
