import { appendFileSync, cpSync, globSync, renameSync } from "node:fs";
import { resolve } from "node:path";
import { ensureCellImage } from "../../src/host/engine/cell-image.ts";
import { connectEngine } from "../../src/host/engine/engine.ts";
import { cancelled, leftAfterPost } from "../support/cancel.ts";
import { Workspace } from "../support/runner.ts";
import { scratch } from "../support/scratch.ts";
import type { Log, SoakResult } from "./result.ts";

const own = resolve(import.meta.dirname, "../..");
const rounds = 50;
/** A run that ends before its signal comes is started again, and signalled sooner. */
const tries = 3;
const signals = ["SIGINT", "SIGTERM", "SIGKILL"] as const;

type Stage = {
  /** By what the run says when it begins. */
  readonly output: string;
  /** The cache's entries that are out of the way meanwhile, so that the run comes to this stage. */
  readonly without?: string;
  /** With an image that there is not. */
  readonly builds?: true;
  /** Not to be waited in. */
  readonly short?: true;
};
const stages: readonly Stage[] = [
  { output: "building the cell image", builds: true },
  { output: "accelerator" },
  { output: "building distro", without: "distro-*.json" },
  { output: "staging kernel", without: "kernel-*.json" },
  { output: "provision: btrfs image" },
  { output: "stage: distro" },
  { output: "archive: dracut (reflink)" },
  { output: "archive: dracut (zstd)" },
  { output: "verify: extents" },
  { output: "boot: archives taken out" },
  { output: "boot: reflink archive" },
  // The report is written next.
  { output: "PASS after", short: true },
];
const inputs = { kernels: "6.12", "file-systems": "btrfs", compare: "zstd", controls: "none" };

/** Removes what `stage` would find done; restored after the round. */
function prepared(stage: Stage, workspace: Workspace): Disposable {
  const index = workspace.file("home/.cache/cowpio/index");
  const aside = stage.without === undefined ? [] : globSync(stage.without, { cwd: index });
  for (const entry of aside) renameSync(`${index}/${entry}`, workspace.file(entry));
  return {
    [Symbol.dispose]: () => {
      for (const entry of aside) renameSync(workspace.file(entry), `${index}/${entry}`);
    },
  };
}

/** A checkout whose cell image takes a layer more, which takes longer than anybody waits. */
function otherHome(workspace: Workspace): string {
  const home = workspace.file("checkout");
  for (const part of ["containers", "dist", "native", "package.json"])
    cpSync(`${own}/${part}`, `${home}/${part}`, { recursive: true });
  appendFileSync(`${home}/containers/cell/Dockerfile`, "RUN sleep 60\n");
  return home;
}

/**
 * Cancels the Action as a runner does, in every stage and by each signal, up to two seconds into the stage, then runs its
 * post step; good when each round was cancelled and left nothing. Needs root, and an engine that nobody else uses meanwhile.
 */
export async function soakCancels(log: Log): Promise<SoakResult> {
  using workspace = new Workspace();
  using folder = scratch();
  const engine = await connectEngine();
  // By root: the image's base may have to be bootstrapped.
  const signal = new AbortController().signal;
  await ensureCellImage({ engine, requested: "", home: own, runId: "soak", scratch: folder.path, signal, log });
  log("the first run fills the cache");
  const first = await workspace.start("main", inputs).ended;
  if (first.status !== 0) throw new Error(`the first run ended with ${first.status}:\n${first.output}`);
  const other = otherHome(workspace);
  let hit = 0;
  const bad: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const stage = stages[round % stages.length] as Stage;
    const sent = signals[(round + Math.floor(round / stages.length)) % signals.length] as (typeof signals)[number];
    const what = `${sent} at "${stage.output}"`;
    let text = "NOT CANCELLED: the run ended before its signal";
    for (let attempt = 0; attempt < tries; attempt++) {
      using _ = prepared(stage, workspace);
      const run = workspace.start("main", inputs, stage.builds ? { home: other } : {});
      const after = stage.short || attempt > 0 ? 0 : (round * 37) % 2000;
      const { ran, status } = await cancelled(run, stage.output, sent, after);
      const left = await leftAfterPost(workspace);
      if (left.length > 0) bad.push(`${what}: ${left.join(", ")}`);
      if (!ran) continue;
      hit++;
      text = `ended ${status === null ? "by the signal" : `with ${status}`}; ${left.length === 0 ? "nothing left" : "LEFT SOMETHING"}`;
      break;
    }
    log(`${`${round + 1}/${rounds}`.padEnd(6)} ${what}: ${text}`);
  }
  for (const what of bad) log(what);
  return {
    good: hit === rounds && bad.length === 0,
    figures: `${hit} of ${rounds} runs cancelled while they ran, in ${stages.length} stages by ${signals.length} signals; ${bad.length === 0 ? "none" : bad.length} left anything`,
  };
}
