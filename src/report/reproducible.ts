import { isControl } from "../model/cell.ts";
import { grouped } from "../model/grouped.ts";
import type { JudgedCell } from "../model/outcome.ts";

/** Cells whose archives should have the same bytes, as only their file system differs, and have not. */
export type Unequal = { readonly cells: readonly string[]; readonly digests: readonly string[] };

/**
 * Compares the archives of one run's cells that differ in their file system alone. Data is aligned to its block, so that archives
 * of unequal blocks differ rightly. No archive has to be reproducible: the caller reports it, and judges nothing.
 */
export function unequalArchives(cells: readonly JudgedCell[]): Unequal[] {
  const archives = cells.flatMap(({ plan, outcome: { evidence } }) => {
    const digest = evidence?.archives.find(({ recipe }) => recipe === "reflink")?.digest;
    if (evidence === undefined || digest === undefined || isControl(plan)) return [];
    const { kernel, distro, dracut, writer, dracutOptions: options } = plan;
    const axes = [kernel.version, distro.name, dracut, writer, options, `${evidence.sharing.blockSize}`];
    return [{ id: plan.id, digest, axes: JSON.stringify(axes) }];
  });
  return [...grouped(archives, ({ axes }) => axes).values()]
    .map((same) => ({ cells: same.map(({ id }) => id), digests: [...new Set(same.map(({ digest }) => digest))] }))
    .filter(({ digests }) => digests.length > 1);
}

export const describeUnequal = ({ cells }: Unequal): string =>
  `${cells.join(", ")}: archives of the same inputs on other file systems differ: dracut is not reproducible here`;
