import { readdirSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { leftBehind, Workspace } from "../test/runner.ts";

const rounds = 50;
const signals = ["SIGINT", "SIGTERM", "SIGKILL"] as const;
const stages = [
  "accelerator",
  "provision: btrfs image",
  "stage: subject",
  "archive: dracut (reflink)",
  "archive: dracut (zstd)",
  "verify: extents",
  "boot: archives taken out",
  "boot: reflink archive",
];
const inputs = { kernels: "6.12", "file-systems": "btrfs", compare: "zstd", controls: "none" };

/**
 * Cancels the Action as a runner does, in every stage and by each signal, up to two seconds into the stage, then runs its
 * post step; gives whether nothing was left each time. Needs root, and an engine that nobody else uses meanwhile.
 */
export async function showCancels(): Promise<boolean> {
  using workspace = new Workspace();
  console.log("the first run fills the cache");
  await workspace.start("main", inputs).ended;
  const dirty: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const stage = stages[round % stages.length] as string;
    const signal = signals[round % signals.length] as (typeof signals)[number];
    const { child, ended, said } = workspace.start("main", inputs);
    while (!said().includes(stage) && child.exitCode === null) await wait(50);
    await wait((round * 37) % 2000);
    child.kill(signal);
    const { status } = await ended;
    const post = await workspace.start("post").ended;
    const left = [...leftBehind(), ...readdirSync(workspace.file("home/.cache/cowpio/tmp"))];
    const clean = post.status === 0 && left.length === 0;
    if (!clean) dirty.push(`${signal} at "${stage}": ${left.join(", ") || post.output}`);
    console.log(
      `${`${round + 1}/${rounds}`.padEnd(6)} ${signal.padEnd(7)} at "${stage}": ended ${status === null ? "by the signal" : `with ${status}`}; ${clean ? "nothing left" : "LEFT SOMETHING"}`,
    );
  }
  console.log(`${rounds - dirty.length} of ${rounds} cancelled runs left nothing`);
  for (const what of dirty) console.log(what);
  return dirty.length === 0;
}
