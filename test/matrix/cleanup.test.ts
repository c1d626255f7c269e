/** The host is killed in every stage, or cancelled; the cell ends by itself, and the post step removes what is left. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { after, test } from "node:test";
import { cancelled, leftAfterPost, waitFor } from "../support/cancel.ts";
import { actionProblem, leftBehind, Workspace } from "../support/runner.ts";

const skip = actionProblem() ?? false;

/** From an empty cache. */
const staging = ["building distro", "staging kernel"];
/** From the cache that the suites share. */
const stages = [
  "provision: btrfs image",
  "stage: distro",
  "archive: dracut (reflink)",
  "archive: dracut (zstd)",
  "verify: extents",
  "boot: archives taken out",
  "boot: reflink archive",
];

const requested = { kernels: "6.12", "file-systems": "btrfs", controls: "none" };
/** Only the stage of a second archive needs one. */
const inputsFor = (stage: string) => ({ ...requested, compare: stage.includes("zstd") ? "zstd" : "none" });
const bare = skip ? undefined : new Workspace();
const workspace = skip ? undefined : new Workspace("build/cache");
after(() => {
  bare?.[Symbol.dispose]();
  workspace?.[Symbol.dispose]();
});
for (const stage of [...staging, ...stages])
  test(`killed at “${stage}”: nothing is left after the post step`, { skip }, async () => {
    const own = stages.includes(stage) ? workspace : bare;
    assert.ok(own);
    const { ran, output } = await cancelled(own.start("main", inputsFor(stage)), stage, "SIGKILL");
    assert.ok(ran, `the run ended before: ${output}`);
    // A cell in a container ends when its host is gone, without anybody's help.
    if (stages.includes(stage))
      assert.ok(await waitFor(30_000, () => leftBehind().length === 0), leftBehind().join("\n"));
    assert.deepEqual(await leftAfterPost(own), []);
  });

for (const [signal, stage] of [
  ["SIGTERM", "archive: dracut (reflink)"],
  ["SIGINT", "boot: reflink archive"],
] as const)
  test(`cancelled by ${signal} at “${stage}”: it says so, and nothing is left even before the post step`, {
    skip,
  }, async () => {
    assert.ok(workspace);
    const { ran, status, output } = await cancelled(workspace.start("main", inputsFor(stage)), stage, signal, 1000);
    assert.ok(ran, `the run ended before: ${output}`);
    assert.equal(status, 1);
    assert.match(output, new RegExp(`::error::cancelled by ${signal}`));
    assert.deepEqual(leftBehind(), []);
    assert.deepEqual(await leftAfterPost(workspace), []);
  });

test("clean does the same by hand, for every run", { skip }, async () => {
  using own = new Workspace();
  const { child, ended, output: printed } = own.start("main", { kernels: "6.12", "file-systems": "btrfs" });
  assert.ok(await waitFor(60_000, () => leftBehind().length > 0), printed());
  child.kill("SIGKILL");
  await ended;
  const cache = own.file("home/.cache/cowpio");
  const { status, stdout } = spawnSync(process.execPath, ["dist/cli.js", "clean", "--cache-dir", cache], {
    encoding: "utf8",
  });
  assert.equal(status, 0);
  assert.match(stdout, /^removed what runs left: [1-9]\d* containers, \d+ volumes, 1 directories$/m);
  assert.deepEqual(leftBehind(), []);
  assert.ok(existsSync(cache));
});
