import { type ClosedField, closedValues } from "../model/axes.ts";
import type { CellPlan } from "../model/cell.ts";
import { grouped } from "../model/grouped.ts";
import type { Side } from "./diff.ts";

type Identity = Pick<CellPlan, "id" | "kernel" | "distro" | "checkout" | "fault" | ClosedField>;

/** Returns the identity of a cell, independent of the names of its checkout's and kernel's folders. */
const identityOf = ({ kernel, distro, checkout, fault, ...values }: Identity): string =>
  JSON.stringify([
    ...[kernel.origin === "folder" ? "" : kernel.name, distro.name, checkout === undefined, fault],
    ...Object.values(closedValues(values)),
  ]);

/**
 * The base with the ids that its cells have in `next`. Cells without an equal id are matched by their axes, where each report has
 * just one such cell.
 */
export function matchedTo(next: Side, base: Side): Side {
  const ids = (side: Side) => new Set(side.report.cells.map(({ id }) => id));
  const only = (side: Side, other: ReadonlySet<string>) =>
    grouped(
      side.report.cells.filter(({ id }) => !other.has(id)),
      identityOf,
    );
  const candidates = only(next, ids(base));
  const names = new Map<string, string>();
  for (const [axes, [cell, ...more]] of only(base, ids(next))) {
    const [twin, ...others] = candidates.get(axes) ?? [];
    if (cell && twin && more.length === 0 && others.length === 0) names.set(cell.id, twin.id);
  }
  const renamed = <T extends { readonly id: string }>(one: T): T => ({ ...one, id: names.get(one.id) ?? one.id });
  const contents = base.contents && new Map([...base.contents].map(([id, paths]) => [names.get(id) ?? id, paths]));
  return {
    ...(contents ? { contents } : {}),
    report: { ...base.report, cells: base.report.cells.map(renamed) },
    ...(base.run
      ? { run: { ...base.run, cells: base.run.cells.map(({ plan, outcome }) => ({ plan: renamed(plan), outcome })) } }
      : {}),
  };
}
