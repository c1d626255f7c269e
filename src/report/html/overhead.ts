import { isControl, type Stage } from "../../model/cell.ts";
import { grouped } from "../../model/grouped.ts";
import type { JudgedCell } from "../../model/outcome.ts";
import { type Html, html } from "../escape.ts";
import { seconds } from "../figures.ts";
import { summaryOf } from "./distribution.ts";
import { bars, key } from "./plots.ts";

/** The work of each stage besides dracut and boots, and the class of its part of a bar. */
const phases = {
  provision: { text: "container and file system", kind: "made" },
  stage: { text: "distro and kernel unpacked", kind: "exclusive" },
  archive: { text: "archive measured", kind: "tail" },
  verify: { text: "sharing proven", kind: "shared" },
  boot: { text: "archive taken out, image sealed", kind: "kernel" },
} as const satisfies Partial<Record<Stage, { text: string; kind: string }>>;
export type Phase = keyof typeof phases;
const phaseNames = Object.keys(phases) as Phase[];

/** Milliseconds. */
export type Overhead = Readonly<Record<Phase, number>>;

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
