import type { ArchiveEvidence, Evidence, JudgedCell } from "../../model/outcome.ts";
import type { Run } from "../../model/report.ts";
import { type Html, html } from "../escape.ts";
import { megabytes, seconds } from "../figures.ts";
import { distributions, type Measured } from "./distribution.ts";
import { overheadPlot } from "./overhead.ts";
import { scatter } from "./scatter.ts";
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
    ...{ x: sharing.shared, y: fiemap.exclusive, kind: outcome.status, link: linkTo(plan.id, large) },
    caption: `${plan.id}: ${megabytes(sharing.shared)} shared, ${megabytes(fiemap.exclusive)} exclusive`,
  }));
  const whole = (bytes: number) => `${Number((bytes / 1e6).toPrecision(3))} MB`;
  const plot = (
    what: string,
    groupOf: (cell: JudgedCell) => string,
    of: (archive: ArchiveEvidence) => number | undefined,
    format: (value: number) => string = seconds,
  ) => {
    const values = seen.flatMap(({ cell, archive }): Measured[] => {
      const value = of(archive);
      return value === undefined ? [] : [{ group: groupOf(cell), value, caption: `${cell.plan.id}: ${format(value)}` }];
    });
    return values.length === 0 ? undefined : distributions(what, values, format);
  };
  const writer = ({ plan }: JudgedCell) => plan.writer;
  const kernel = ({ plan }: JudgedCell) => plan.kernel.name;
  // Cells that ran at the same time slowed each other down.
  const times = html`<div>${plot("Image creation, by writer", writer, ({ createMs }) => createMs)}${plot("Image creation, by kernel", kernel, ({ createMs }) => createMs)}</div>
<div>${plot("Cold boot to the real root, by writer", writer, bootOf)}${plot("Cold boot to the real root, by kernel", kernel, bootOf)}</div>
<div>${plot("Unpacking, by kernel", kernel, unpackingOf)}</div>`;
  return html`<section class="wide" id="overview"><h2>The whole run</h2><div class="plots overview">
${scatter("Shared against exclusive bytes", dots, { name: "shared by place", format: whole }, { name: "exclusive", format: whole })}
${jobs === 1 ? times : ""}
<div>${plot("Memory available once unpacked, by kernel", kernel, memoryOf, megabytes)}</div>
<div>${overheadPlot(cells)}</div>
</div><p class="soft">The archives of the cells' own writers, controls with them. Behind each row its median.</p></section>`;
}

const unpackingOf = ({ boot }: ArchiveEvidence): number | undefined =>
  boot.kind === "booted" ? boot.times.unpacking : undefined;
const memoryOf = ({ boot }: ArchiveEvidence): number | undefined =>
  boot.kind === "booted" ? boot.memoryAvailable : undefined;
const bootOf = ({ boot }: ArchiveEvidence): number | undefined =>
  boot.kind === "booted" ? boot.times.realRoot.wall : undefined;
