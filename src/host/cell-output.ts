import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { compressions } from "../model/cell.ts";
import type { CellEvent, CellOutcome } from "../model/outcome.ts";
import { visible } from "../report/escape.ts";
import { contentsOf, outputFolders } from "../report/paths.ts";

/** Position of a cell among those of this run. */
type Position = { readonly number: number; readonly of: number; readonly plan: { readonly id: string } };

/**
 * Progress lines: `[2/7] btrfs-6.12: boot: gzip archive`, and a cell's verdict with its time. Each is one line that
 * starts with the cell, so that nothing a tool said is a workflow command to the runner or an escape to a terminal, and
 * the lines of cells that run at once can be told apart.
 */
export function progressOf(log: (line: string) => void) {
  const places = new Map<string, string>();
  const tell = (id: string, text: string) =>
    log(visible(`${places.get(id) ?? ""}${id}: ${text.replace(/\s+/g, " ").trim()}`));
  return {
    cell: ({ number, of, plan: { id } }: Position, outcome?: CellOutcome & { readonly tookMs: number }): void => {
      places.set(id, `[${number}/${of}] `);
      if (outcome === undefined) return;
      const tries = outcome.attempts === undefined ? "" : `, try ${outcome.attempts.length + 1}`;
      tell(id, `${outcome.status} after ${(outcome.tookMs / 1000).toFixed(1)} s${tries}: ${outcome.reason}`);
    },
    event: (id: string, event: CellEvent): void => {
      if (event.kind === "stage") tell(id, `${event.stage}: ${event.text}`);
    },
    /** Events of a cell besides its stages. */
    note: tell,
  };
}

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
