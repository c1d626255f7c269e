import type { CellEvent, CellOutcome } from "../model/outcome.ts";
import { visible } from "../report/escape.ts";

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
