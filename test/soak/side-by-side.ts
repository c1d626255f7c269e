import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { JudgedCell } from "../../src/model/outcome.ts";
import { parseRun } from "../../src/report/json.ts";
import { verdictSentence } from "../../src/report/verdict.ts";
import { leftBehind } from "../support/runner.ts";
import type { Log, SoakResult } from "./result.ts";

export type Beside = {
  readonly status: number | null;
  readonly cells: readonly JudgedCell[];
  /** report.json's bytes. */
  readonly report: string;
};

/** Runs at once, each as a job of one runner is, from one cache; `folder` keeps their reports. */
export const runAtOnce = (
  runs: readonly Readonly<Record<string, string>>[],
  { folder, cache, log }: { readonly folder: string; readonly cache: string; readonly log: Log },
): Promise<Beside[]> =>
  Promise.all(
    runs.map(async (requested, index) => {
      const path = `${folder}/report-${index + 1}`;
      const given = { ...requested, compare: "none", controls: "none", "cache-dir": cache, "report-dir": path };
      const args = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
      const child = spawn(process.execPath, [resolve(import.meta.dirname, "../../dist/cli.js"), "run", ...args], {
        stdio: ["ignore", "pipe", "pipe"],
      });
      for (const input of [child.stdout, child.stderr])
        createInterface({ input }).on("line", (line) => log(`run ${index + 1} | ${line}`));
      const status = await new Promise<number | null>((done) => child.on("close", done));
      return {
        status,
        cells: parseRun(readFileSync(`${path}/run.json`, "utf8")).cells,
        report: readFileSync(`${path}/report.json`, "utf8"),
      };
    }),
  );

/** The last two share all that they ask for. */
const runs = [
  { "file-systems": "btrfs", kernels: "6.12" },
  { "file-systems": "xfs", kernels: "6.1" },
  { "file-systems": "btrfs xfs", kernels: "6.12", bootloaders: "grub" },
  { "file-systems": "btrfs xfs", kernels: "6.12", bootloaders: "grub" },
] as const;

/**
 * Four runs at once, from one cache that is empty the first time; good when each cell passed or said INCONCLUSIVE, the last two
 * say the same, and nothing is left. Needs an engine that nobody else uses meanwhile.
 */
export async function soakSideBySide(folder: string, log: Log): Promise<SoakResult> {
  const ended = await runAtOnce(runs, { folder, cache: `${folder}/cache`, log });
  for (const [index, { status, cells }] of ended.entries()) {
    const text = cells.map(({ plan, outcome }) => `${plan.id} ${outcome.status}`);
    log(`run ${index + 1} of ${runs.length} ended with ${status}: ${text.join(", ")}`);
  }
  const [third, fourth] = ended.slice(2);
  const same = third?.report === fourth?.report;
  const left = leftBehind();
  for (const what of left) log(`LEFT: ${what}`);
  const cells = ended.flatMap((run) => run.cells);
  return {
    good:
      same &&
      left.length === 0 &&
      cells.every(({ outcome }) => outcome.status === "PASS" || outcome.status === "INCONCLUSIVE"),
    figures: `${runs.length} runs at once, ${verdictSentence({ cells })}; the two alike have ${same ? "the same" : "DIFFERENT"} report.json; ${left.length === 0 ? "nothing" : `${left.length} things`} left`,
  };
}
