import { appendFileSync, mkdirSync } from "node:fs";
import type { CellEvent } from "../domain/outcome.ts";

/** Keeps what a cell says: `consoles/CELL-RECIPE.log` of each boot, and `logs/CELL.log` of dracut and the stages. */
export function keepLogs(folder: string, cell: string): (event: CellEvent) => void {
  mkdirSync(`${folder}/consoles`, { recursive: true });
  mkdirSync(`${folder}/logs`, { recursive: true });
  return (event) => {
    switch (event.kind) {
      case "console":
        return appendFileSync(`${folder}/consoles/${cell}-${event.recipe}.log`, event.text);
      case "log":
        return appendFileSync(`${folder}/logs/${cell}.log`, event.text);
      case "stage":
        return appendFileSync(`${folder}/logs/${cell}.log`, `== ${event.stage}: ${event.text}\n`);
      case "outcome":
        return;
    }
  };
}
