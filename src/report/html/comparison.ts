import { isControl } from "../../model/cell.ts";
import type { ArchiveEvidence, JudgedCell } from "../../model/outcome.ts";
import type { Run } from "../../model/run.ts";
import { type Html, html } from "../escape.ts";
import { megabytes, recipeNames, seconds, spread } from "../figures.ts";
import { type Bar, bars, distributions, key, type Measured } from "./charts.ts";

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
  const draw = (
    title: string,
    of: (archive: ArchiveEvidence) => number | undefined,
    format: (value: number) => string,
  ) => {
    const values = compared.flatMap(({ plan, outcome }) =>
      (outcome.evidence?.archives ?? []).flatMap((archive): Measured[] => {
        const value = of(archive);
        return value === undefined
          ? []
          : [{ group: recipeWords[archive.recipe], value, caption: `${plan.id}: ${format(value)}` }];
      }),
    );
    return values.length === 0 ? undefined : distributions(title, values, format);
  };
  return [
    draw("Exclusive bytes on the file system", ({ fiemap }) => fiemap.exclusive, megabytes),
    ...(timed
      ? [
          draw("Image creation", ({ createMs }) => createMs, seconds),
          draw(
            "Cold boot to the real root",
            ({ boot }) => (boot.kind === "booted" ? boot.times.realRoot.wall : undefined),
            seconds,
          ),
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
