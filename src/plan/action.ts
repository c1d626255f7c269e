import { type ActionInputName, actionInputs } from "./input-table.ts";
import type { Parsed, Request } from "./inputs.ts";
import { shardCountProblem } from "./shards.ts";
import { sourceProblem } from "./sources.ts";
import { suggest, wordsOf } from "./words.ts";

const modeNames = ["run", "plan", "merge", "diff", "doctor"] as const;
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
    ...(mode === "merge" && reports.length === 0 ? ["reports: mode merge needs the shards' report directories"] : []),
    ...(mode === "diff" && reports.length !== 1 ? ["reports: mode diff needs the one report to compare"] : []),
    ...(mode === "diff" && baseline.trim() === "" ? ["baseline: mode diff needs the report to compare with"] : []),
  ];
  return problems.length > 0 || mode === undefined
    ? { ok: false, problems }
    : { ok: true, value: { mode, shards, reports, distro } };
}

/**
 * For actions/cache over cache-dir: what was asked for by name, the version, and the week, after which Debian's kernels and
 * distros are staged anew. `cowpio-0.1.0-2026w48-kernels-6.1_6.12-distros-trixie`: no blank or comma, which keys cannot have.
 */
export function cacheKey({ axes, include }: Pick<Request, "axes" | "include">, version: string, now: Date): string {
  const words = (axis: "kernel" | "distro") =>
    [...new Set([...axes[axis], ...include.flatMap((rule) => rule[axis] ?? [])])]
      .sort()
      .map((value) => value.replace(/[^\w.+-]/g, "_"))
      .join("_");
  const built = axes.dracut.some((dracut) => dracut !== "builtin") ? "-build" : "";
  const { year, week } = isoWeek(now);
  const key = `cowpio-${version}-${year}w${week}-kernels-${words("kernel")}-distros-${words("distro")}${built}`;
  // GitHub refuses keys of more than 512 characters.
  return key.slice(0, 512);
}

/** ISO 8601: the week belongs to the year of its Thursday. */
function isoWeek(now: Date): { readonly year: number; readonly week: string } {
  const thursday = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
  thursday.setUTCDate(thursday.getUTCDate() + 4 - (thursday.getUTCDay() || 7));
  const year = thursday.getUTCFullYear();
  const days = (thursday.getTime() - Date.UTC(year, 0, 1)) / 86_400_000;
  return { year, week: `${1 + Math.floor(days / 7)}`.padStart(2, "0") };
}
