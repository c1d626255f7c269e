/** Entry of the Action's post step: removes what a cancelled or killed run left. */
import * as core from "@actions/core";
import { clean, describeCleaned } from "./host/clean.ts";

async function post(): Promise<void> {
  const runId = core.getState("run-id");
  if (runId === "") return;
  try {
    const engine = core.getState("engine") === "none" ? "none" : "auto";
    const cleaned = await clean(engine, core.getState("cache-dir"), runId);
    core.info(`removed what was left of run ${runId}: ${describeCleaned(cleaned)}`);
  } catch (error) {
    core.warning(`could not clean up after run ${runId}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

void post().then(() => process.exit());
