import { type ActionInputName, actionInputs } from "./input-table.ts";
import { type Parsed, whyNoDistro } from "./inputs.ts";
import { didYouMean } from "./near.ts";
import { whyNoShardCount } from "./shards.ts";
import { wordsOf } from "./words.ts";

export const modeNames = ["run", "plan", "merge", "diff", "doctor"] as const;
export type ModeName = (typeof modeNames)[number];

/** What a mode of the Action takes besides the inputs of a run. */
export type Asked = {
  readonly mode: ModeName;
  /** `auto`, or a number. */
  readonly shards: string;
  readonly reports: readonly string[];
  /** Empty: the machine. */
  readonly distro: string;
};

/** Reads the inputs of the Action alone, and judges them all. */
export function parseAsked(
  given: Readonly<Partial<Record<ActionInputName, string>>>,
  /** As it was given; empty: none. */
  baseline: string,
): Parsed<Asked> {
  const read = (name: ActionInputName): string => given[name]?.trim() || actionInputs[name].default;
  const mode = modeNames.find((known) => known === read("mode"));
  const shards = read("shards");
  const distro = read("distro");
  const reports = wordsOf(read("reports"));
  const wrongShards = whyNoShardCount(shards);
  const wrongDistro = distro === "" ? undefined : whyNoDistro(distro);
  const problems = [
    ...(mode === undefined
      ? [
          `mode: unknown value "${read("mode")}"${didYouMean(read("mode"), modeNames)}; there are ${modeNames.join(", ")}`,
        ]
      : []),
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
