import type { CellPlan } from "../domain/cell.ts";
import type { CellEvent, CellOutcome } from "../domain/outcome.ts";

type Position = { readonly number: number; readonly of: number; readonly plan: CellPlan };

/** Progress lines: `[2/7] btrfs-6.12: boot: gzip archive`, and a cell's verdict with its time. */
export function progressOf(say: (line: string) => void, now: () => number = () => performance.now()) {
  let current: Position | undefined;
  let started = 0;
  const head = ({ number, of, plan }: Position) => `[${number}/${of}] ${plan.id}`;
  return {
    cell: (position: Position, outcome?: CellOutcome): void => {
      current = position;
      if (outcome === undefined) started = now();
      else
        say(`${head(position)}: ${outcome.status} after ${((now() - started) / 1000).toFixed(1)} s: ${outcome.reason}`);
    },
    event: (event: CellEvent): void => {
      if (event.kind === "stage" && current) say(`${head(current)}: ${event.stage}: ${event.text}`);
    },
  };
}
