import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { compressions } from "../domain/cell.ts";
import type { CellEvent } from "../domain/outcome.ts";

/**
 * Keeps what a cell says: `consoles/CELL-RECIPE.log` of each boot, and `logs/CELL.log` of dracut and the stages. From
 * the second try on, what the one before said is set aside as `….try1.log`; what an interrupted first one left is removed.
 */
export function keepLogs(folder: string, cell: string, attempt: number): (event: CellEvent) => void {
  const log = `${folder}/logs/${cell}`;
  const consoleOf = (recipe: string) => `${folder}/consoles/${cell}-${recipe}`;
  for (const part of ["consoles", "logs"]) mkdirSync(`${folder}/${part}`, { recursive: true });
  for (const path of [log, ...["reflink", ...compressions].map(consoleOf)])
    if (attempt === 1) rmSync(`${path}.log`, { force: true });
    else if (existsSync(`${path}.log`)) renameSync(`${path}.log`, `${path}.try${attempt - 1}.log`);
  return (event) => {
    switch (event.kind) {
      case "console":
        return appendFileSync(`${consoleOf(event.recipe)}.log`, event.text);
      case "log":
        return appendFileSync(`${log}.log`, event.text);
      case "stage":
        return appendFileSync(`${log}.log`, `== ${event.stage}: ${event.text}\n`);
      case "outcome":
        return;
    }
  };
}
