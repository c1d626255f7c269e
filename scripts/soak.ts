/**
 * The long shows, `npm run soak -- matrix`, `boots`, `cancels` and `side-by-side`. The first two, started again after an interruption, go on
 * where they were. What a show knows is in build/soak/SHOW: finished cells, reports, and the whole output in soak.log.
 * What is left of the arguments goes to `cowpio-matrix run`, as `--jobs 2` or `--cache-dir FOLDER`.
 */
import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Run } from "../src/domain/report.ts";
import { verdictSentence } from "../src/report/counts.ts";
import { summaryOf } from "../src/report/distribution.ts";
import { parseRun } from "../src/report/json.ts";
import { overheadOf, totalOf } from "../src/report/overhead.ts";
import { showCancels } from "./cancels.ts";
import { showSideBySide } from "./side-by-side.ts";

const home = resolve(import.meta.dirname, "..");

const matrix = {
  kernels: "5.10 6.1 6.12 sid",
  "file-systems": "btrfs xfs",
  cloners: "host guest",
  loaders: "direct grub",
  subjects: "bookworm trixie sid",
  writers: "cowpio gnu-cpio 3cpio",
  cover: "pairs",
  compare: "none",
} as const;
/** Archives, and boots of each: what an interruption loses is one archive's boots. */
const boots = { archives: 8, each: 25 } as const;
const oneCell = { kernels: "6.12", "file-systems": "btrfs", compare: "none", controls: "none" } as const;

const [show = "", ...more] = process.argv.slice(2);

/** Runs the matrix to its end, or to the end of what was asked of us; the report's run. */
async function run(name: string, options: Readonly<Record<string, string>>): Promise<Run> {
  const folder = `${home}/build/soak/${show}`;
  mkdirSync(folder, { recursive: true });
  const report = `${folder}/${name}`;
  const given = { ...options, resume: `${folder}/${name}.state`, "report-dir": report };
  const args = Object.entries(given).flatMap(([option, value]) => [`--${option}`, value]);
  const child = spawn(process.execPath, [`${home}/dist/cli.js`, "run", ...args, ...more], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      process.stdout.write(chunk);
      appendFileSync(`${folder}/soak.log`, chunk);
    });
  // A terminal tells the whole group; who tells us alone means the run as well.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  const status = await new Promise((ended) => child.on("close", ended));
  // 1 and 77 are verdicts: the report tells them.
  if (status !== 0 && status !== 1 && status !== 77) {
    console.error(`soak: the run ended with status ${status}; start it again, and it goes on`);
    process.exit(typeof status === "number" ? status : 1);
  }
  return parseRun(readFileSync(`${report}/run.json`, "utf8"));
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

async function showMatrix(): Promise<boolean> {
  const done = await run("report", matrix);
  const took = done.cells.map(({ outcome }) => Object.values(outcome.stageTimes).reduce((sum, ms) => sum + ms, 0));
  for (const [index, { plan, outcome }] of done.cells.entries())
    console.log(`${outcome.status.padEnd(5)} ${seconds(took[index] as number).padStart(8)}  ${plan.id}`);
  const ran = took.filter((ms) => ms > 0).sort((a, b) => a - b);
  const sum = ran.reduce((all, ms) => all + ms, 0);
  console.log(
    `${done.cells.length} cells cover every pair; ${ran.length} ran, ${seconds(sum)} in all, ${seconds(sum / ran.length)} a cell, the longest ${seconds(ran.at(-1) ?? 0)}; ${done.host.cores} cores, ${done.accelerator}`,
  );
  const beside = done.cells.flatMap((cell) => overheadOf(cell) ?? []).map(totalOf);
  if (beside.length > 0) {
    const { median, most } = summaryOf(beside);
    console.log(`beside dracut and the boots: median ${seconds(median)} a cell, at most ${seconds(most)}`);
  }
  console.log(verdictSentence(done));
  return done.cells.every(({ outcome }) => outcome.status === "PASS" || outcome.status === "SKIP");
}

async function showBoots(): Promise<boolean> {
  const kinds = new Map<string, number>();
  for (let at = 1; at <= boots.archives; at++) {
    const { cells } = await run(`${at}`, { ...oneCell, boots: `${boots.each}` });
    const archive = cells[0]?.outcome.evidence?.archives[0];
    if (archive === undefined) throw new Error(`run ${at} booted nothing: ${cells[0]?.outcome.reason}`);
    for (const { kind } of [archive.boot, ...(archive.again ?? [])]) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const all = [...kinds.values()].reduce((sum, count) => sum + count, 0);
  const good = kinds.get("booted") ?? 0;
  const others = [...kinds].filter(([kind]) => kind !== "booted").map(([kind, count]) => `, ${count} ${kind}`);
  console.log(
    `${all} boots of ${boots.archives} archives of one good cell: ${good} booted${others.join("")}; false verdicts: ${all - good} of ${all}`,
  );
  return good === all;
}

const shows: Readonly<Record<string, () => Promise<boolean>>> = {
  matrix: showMatrix,
  boots: showBoots,
  cancels: showCancels,
  "side-by-side": () => showSideBySide(home, `${home}/build/soak/side-by-side`),
};
const asked = shows[show];
if (asked === undefined) {
  console.error(`soak: expected a show, ${Object.keys(shows).join(" or ")}, got "${show}"`);
  process.exit(2);
}
process.exitCode = (await asked()) ? 0 : 1;
