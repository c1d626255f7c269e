/** Entry of the Action. */
import { appendFileSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import * as core from "@actions/core";
import { UserError } from "./domain/failure.ts";
import { defaultCacheDir } from "./plan/cache-dir.ts";
import { inputNames, parseInputs } from "./plan/inputs.ts";
import { verdictOf } from "./report/counts.ts";
import { newRunId, runAndReport } from "./run.ts";

const runId = newRunId();
const interrupted = new AbortController();
// A cancelled job gets SIGINT, and SIGTERM after 7.5 s; the post step cleans up what is left.
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.on(name, () => interrupted.abort(new UserError(`cancelled by ${name}`)));

/** The runner sets INPUT_NAME for each input that is given or has a default, and for unknown ones too. */
function givenInputs(): Record<string, string | undefined> {
  const given: Record<string, string | undefined> = {};
  for (const [key, value] of Object.entries(process.env))
    if (key.startsWith("INPUT_")) given[key.slice("INPUT_".length).toLowerCase().replaceAll("_", "-")] = value;
  for (const name of inputNames) given[name] = core.getInput(name);
  return given;
}

async function main(): Promise<void> {
  try {
    const parsed = parseInputs(givenInputs(), { cache: defaultCacheDir(process.env) });
    if (!parsed.ok) throw new UserError(parsed.problems.join("\n"));
    const request = parsed.value;
    core.saveState("run-id", runId);
    core.saveState("cache-dir", request.cacheDir);

    const home = resolve(import.meta.dirname, "..");
    const { run, files, digest } = await runAndReport(request, {
      home,
      runId,
      signal: interrupted.signal,
      say: core.info,
    });

    const verdict = verdictOf(run);
    const summary = process.env["GITHUB_STEP_SUMMARY"];
    if (summary) appendFileSync(summary, readFileSync(files.markdown));
    core.setOutput("verdict", verdict);
    core.setOutput("report-dir", resolve(request.reportDir));
    core.setOutput("report-html", resolve(files.html));
    core.info(`report: ${files.html}\nreport.json: ${digest}`);
    if (verdict !== "PASS") core.setFailed(`verdict ${verdict}: see the job's summary or ${files.html}`);
  } catch (error) {
    core.setFailed(error instanceof UserError ? error.message : String(error instanceof Error ? error.stack : error));
  }
}

// Connections to the engine may still be open.
void main().then(() => process.exit());
