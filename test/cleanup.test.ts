/** The host is killed in every stage; the cell ends by itself, and the post step removes what is left. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { leftBehind, Workspace, whyNoAction } from "./runner.ts";

const skip = whyNoAction() ?? false;

/** In their order; one cache serves them all, so that each run comes further than the one before. */
const stages = [
  "building subject",
  "staging kernel",
  "provision: btrfs image",
  "stage: subject",
  "archive: dracut (reflink)",
  "archive: dracut (zstd)",
  "verify: extents",
  "boot: archives taken out",
  "boot: reflink archive",
];

const within = async (ms: number, holds: () => boolean): Promise<boolean> => {
  for (const end = performance.now() + ms; performance.now() < end; await wait(100)) if (holds()) return true;
  return holds();
};

const workspace = skip ? undefined : new Workspace();
after(() => workspace?.[Symbol.dispose]());
for (const stage of stages)
  test(`killed at “${stage}”: nothing is left after the post step`, { skip }, async () => {
    assert.ok(workspace);
    const { child, ended, said } = workspace.start("main", {
      kernels: "6.12",
      "file-systems": "btrfs",
      compare: "zstd",
      controls: "none",
    });
    assert.ok(await within(120_000, () => said().includes(stage) || child.exitCode !== null), said());
    assert.equal(child.exitCode, null, `the run ended before: ${said()}`);
    child.kill("SIGKILL");
    await ended;
    // A cell in a container ends when its host is gone, without anybody's help.
    if (/^(stage|archive|verify|boot|provision)/.test(stage))
      assert.ok(await within(5000, () => leftBehind().length === 0), leftBehind().join("\n"));

    const post = await workspace.start("post").ended;
    assert.equal(post.status, 0, post.output);
    assert.deepEqual(leftBehind(), []);
    assert.deepEqual(readdirSync(workspace.file("home/.cache/cowpio/tmp")), []);
  });

test("clean does the same by hand, for every run", { skip }, async () => {
  using own = new Workspace();
  const { child, ended, said } = own.start("main", { kernels: "6.12", "file-systems": "btrfs" });
  assert.ok(await within(60_000, () => leftBehind().length > 0), said());
  child.kill("SIGKILL");
  await ended;
  const cache = own.file("home/.cache/cowpio");
  const { status, stdout } = spawnSync(process.execPath, ["dist/cli.js", "clean", "--cache-dir", cache], {
    encoding: "utf8",
  });
  assert.equal(status, 0);
  assert.match(stdout, /^removed what runs left: [1-9]\d* containers, \d+ volumes, 1 folders$/m);
  assert.deepEqual(leftBehind(), []);
  assert.ok(existsSync(cache));
});
