/** The Action's modes that start no cell, through the emulated runner. */

import assert from "node:assert/strict";
import { chmodSync, cpSync, globSync, mkdirSync, readFileSync } from "node:fs";
import { after, test } from "node:test";
import { writeReport } from "../../src/report/write.ts";
import { goodRun, withOutcomes } from "../support/fixture.ts";
import { actionProblem, Workspace } from "../support/runner.ts";
import { scratch } from "../support/scratch.ts";

const skip = actionProblem() ?? false;
const reports = scratch();
after(() => reports[Symbol.dispose]());
chmodSync(reports.path, 0o755);

const good = goodRun();
const worse = withOutcomes(good, { "btrfs-6.1": (previous) => ({ ...previous, status: "FAIL", reason: "copied" }) });
await writeReport(good, `${reports.path}/good`);
await writeReport(worse, `${reports.path}/worse`);
const plan = `sha256:${"1".repeat(64)}` as const;
for (const [index, positions] of [
  [0, 1, 2, 3],
  [4, 5, 6],
].entries())
  await writeReport(
    {
      ...good,
      cells: positions.map((position) => good.cells[position] as (typeof good.cells)[number]),
      shard: { index: index + 1, of: 2, plan, cells: good.cells.length, positions },
    },
    `${reports.path}/shards/shard-${index}`,
  );

async function mode(name: string, inputs: Readonly<Record<string, string>> = {}) {
  using workspace = new Workspace();
  const { status, output } = await workspace.start("main", { mode: name, ...inputs }).ended;
  const summary = readFileSync(workspace.file("GITHUB_STEP_SUMMARY"), "utf8");
  const work = workspace.file("work");
  const saved = `${reports.path}/kept-${name}`;
  mkdirSync(saved, { recursive: true });
  cpSync(work, saved, { recursive: true });
  return { status, output, summary, saved, outputs: workspace.values("GITHUB_OUTPUT") };
}

test("the bundles are small, and what runs on the host loads no addon", () => {
  const files = globSync("dist/*.js").map((file) => ({ file, text: readFileSync(file, "utf8") }));
  const bytes = files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  assert.ok(bytes < 1.5e6, `the JavaScript of dist has ${bytes} bytes`);
  // Of native/index.js.
  const loading = files.filter(({ text }) => text.includes("COWPIO_ADDON")).map(({ file }) => file);
  assert.deepEqual(loading, ["dist/cell.js"]);
});

test("a mode that does not exist is reported beside every other mistake", { skip }, async () => {
  const { status, output } = await mode("plann", { kernels: "6.2", shrads: "2", shards: "abc" });
  assert.equal(status, 1);
  assert.match(output, /shards: expected auto or a whole number from 1 to 256, got "abc"/);
  assert.match(output, /::error::mode: unknown value "plann", did you mean "plan"\? Use run, plan, merge/);
  assert.match(output, /unknown input "shrads", did you mean "shards"\?.*unknown kernel "6\.2"/s);
});

test("plan gives the matrix of shards, and starts nothing", { skip }, async () => {
  const { status, output, outputs } = await mode("plan", { kernels: "5.10 6.1 6.12", shards: "3" });
  assert.equal(status, 0, output);
  const { include } = JSON.parse(outputs["matrix"] ?? "") as { include: { shard: string; cells: number }[] };
  assert.deepEqual(
    include.map(({ shard }) => shard),
    ["1/3", "2/3", "3/3"],
  );
  const dealt = include.reduce((sum, { cells }) => sum + cells, 0);
  assert.equal(dealt, Number(outputs["cells"]));
  assert.match(outputs["cache-key"] ?? "", /^cowpio-\d[\w.]*-\d{4}w\d\d-kernels-5\.10_6\.1_6\.12-distros-trixie$/);
});

test("merge joins what download-artifact leaves in a folder", { skip }, async () => {
  const { status, output, outputs, summary } = await mode("merge", { reports: `${reports.path}/shards` });
  assert.equal(status, 0, output);
  assert.equal(outputs["verdict"], "PASS");
  assert.deepEqual(JSON.parse(outputs["counts"] ?? ""), { PASS: 7, FAIL: 0, ERROR: 0, INCONCLUSIVE: 0, SKIP: 0 });
  assert.match(outputs["digest"] ?? "", /^sha256:[0-9a-f]{64}$/);
  assert.match(summary, /^## cowpio: PASS/);
});

test("a shard that is missing is no report", { skip }, async () => {
  const { status, output } = await mode("merge", { reports: `${reports.path}/shards/shard-0` });
  assert.equal(status, 1);
  assert.match(output, /::error::merge: .*2\/2/);
});

test("diff fails for a regression, and not where nothing may", { skip }, async () => {
  const against = { baseline: `${reports.path}/good`, reports: `${reports.path}/worse` };
  const { status, output, outputs, summary } = await mode("diff", against);
  assert.deepEqual([status, outputs["regressions"]], [1, "1"], output);
  assert.match(summary, /btrfs-6\.1/);
  const never = await mode("diff", { ...against, "fail-on": "never" });
  assert.equal(never.status, 0);
  assert.match(never.output, /^(::[^\n]*\n)*fail-on is never: the exit status is 0 for every verdict\n/);
  assert.equal((await mode("diff", { baseline: against.reports, reports: against.baseline })).status, 0);
});

test("a merged run is held against its baseline", { skip }, async () => {
  const inputs = { reports: `${reports.path}/shards`, baseline: `${reports.path}/worse`, "fail-on": "regression" };
  const { status, outputs, summary, saved } = await mode("merge", inputs);
  assert.deepEqual([status, outputs["regressions"]], [0, "0"]);
  assert.match(summary, /## Against the base/);
  assert.match(readFileSync(`${saved}/cowpio-report/diff.md`, "utf8"), /btrfs-6\.1/);
});

test("fail-on: regression without a baseline, and a baseline that is not there, are reported", { skip }, async () => {
  const without = await mode("run", { "fail-on": "regression" });
  assert.match(without.output, /::error::fail-on: regression needs a base or a baseline to compare with/);
  const gone = await mode("run", { baseline: "./gone" });
  assert.match(gone.output, /::error::report \.\/gone/);
});

test("fail-on: never says so first", { skip }, async () => {
  const { status, output } = await mode("merge", { reports: `${reports.path}/shards`, "fail-on": "never" });
  assert.equal(status, 0);
  assert.match(output, /^(::[^\n]*\n)*fail-on is never: the exit status is 0 for every verdict\n/);
});

test("doctor's table is in the log and in the summary", { skip }, async () => {
  const { output, summary } = await mode("doctor", { accelerator: "tcg" });
  assert.match(output, /^ok +container engine +Docker/m);
  assert.match(summary, /^```text\nok/);
});
