import { existsSync } from "node:fs";
import { type ClosedField, closedValues } from "../model/axes.ts";
import { type CellPlan, isControl } from "../model/cell.ts";
import { grouped } from "../model/grouped.ts";
import type { Run } from "../model/run.ts";
import { type Difference, differenceOf } from "./diff.ts";
import { reportOf } from "./json.ts";
import { baseOf } from "./paths.ts";
import { loadContents, loadReport, type Side } from "./read.ts";

/** A difference, and the report that it is from with the cells' ids of now. */
export type Compared = { readonly difference: Difference; readonly base: Side };

/** Compares a run, whose report is in `folder`, with another report. */
export async function compareWith(base: Side, run: Run, folder: string): Promise<Compared> {
  const report = reportOf(run);
  const next = {
    report,
    run,
    contents: await loadContents(
      folder,
      report.cells.map(({ id }) => id),
    ),
  };
  const matched = matchedTo(next, base);
  return { difference: differenceOf(matched, next), base: matched };
}

/** Compares a run with the dracut that it ran with besides; undefined if there was none. */
export async function compareWithBase(run: Run, folder: string): Promise<Compared | undefined> {
  if (!existsSync(`${baseOf(folder)}/run.json`)) return undefined;
  // A base has no controls.
  const tested = { ...run, cells: run.cells.filter(({ plan }) => !isControl(plan)) };
  return compareWith(await loadReport(baseOf(folder)), tested, folder);
}

type Identity = Pick<CellPlan, "id" | "kernel" | "distro" | "checkout" | "fault" | ClosedField>;

/** Returns the identity of a cell, independent of its dracut and of the name of its kernel's folder. */
const identityOf = ({ kernel, distro, fault, ...values }: Identity): string =>
  JSON.stringify([
    ...[kernel.origin === "folder" ? "" : kernel.name, distro.name, fault],
    ...Object.values(closedValues(values)),
  ]);
/** With it, a checkout's is not the distro's own, whatever its folder is called. */
const identityWithDracut = (cell: Identity): string => `${cell.checkout === undefined} ${identityOf(cell)}`;

/**
 * The base with the ids that its cells have in `next`. Cells without an equal id are matched by their axes, first with dracut, then
 * without, where each report has just one such cell.
 */
export function matchedTo(next: Side, base: Side): Side {
  const ids = (side: Side) => new Set(side.report.cells.map(({ id }) => id));
  const [was, is] = [ids(base), ids(next)];
  const names = new Map<string, string>();
  for (const identity of [identityWithDracut, identityOf]) {
    const taken = new Set(names.values());
    const candidates = grouped(
      next.report.cells.filter(({ id }) => !was.has(id) && !taken.has(id)),
      identity,
    );
    const rest = base.report.cells.filter(({ id }) => !is.has(id) && !names.has(id));
    for (const [axes, [cell, ...more]] of grouped(rest, identity)) {
      const [twin, ...others] = candidates.get(axes) ?? [];
      if (cell && twin && more.length === 0 && others.length === 0) names.set(cell.id, twin.id);
    }
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
