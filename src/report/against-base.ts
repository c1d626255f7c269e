import { existsSync } from "node:fs";
import { isControl } from "../model/cell.ts";
import type { Run } from "../model/report.ts";
import { loadContents } from "./contents.ts";
import { type Difference, differenceOf, type Side } from "./diff.ts";
import { reportOf } from "./json.ts";
import { loadReport } from "./load.ts";
import { matchedTo } from "./match.ts";
import { baseOf } from "./paths.ts";

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
