/** Entry of the Action. */

import { appendFileSync } from "node:fs";
import { resolve } from "node:path";
import * as core from "@actions/core";
import { newRunId } from "./host/run.ts";
import { executableOf, readRelease } from "./host/staging/release.ts";
import { defaultCacheDir } from "./lib/files.ts";
import { describeError, UserError } from "./model/errors.ts";
import { modes, type Runner } from "./modes.ts";
import { parseModeRequest } from "./plan/action.ts";
import { actionInputNames, inputNames, inputs } from "./plan/input-table.ts";
import { parseInputs } from "./plan/inputs.ts";
import { version } from "./version.ts";

const runId = newRunId();
const interrupted = new AbortController();
// A cancelled job gets SIGINT, and SIGTERM after 7.5 s; the post step cleans up what is left.
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.on(name, () => interrupted.abort(new UserError(`cancelled by ${name}`)));

const runner: Runner = {
  info: core.info,
  debug: (text) => {
    if (core.isDebug()) core.debug(text);
  },
  group: { open: core.startGroup, close: core.endGroup },
  output: core.setOutput,
  summary: (markdown) => {
    const path = process.env["GITHUB_STEP_SUMMARY"];
    if (path) appendFileSync(path, markdown);
  },
  annotate: ({ text, ...location }) => core.error(text, location),
  fail: core.setFailed,
};

/** The runner sets INPUT_NAME for each input that is given or has a default, and for unknown ones too. */
function givenInputs(): Record<string, string | undefined> {
  const given: Record<string, string | undefined> = {};
  for (const [key, value] of Object.entries(process.env))
    if (key.startsWith("INPUT_")) given[key.slice("INPUT_".length).toLowerCase().replaceAll("_", "-")] = value;
  for (const name of [...inputNames, ...actionInputNames]) given[name] = core.getInput(name);
  return given;
}

function parsed() {
  const given = givenInputs();
  const requested = parseModeRequest(given, given["baseline"] ?? "");
  for (const name of actionInputNames) delete given[name];
  const pullRequest = /^pull_request(_target)?$/.test(process.env["GITHUB_EVENT_NAME"] ?? "");
  const home = { cache: defaultCacheDir(process.env), pullRequest, debug: core.isDebug() };
  const request = parseInputs(given, home, actionInputNames);
  if (requested.ok && request.ok) return { requested: requested.value, request: request.value };
  throw new UserError([requested, request].flatMap((one) => (one.ok ? [] : one.problems)).join("\n"));
}

async function main(): Promise<void> {
  try {
    // First: what uploads the report would else have no path where this fails early.
    runner.output("report-dir", resolve(core.getInput("report-dir") || inputs["report-dir"].default));
    const { requested, request } = parsed();
    core.saveState("run-id", runId);
    core.saveState("cache-dir", request.cacheDir);
    core.saveState("engine", request.engine);
    const home = resolve(import.meta.dirname, "..");
    const release = await readRelease(home, version);
    runner.output("executable", executableOf(home, release, process.arch) ?? "");
    const at = { home, release, runId, signal: interrupted.signal, log: runner.info };
    await modes[requested.mode](request, requested, runner, at);
  } catch (error) {
    core.setFailed(describeError(error));
  }
}

// Node exits with status 0 if nothing can happen any more. That is not a finished run.
process.once("beforeExit", () => {
  core.setFailed("exited before the run was complete; the container engine may have been stopped");
  process.exit();
});
// Connections to the engine may still be open.
void main().then(() => process.exit());
