import { type ActionInputName, actionInputs } from "./input-table.ts";
import type { Parsed } from "./inputs.ts";
import { shardCountProblem } from "./shards.ts";
import { sourceProblem } from "./sources.ts";
import { suggest } from "./suggest.ts";
import { wordsOf } from "./words.ts";

export const modeNames = ["run", "plan", "merge", "diff", "doctor"] as const;
export type ModeName = (typeof modeNames)[number];

/** Inputs of the Action's modes besides those of a run. */
export type ModeRequest = {
  readonly mode: ModeName;
  /** `auto`, or a number. */
  readonly shards: string;
  readonly reports: readonly string[];
  /** Empty: the machine. */
  readonly distro: string;
};

/** Reads the inputs of the Action alone, and judges them all. */
export function parseModeRequest(
  given: Readonly<Partial<Record<ActionInputName, string>>>,
  /** As it was given; empty: none. */
  baseline: string,
): Parsed<ModeRequest> {
  const read = (name: ActionInputName): string => given[name]?.trim() || actionInputs[name].default;
  const mode = modeNames.find((known) => known === read("mode"));
  const shards = read("shards");
  const distro = read("distro");
  const reports = wordsOf(read("reports"));
  const wrongShards = shardCountProblem(shards);
  const wrongDistro = distro === "" ? undefined : sourceProblem.distro(distro);
  const problems = [
    ...(mode === undefined ? [`mode: unknown value "${read("mode")}"${suggest(read("mode"), modeNames)}`] : []),
    ...(wrongShards === undefined ? [] : [`shards: ${wrongShards}`]),
    ...(wrongDistro === undefined ? [] : [`distro: ${wrongDistro}`]),
    ...(mode === "merge" && reports.length === 0 ? ["reports: mode merge needs the shards' report folders"] : []),
    ...(mode === "diff" && reports.length !== 1 ? ["reports: mode diff needs the one report to compare"] : []),
    ...(mode === "diff" && baseline.trim() === "" ? ["baseline: mode diff needs the report to compare with"] : []),
  ];
  return problems.length > 0 || mode === undefined
    ? { ok: false, problems }
    : { ok: true, value: { mode, shards, reports, distro } };
}
