import { grouped } from "../model/grouped.ts";
import {
  type Change,
  type Difference,
  hasRegressed,
  type NewErrors,
  type Shared,
  type SizeChange,
  type StatusChange,
} from "./diff.ts";
import { describeUnequal, entryLines } from "./entries.ts";
import { markdown, oneLine, summaryLimit, visible } from "./escape.ts";
import { megabytes, percent, seconds } from "./figures.ts";
import { type Compared, type Drift, measures } from "./noise.ts";

type Section = { readonly title: string; readonly lines: readonly string[] };

/** For a terminal: one line each, whatever is in a name. */
export function diffText(difference: Difference): string {
  const text = sections(difference);
  const parts = text.map(({ title, lines }) => [title, ...lines.map((line) => `  ${visible(line)}`)].join("\n"));
  return [headline(difference, text), ...parts].join("\n\n");
}

/** For a job's summary or a pull request, below `limit` bytes. */
export function diffMarkdown(difference: Difference, limit = summaryLimit): string {
  let room = limit - 4096;
  const text = sections(difference);
  const parts = text.map(({ title, lines }) => {
    const saved: string[] = [];
    for (const line of lines) {
      const item = `- ${markdown(line)}\n`;
      room -= Buffer.byteLength(item);
      if (room < 0) break;
      saved.push(item);
    }
    const leftOut = lines.length - saved.length;
    return `\n### ${title}\n\n${saved.join("")}${leftOut > 0 ? `- ${leftOut} more\n` : ""}`;
  });
  return `## cowpio: ${markdown(headline(difference, text))}\n${parts.join("")}`;
}

/** One line over all. */
export function headline(difference: Difference, all: readonly Section[]): string {
  const { regressions, fixes, newSkips, newErrors, entries, performance } = difference;
  if (difference.common === 0) return "nothing was compared: the reports have no cell in common";
  const worse = performance.drifts.filter((drift) => drift.worse).length;
  const better = performance.drifts.length - worse;
  const paths = (what: "lost" | "added" | "changed") =>
    new Set(entries.flatMap((change) => change[what].map(({ path }) => path))).size;
  const counts = [
    counted(regressions.length, "regression"),
    `${fixes.length} ${fixes.length === 1 ? "fix" : "fixes"}`,
    counted(newSkips.length, "new skip"),
    ...(newErrors.length > 0 ? [`${counted(newErrors.length, "cell")} with new errors of dracut`] : []),
    ...(entries.length > 0
      ? [`entries of the archive: ${paths("lost")} lost, ${paths("added")} new, ${paths("changed")} changed`]
      : []),
    `${counted(worse, "figure")} worse beyond noise`,
    `${better} better`,
  ];
  if (all.every(({ title }) => title === notComparedTitle || title === comparedTitle)) return "no difference";
  return `${hasRegressed(difference) ? "regressed" : "not regressed"}: ${counts.join(", ")}`.replace(
    /\b1 (\w+)s\b/g,
    "1 $1",
  );
}

const notComparedTitle = "Not compared";
const comparedTitle = "Noise";

/** Differences by kind, in lines. */
export function sections(difference: Difference): Section[] {
  const { regressions, fixes, newSkips, newErrors, entries, sizes, otherStatuses, newCells, goneCells } = difference;
  const { sharing, changes, performance } = difference;
  const drifts = (worse: boolean) => performance.drifts.filter((drift) => drift.worse === worse).map(driftLine);
  return [
    { title: "Regressions", lines: regressions.map(statusLine) },
    { title: "New errors of the generator", lines: newErrors.map(describeNewErrors) },
    { title: "Entries of the archive", lines: entries.flatMap(entryLines) },
    { title: "Size of the archive", lines: sizes.map(sizeLine) },
    { title: "Not reproducible any more", lines: difference.notReproducible.map(describeUnequal) },
    { title: "Fixes", lines: fixes.map(statusLine) },
    { title: "New skips", lines: newSkips.map(statusLine) },
    { title: "Other statuses", lines: otherStatuses.map(statusLine) },
    { title: "New cells", lines: newCells.map(({ cell, status, reason }) => `${cell}: ${status}: ${oneLine(reason)}`) },
    { title: "Gone cells", lines: goneCells.map(({ cell, status }) => `${cell}: was ${status}`) },
    {
      title: "Sharing",
      lines: sharing.map(({ cell, from, to }) => `${cell}: ${sharedText(from)} → ${sharedText(to)}`),
    },
    { title: "Worse beyond noise", lines: drifts(true) },
    { title: "Better beyond noise", lines: drifts(false) },
    { title: "Other changes", lines: changes.map(changeLine) },
    {
      title: comparedTitle,
      lines: [...grouped(performance.compared, ({ measure }) => measure).values()].map(noiseLine),
    },
    { title: notComparedTitle, lines: performance.notCompared },
  ].filter(({ lines }) => lines.length > 0);
}

export const describeNewErrors = ({ cell, errors }: NewErrors): string =>
  `${cell}: dracut printed ${counted(errors.length, "error")} that the base does not: ${oneLine(errors[0] ?? "")}`;

export function sizeLine({ cell, recipe, from, to }: SizeChange): string {
  const growth = (100 * (to - from)) / Math.max(1, from);
  return `${cell}, ${recipe}: ${megabytes(from)} → ${megabytes(to)} (${growth < 0 ? "" : "+"}${growth.toFixed(2)} %)`;
}

const noiseLine = (same: readonly Compared[]): string => {
  const each = same.map(({ recipe, factor, cells }) => `${factor} for ${recipe} (${counted(cells, "cell")})`);
  return `${same[0]?.measure}: beyond it are changes by more than a factor of ${each.join(", ")}`;
};

export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

const statusLine = ({ cell, from, to, reason }: StatusChange): string => `${cell}: ${from} → ${to}: ${oneLine(reason)}`;

const sharedText = ({ verdict, shared, shareable }: Shared): string =>
  `${verdict}, ${percent(shared, shareable)} of ${megabytes(shareable)}`;

export function driftLine({ cell, recipe, measure, from, to }: Drift): string {
  const format = measures[measure].unit === "ms" ? seconds : megabytes;
  return `${cell}: ${measure}, ${recipe}: ${format(from)} → ${format(to)} (× ${(Math.max(1, to) / Math.max(1, from)).toFixed(2)})`;
}

const named = 8;

export function changeLine({ what, from, to, cells }: Change): string {
  const where =
    cells.length === 0
      ? ""
      : ` (${cells.slice(0, named).join(", ")}${cells.length > named ? `, and ${cells.length - named} more` : ""})`;
  return `${what}: ${oneLine(from)} → ${oneLine(to)}${where}`;
}
