import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { parseRun } from "../src/report/json.ts";
import { leftBehind } from "../test/runner.ts";

/** Each a run of its own, as two jobs of one runner are; the last two share all that they ask for. */
const runs = [
  { "file-systems": "btrfs", kernels: "6.12" },
  { "file-systems": "xfs", kernels: "6.1" },
  { "file-systems": "btrfs xfs", kernels: "6.12", loaders: "grub" },
  { "file-systems": "btrfs xfs", kernels: "6.12", loaders: "grub" },
] as const;

/**
 * Four runs at once, from one cache that is empty; gives whether each ended well or said MISS, and nothing was left. Needs an
 * engine that nobody else uses meanwhile. `folder` keeps cache and reports.
 */
export async function showSideBySide(home: string, folder: string): Promise<boolean> {
  mkdirSync(folder, { recursive: true });
  const ended = await Promise.all(
    runs.map((asked, index) => {
      const report = `${folder}/report-${index + 1}`;
      const given = {
        ...asked,
        compare: "none",
        controls: "none",
        "cache-dir": `${folder}/cache`,
        "report-dir": report,
      };
      const args = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
      const child = spawn(process.execPath, [`${home}/dist/cli.js`, "run", ...args], {
        stdio: ["ignore", "ignore", "inherit"],
      });
      return new Promise<{ report: string; status: number | null }>((done) =>
        child.on("close", (status) => done({ report, status })),
      );
    }),
  );
  let good = true;
  for (const [index, { report, status }] of ended.entries()) {
    const { cells } = parseRun(readFileSync(`${report}/run.json`, "utf8"));
    const told = cells.map(({ plan, outcome }) => `${plan.id} ${outcome.status}`);
    good &&= cells.every(({ outcome }) => outcome.status === "PASS" || outcome.status === "MISS");
    console.log(`run ${index + 1} of ${runs.length} ended with ${status}: ${told.join(", ")}`);
  }
  const [third, fourth] = ended.slice(2).map(({ report }) => readFileSync(`${report}/report.json`, "utf8"));
  console.log(`the two that asked for the same have ${third === fourth ? "the same" : "DIFFERENT"} report.json`);
  const left = leftBehind();
  console.log(left.length === 0 ? "nothing is left" : `LEFT: ${left.join(", ")}`);
  return good && third === fourth && left.length === 0;
}
