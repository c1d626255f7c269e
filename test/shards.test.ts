/** The matrix suite's run once more, in two shards: joined, it is the same report. Costs a minute and a half. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { scratch } from "./scratch.ts";
import { consolesIn, smallOptionsAgain, smallReport } from "./small-matrix.ts";

const whole = `${smallReport}/report.json`;
const skip = existsSync(whole) ? false : "there is no report of the matrix suite";

const command = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/cli.js", ...args], { encoding: "utf8" });
  return { status, said: stdout + stderr };
};

test("two shards, each run by itself, are joined to the bytes of the run in one", { skip }, () => {
  using folder = scratch();
  const shards = ["1/2", "2/2"].map((shard, index) => {
    const path = `${folder.path}/${index}`;
    const { status, said } = command("run", ...smallOptionsAgain, "--shard", shard, "--report-dir", path);
    assert.equal(status, 0, said);
    return path;
  });
  const early = command("merge", shards[0] as string, "--report-dir", `${folder.path}/early`);
  assert.equal(early.status, 3);
  assert.match(early.said, /shard 2\/2 is missing beside/);

  const { status, said } = command("merge", ...shards, "--report-dir", `${folder.path}/merged`);
  assert.equal(status, 0, said);
  assert.equal(readFileSync(`${folder.path}/merged/report.json`, "utf8"), readFileSync(whole, "utf8"));
  assert.deepEqual(consolesIn(`${folder.path}/merged`), consolesIn(smallReport));
});
