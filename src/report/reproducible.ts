import { isControl } from "../model/cell.ts";
import { grouped } from "../model/grouped.ts";
import type { JudgedCell } from "../model/outcome.ts";
import type { Contents } from "./contents.ts";
import { type EntryChange, entryChanges, entryLines } from "./entries.ts";

/** Cells whose archives should have the same bytes, as only their file system differs, and have not. */
export type Unequal = {
  readonly cells: readonly string[];
  readonly digests: readonly string[];
  /** The first cell's archive against the first other one; absent where their contents are the same, or were not read. */
  readonly change?: EntryChange;
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
    const [change] = was && is ? entryChanges([{ cell: other.id, was, is }]) : [];
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
  const how = change === undefined ? " in the order or times of entries" : `: ${entryLines(change).join("; ")}`;
  return `${cells.join(", ")}: dracut is not reproducible: its archives for these file systems differ${how}`;
}
