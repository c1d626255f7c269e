import type { CellPlan } from "../domain/cell.ts";
import type { CellEvent, CellOutcome } from "../domain/outcome.ts";
import { visible } from "./escape.ts";

type Position = { readonly number: number; readonly of: number; readonly plan: CellPlan };

/**
 * Progress lines: `[2/7] btrfs-6.12: boot: gzip archive`, and a cell's verdict with its time. Each is one line that
 * starts with the cell, so that nothing a tool said is a workflow command to the runner or an escape to a terminal.
 */
export function progressOf(say: (line: string) => void, now: () => number = () => performance.now()) {
  let current: Position | undefined;
  let started = 0;
  const tell = ({ number, of, plan }: Position, text: string) =>
    say(visible(`[${number}/${of}] ${plan.id}: ${text.replace(/\s+/g, " ").trim()}`));
  return {
    cell: (position: Position, outcome?: CellOutcome): void => {
      current = position;
      if (outcome === undefined) started = now();
      else tell(position, `${outcome.status} after ${((now() - started) / 1000).toFixed(1)} s: ${outcome.reason}`);
    },
    event: (event: CellEvent): void => {
      if (event.kind === "stage" && current) tell(current, `${event.stage}: ${event.text}`);
    },
  };
}
