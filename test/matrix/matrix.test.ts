/**
 * A small real matrix, by hand as root with the oldest Node, and beside it its first shard as GitHub's runner starts the Action;
 * each from an empty cache. The shards suite compares their reports.
 */

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { cpSync, lstatSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { after, test } from "node:test";
import { describePrivilege } from "../../src/host/engine/privileges.ts";
import { parseRun } from "../../src/report/json.ts";
import { waitFor } from "../support/cancel.ts";
import { oldestNode } from "../support/oldest-node.ts";
import { actionProblem, leftBehind, Workspace } from "../support/runner.ts";
import {
  smallCache as cache,
  consolesIn,
  smallReport as report,
  small,
  smallOptions,
  smallShard,
} from "../support/small-matrix.ts";

const engine = (() => {
  try {
    execFileSync("docker", ["version"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "no engine answers";
  }
})();

const action = engine ?? actionProblem();
const workspace = action === undefined ? new Workspace() : undefined;
after(() => workspace?.[Symbol.dispose]());

/** Waits for both, so that neither runs while the leftovers of the other are looked for. */
const runs = engine === undefined ? bothRuns() : undefined;
async function bothRuns() {
  rmSync(cache, { recursive: true, force: true });
  const child = spawn(oldestNode(), ["dist/cli.js", "run", ...smallOptions, "--report-dir", report], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const byHand = once(child, "close").then(([status]) => ({ status: status as number | null, stdout, stderr }));
  // The first to want the cell image may have to bootstrap its base, which takes root.
  await Promise.race([byHand, waitFor(900_000, () => stdout.includes("accelerator ") || child.exitCode !== null)]);
  const debugging = { RUNNER_DEBUG: "1" };
  const started = workspace?.start("main", { ...small, jobs: "1", shard: "1/2" }, { env: debugging }).ended;
  return { byHand: await byHand, byAction: await started };
}

test("by hand: shared, copied, copied and not booting come out as they must", { skip: engine ?? false }, async () => {
  const run = (await runs)?.byHand;
  assert.ok(run);
  assert.equal(run.status, 0, run.stdout + run.stderr);
  assert.match(run.stdout, /verdict PASS\nreport: \S+\/report\.html\n$/);
  assert.ok(run.stdout.split("\n").includes(describePrivilege(false)) && !run.stdout.includes("::"), run.stdout);

  const { cells } = JSON.parse(readFileSync(`${report}/report.json`, "utf8"));
  const text = (cell: {
    id: string;
    status: string;
    sharing: { verdict: { kind: string } };
    archives: { boot: { kind: string } }[];
  }) =>
    `${cell.id}: ${cell.status}: ${cell.sharing.verdict.kind}, ${cell.archives.map(({ boot }) => boot.kind).join(", ")}`;
  assert.deepEqual(cells.map(text), [
    "btrfs-6.12: PASS: shared, booted, booted",
    "control-ext4-6.12: PASS: copied, booted",
    "control-no-init-6.12: PASS: shared, did not boot",
    "control-unaligned-6.12: PASS: copied, booted",
  ]);
  const [proven] = parseRun(readFileSync(`${report}/run.json`, "utf8")).cells;
  const [archive] = proven?.outcome.evidence?.archives ?? [];
  assert.deepEqual(
    [archive?.boot, ...(archive?.otherBoots ?? [])].map((boot) => boot?.kind),
    ["booted", "booted"],
  );
  const { shared, shareable } = cells[0].sharing.verdict;
  assert.ok(shared / shareable >= 0.999, `${shared} of ${shareable}`);
  assert.deepEqual(consolesIn(report), [
    "btrfs-6.12-reflink.log",
    "btrfs-6.12-zstd.log",
    "control-ext4-6.12-reflink.log",
    "control-no-init-6.12-reflink.log",
    "control-unaligned-6.12-reflink.log",
  ]);
  assert.deepEqual(leftBehind(), []);
  assert.deepEqual(readdirSync(`${cache}/tmp`), []);
});

test("its first shard as the Action, unprivileged: outputs, a summary, and every file its own", {
  skip: action ?? false,
}, async () => {
  const run = (await runs)?.byAction;
  assert.ok(run && workspace);
  const { status, output } = run;
  assert.equal(status, 0, output);
  assert.ok(output.split("\n").includes(describePrivilege(false)), output);
  // A cell's lines are folded, and what its tools say is there where debugging was asked for; none of it is a command.
  const groups = [...output.matchAll(/^::group::(\S+)\n([\s\S]*?)^::endgroup::\n(.*)$/gm)];
  const names = groups.map(([, name]) => name);
  assert.ok(names.includes("btrfs-6.12") && names.length < 4, names.join(" "));
  for (const [, name, inside = "", after] of groups) {
    assert.match(inside, /^::debug::.*dracut/m, name);
    assert.match(inside, new RegExp(`^\\[\\d/\\d\\] ${name}: archive: dracut \\(reflink\\)$`, "m"));
    assert.deepEqual(inside.match(/^::(?!debug::).*/gm), null);
    assert.match(after ?? "", new RegExp(`^\\[\\d/\\d\\] ${name}: PASS after `));
  }

  const outputs = workspace.values("GITHUB_OUTPUT");
  const reportDir = outputs["report-dir"] ?? "";
  const { digest, "cache-key": key, ...others } = outputs;
  assert.deepEqual(others, {
    verdict: "PASS",
    counts: JSON.stringify({ PASS: groups.length, FAIL: 0, ERROR: 0, INCONCLUSIVE: 0, SKIP: 0 }),
    "report-dir": workspace.file("work/cowpio-report"),
    "report-html": `${reportDir}/report.html`,
    executable: "",
  });
  const bytes = readFileSync(`${reportDir}/report.json`, "utf8");
  assert.equal(digest, `sha256:${createHash("sha256").update(bytes).digest("hex")}`);
  assert.match(key ?? "", /^cowpio-[\w.+-]+-kernels-6\.12-distros-trixie$/);
  assert.match(readFileSync(workspace.file("GITHUB_STEP_SUMMARY"), "utf8"), /^## cowpio: PASS/);
  // The shards suite joins it with the second.
  rmSync(smallShard, { recursive: true, force: true });
  cpSync(reportDir, smallShard, { recursive: true });

  const foreign = readdirSync(workspace.path, { recursive: true, encoding: "utf8" }).filter(
    (name) => lstatSync(workspace.file(name)).uid !== workspace.uid,
  );
  assert.deepEqual(foreign, []);
  assert.deepEqual(leftBehind(), []);

  const post = await workspace.start("post").ended;
  assert.equal(post.status, 0);
  assert.match(post.output, /removed what was left of run \w+: 0 containers, 0 volumes, 0 directories/);
});
