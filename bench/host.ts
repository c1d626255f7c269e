/**
 * `npm run bench:host [-- OPTION VALUE]...`: what the host's side takes. The Action's first line, then one real cell: when it
 * begins, with a cache that has all it needs, and what it takes beside dracut and its boots. A missed bar ends with 1.
 * Options are those of `cowpio-matrix run`, as `--cache-dir FOLDER`.
 */

import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { overheadOf, totalOf } from "../src/report/html/overview.ts";
import { parseRun } from "../src/report/json.ts";
import { scratch } from "../test/support/scratch.ts";
import { baseline } from "./bar.ts";
import { median } from "./figures.ts";

const dist = resolve(import.meta.dirname, "../dist");
const rounds = 7;

/** Milliseconds from the start of a process until it has said `mark`; it is waited for. */
async function until(marker: RegExp, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const started = performance.now();
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  let ms: number | undefined;
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    if (marker.test(output)) ms ??= performance.now() - started;
  });
  const status = await new Promise<number | null>((done) => child.on("close", done));
  if (ms === undefined) throw new Error(`${args.join(" ")} ended with ${status} and never said ${marker}:\n${output}`);
  return { ms, output };
}

async function firstLine(folder: string): Promise<number> {
  const files = ["GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY"].map((name) => [name, `${folder}/${name}`]);
  for (const [, path] of files) writeFileSync(path as string, "");
  const env = { ...Object.fromEntries(files), INPUT_MODE: "plan", GITHUB_ACTIONS: "true" };
  const took: number[] = [];
  for (let round = 0; round < rounds; round++) took.push((await until(/\n/, [`${dist}/main.js`], env)).ms);
  return median(took);
}

using folder = scratch();
console.log(baseline(`the Action's first line, median of ${rounds}`, await firstLine(folder.path), 300, "ms"));

const report = `${folder.path}/report`;
const one = ["--file-systems", "btrfs", "--kernels", "6.12", "--compare", "none", "--controls", "none", "--jobs", "1"];
const run = [`${dist}/cli.js`, "run", ...one, "--report-dir", report, ...process.argv.slice(2)];
const oneCell = () => until(/\[1\/1\]/, run);
let cell = await oneCell();
// Downloads and builds happen once.
if (/\b(building|pulling|staging)\b/.test(cell.output)) cell = await oneCell();
console.log(baseline("the first cell's first line, with a warm cache", cell.ms / 1000, 10, "s"));
const { cells } = parseRun(readFileSync(`${report}/run.json`, "utf8"));
const overhead = cells.flatMap((done) => overheadOf(done) ?? []).map(totalOf);
if (overhead.length === 0) throw new Error(`the cell booted nothing: ${cells[0]?.outcome.reason}`);
console.log(baseline("a cell beside dracut and its boots", Math.max(...overhead) / 1000, 6, "s"));
