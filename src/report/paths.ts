import type { Recipe } from "../model/cell.ts";
import type { JudgedCell } from "../model/outcome.ts";

/** Paths below the report's directory. */
export const logOf = (cell: string): string => `logs/${cell}.log`;
export const consoleOf = (cell: string, recipe: Recipe): string => `consoles/${cell}-${recipe}.log`;

/** Path of the entries of a cell's proven archive: a line of JSON each, sorted by path. */
export const contentsOf = (cell: string): string => `contents/${cell}.jsonl`;
/** Folder of the base's report. */
export const baseOf = (report: string): string => `${report}/base`;
/** Folder of the machines that cells kept. */
export const keptFolder = "kept";
/** Folder of a cell's kept machine. */
export const keptOf = (cell: string): string => `${keptFolder}/${cell}`;
/** Folders of what cells said, beside the report. */
export const outputFolders = ["consoles", "logs", "contents"] as const;

/** Paths of a cell's log and consoles; none if it never started. */
export const logsOf = ({ plan, outcome }: JudgedCell): string[] => [
  ...(Object.keys(outcome.stageTimes).length > 0 ? [logOf(plan.id)] : []),
  ...(outcome.evidence?.archives ?? []).map(({ recipe }) => consoleOf(plan.id, recipe)),
];
