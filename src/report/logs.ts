import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { compressions } from "../model/cell.ts";
import type { CellEvent } from "../model/outcome.ts";
import { contentsOf, outputFolders } from "./paths.ts";

/** Bytes of one log; what a distro or a guest says beyond them must not fill the disk of whoever runs it. */
export const maxLogSize = 16 << 20;

const lineOf = (entry: object): string => `${JSON.stringify(entry)}\n`;
const cut = (text: string): string => text.slice(0, maxLogSize);

/**
 * Keeps what a cell says: `consoles/CELL-RECIPE.log` of each boot, `logs/CELL.log` of dracut and the stages, and of the last try
 * `contents/CELL.jsonl`, what its archive unpacks to. From
 * the second try on, what the one before said is set aside as `….try1.log`; what an interrupted first one left is removed.
 */
export function saveLogs(folder: string, cell: string, attempt: number): (event: CellEvent) => void {
  const log = `${folder}/logs/${cell}`;
  const consoleOf = (recipe: string) => `${folder}/consoles/${cell}-${recipe}`;
  for (const part of outputFolders) mkdirSync(`${folder}/${part}`, { recursive: true });
  for (const path of [log, ...["reflink", ...compressions].map(consoleOf)])
    if (attempt === 1) rmSync(`${path}.log`, { force: true });
    else if (existsSync(`${path}.log`)) renameSync(`${path}.log`, `${path}.try${attempt - 1}.log`);
  const sizes = new Map<string, number>();
  const append = (path: string, text: string): void => {
    const size = sizes.get(path) ?? 0;
    if (size > maxLogSize) return;
    const next = size + Buffer.byteLength(text);
    sizes.set(path, next);
    appendFileSync(path, next > maxLogSize ? `\n(cut: it said more than ${maxLogSize >> 20} MiB)\n` : text);
  };
  return (event) => {
    switch (event.kind) {
      case "console":
        return append(`${consoleOf(event.recipe)}.log`, event.text);
      case "log":
        return append(`${log}.log`, event.text);
      case "stage":
        return append(`${log}.log`, `== ${event.stage}: ${event.text}\n`);
      case "contents":
        return writeFileSync(`${folder}/${contentsOf(cell)}`, cut(event.entries.map(lineOf).sort().join("")));
      case "outcome":
        return;
    }
  };
}
