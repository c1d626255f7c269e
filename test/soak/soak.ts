/**
 * The soak tests, `npm run soak -- TEST`: docs/soak.md. The first two
 * continue after an interruption. build/soak/TEST holds finished cells, reports, and soak.log with the whole output, the figures last.
 * Remaining arguments are passed to `cowpio-matrix run`, as `--jobs 2` or `--cache-dir FOLDER`.
 */

import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { elapsed } from "../../src/model/outcome.ts";
import type { Run } from "../../src/model/run.ts";
import { summaryOf } from "../../src/report/figures.ts";
import { overheadOf, totalOf } from "../../src/report/html/overview.ts";
import { parseRun } from "../../src/report/json.ts";
import { verdictSentence } from "../../src/report/verdict.ts";
import { include } from "../support/sample.ts";
import { soakBisect } from "./bisect.ts";
import { soakCancels } from "./cancels.ts";
import { soakChanges } from "./changes.ts";
import { soakEngines } from "./engines.ts";
import { soakLayouts } from "./layouts.ts";
import { soakPackages } from "./packages.ts";
import type { SoakResult } from "./result.ts";
import { soakSideBySide } from "./side-by-side.ts";
import { soakUpstream } from "./upstream.ts";

const home = resolve(import.meta.dirname, "../..");

const matrix = {
  kernels: "5.10 6.1 6.12 sid",
  "file-systems": "btrfs xfs",
  "clone-kernels": "host guest",
  bootloaders: "direct grub",
  distros: "bookworm trixie sid",
  writers: "cowpio gnu-cpio 3cpio",
  coverage: "pairs",
  // For the values that are not of these lists.
  include,
  compare: "none",
} as const;
/** Archives, and boots of each: what an interruption loses is one archive's boots. An inconclusive boot counts and is not repeated. */
const boots = { archives: 8, each: 25 } as const;
const oneCell = { kernels: "6.12", "file-systems": "btrfs", compare: "none", controls: "none", retries: "0" } as const;

const [name = "", ...more] = process.argv.slice(2);
const folder = `${home}/build/soak/${name}`;

function save(text: string | Buffer): void {
  process.stdout.write(text);
  appendFileSync(`${folder}/soak.log`, text);
}
const log = (text: string) => save(`${text}\n`);

/** Runs the matrix to its end, or to the end of what was asked of us; the report's run. */
async function run(part: string, options: Readonly<Record<string, string>>): Promise<Run> {
  const report = `${folder}/${part}`;
  const given = { ...options, resume: `${folder}/${part}.state`, "report-dir": report };
  const args = Object.entries(given).flatMap(([option, value]) => [`--${option}`, value]);
  const child = spawn(process.execPath, [`${home}/dist/cli.js`, "run", ...args, ...more], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", save);
  // A terminal tells the whole group; who tells us alone means the run as well.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  const status = await new Promise((ended) => child.on("close", ended));
  // 1 and 77 are verdicts: the report tells them.
  if (status !== 0 && status !== 1 && status !== 77) {
    log(`soak: the run ended with status ${status}; start it again, and it goes on`);
    process.exit(typeof status === "number" ? status : 1);
  }
  return parseRun(readFileSync(`${report}/run.json`, "utf8"));
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

async function soakMatrix(): Promise<SoakResult> {
  const done = await run("report", matrix);
  for (const { plan, outcome } of done.cells)
    log(`${outcome.status.padEnd(5)} ${seconds(elapsed(outcome.stageTimes)).padStart(8)}  ${plan.id}`);
  const took = done.cells.map(({ outcome }) => elapsed(outcome.stageTimes)).filter((ms) => ms > 0);
  const sum = took.reduce((all, ms) => all + ms, 0);
  const baseline = summaryOf(done.cells.flatMap((cell) => overheadOf(cell) ?? []).map(totalOf));
  return {
    good: done.cells.every(({ outcome }) => outcome.status === "PASS" || outcome.status === "SKIP"),
    figures: `${verdictSentence(done)}; ${seconds(sum)} in all, ${seconds(sum / took.length)} a cell, the longest ${seconds(Math.max(...took))}; beside dracut and the boots median ${seconds(baseline.median)} a cell, at most ${seconds(baseline.max)}; ${done.host.cores} cores, ${done.accelerator}`,
  };
}

async function soakBoots(): Promise<SoakResult> {
  const kinds = new Map<string, number>();
  const count = (kind: string) => kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  for (let at = 1; at <= boots.archives; at++) {
    const { cells } = await run(`${at}`, { ...oneCell, boots: `${boots.each}` });
    const { outcome } = cells[0] ?? {};
    // Started again, a test tries what was INCONCLUSIVE again: that there was one is all that is kept of its boots.
    for (const _ of outcome?.attempts ?? []) count("could not tell");
    const archive = outcome?.evidence?.archives[0];
    if (archive === undefined) throw new Error(`run ${at} booted nothing: ${outcome?.reason}`);
    for (const { kind } of [archive.boot, ...(archive.otherBoots ?? [])]) count(kind);
  }
  const all = [...kinds.values()].reduce((sum, some) => sum + some, 0);
  const [good = 0, wrong = 0, unknown = 0] = ["booted", "did not boot", "could not tell"].map((kind) =>
    kinds.get(kind),
  );
  return {
    good: good === all,
    figures: `${all} boots of ${boots.archives} archives of one good cell: ${good} booted; false verdicts: ${wrong} of ${all}, and ${unknown} that could not tell`,
  };
}

const tests: Readonly<Record<string, () => Promise<SoakResult>>> = {
  matrix: soakMatrix,
  boots: soakBoots,
  cancels: () => soakCancels(log),
  "side-by-side": () => soakSideBySide(folder, log),
  engines: () => soakEngines(folder, more, log),
  changes: () => soakChanges(`${folder}/run`, log),
  bisect: () => soakBisect(`${folder}/run`, log),
  layouts: () => soakLayouts(folder, log),
  packages: () => soakPackages(folder, log),
  upstream: () => soakUpstream(folder, log),
};
const requested = tests[name];
if (requested === undefined) {
  console.error(`soak: unknown test "${name}". Use ${Object.keys(tests).join(", ")}`);
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const began = new Date().toISOString();
log(`--- ${name}, ${began}`);
const { good, figures } = await requested();
log(`\n${good ? "as it should be" : "NOT AS IT SHOULD BE"}; its row in docs/soak.md:`);
log(`| \`${name}\` | ${began.slice(0, 10)} | ${figures.replaceAll("|", "\\|")} |`);
process.exitCode = good ? 0 : 1;
