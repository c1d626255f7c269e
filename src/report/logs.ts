import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { compressions } from "../domain/cell.ts";
import type { CellEvent } from "../domain/outcome.ts";

/** Bytes of one log; what a subject or a guest says beyond them must not fill the disk of whoever runs it. */
export const mostLogged = 16 << 20;

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
  const sizes = new Map<string, number>();
  const append = (path: string, text: string): void => {
    const size = sizes.get(path) ?? 0;
    if (size > mostLogged) return;
    const next = size + Buffer.byteLength(text);
    sizes.set(path, next);
    appendFileSync(path, next > mostLogged ? `\n(cut: it said more than ${mostLogged >> 20} MiB)\n` : text);
  };
  return (event) => {
    switch (event.kind) {
      case "console":
        return append(`${consoleOf(event.recipe)}.log`, event.text);
      case "log":
        return append(`${log}.log`, event.text);
      case "stage":
        return append(`${log}.log`, `== ${event.stage}: ${event.text}\n`);
      case "outcome":
        return;
    }
  };
}
