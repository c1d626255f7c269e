import { mkdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import type { Keep } from "../model/cell.ts";
import type { CellOutcome } from "../model/outcome.ts";
import { keptOf } from "../report/paths.ts";

/** Runs a cell with an empty folder for its machine, or without one if `keep` is none. Removes the folder if the cell did not fill it. */
export async function keeping(
  { keep, reportDir }: { readonly keep: Keep; readonly reportDir: string },
  cell: string,
  run: (folder?: string) => Promise<CellOutcome>,
): Promise<CellOutcome> {
  if (keep === "none") return run();
  const folder = resolve(reportDir, keptOf(cell));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let outcome: CellOutcome | undefined;
  try {
    return (outcome = await run(folder));
  } finally {
    if (!outcome?.kept) rmSync(folder, { recursive: true, force: true });
  }
}
