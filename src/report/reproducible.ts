import { isControl } from "../model/cell.ts";
import { grouped } from "../model/grouped.ts";
import type { JudgedCell } from "../model/outcome.ts";
import type { Contents } from "./contents.ts";
import { type EntryChange, entryChanges, entryLines } from "./entries.ts";

/** Cells whose archives differ although only their file systems do. */
export type Unequal = {
  readonly cells: readonly string[];
  readonly digests: readonly string[];
  /** Differences between two of the archives: `none` if their entries are equal. Absent if the entries are unknown. */
  readonly change?: EntryChange | "none";
};

/**
 * Compares the archives of one run's cells that differ in their file system alone: dracut ran twice, at another time, in another
 * temporary folder, and found its folders in another order. Data is aligned to its block, so that archives of unequal blocks
 * differ rightly. No archive has to be reproducible: the caller reports it, and judges nothing.
 */
export function unequalArchives(cells: readonly JudgedCell[], contents?: Contents): Unequal[] {
  const archives = cells.flatMap(({ plan, outcome: { evidence } }) => {
    const digest = evidence?.archives.find(({ recipe }) => recipe === "reflink")?.digest;
    if (evidence === undefined || digest === undefined || isControl(plan)) return [];
    const { kernel, distro, dracut, writer, dracutOptions: options } = plan;
    const axes = [kernel.version, distro.name, dracut, writer, options, `${evidence.sharing.blockSize}`];
    return [{ id: plan.id, digest, axes: JSON.stringify(axes) }];
  });
  return [...grouped(archives, ({ axes }) => axes).values()].flatMap((same) => {
    const [first] = same;
    const other = same.find(({ digest }) => digest !== first?.digest);
    if (first === undefined || other === undefined) return [];
    const [was, is] = [contents?.get(first.id), contents?.get(other.id)];
    const change = was && is ? (entryChanges([{ cell: other.id, was, is }])[0] ?? "none") : undefined;
    return [
      {
        cells: same.map(({ id }) => id),
        digests: [...new Set(same.map(({ digest }) => digest))],
        ...(change ? { change } : {}),
      },
    ];
  });
}

export function describeUnequal({ cells, change }: Unequal): string {
  const text = `${cells.join(", ")}: dracut is not reproducible: its archives for these file systems differ`;
  if (change === undefined) return text;
  return change === "none"
    ? `${text} only in the order or times of entries`
    : `${text}: ${entryLines(change).join("; ")}`;
}
