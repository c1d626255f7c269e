import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { goodRun, mixedRun } from "../../test/support/fixture.ts";
import { wideRun } from "../../test/support/wide-fixture.ts";
import type { JudgedCell } from "../model/outcome.ts";
import type { Run } from "../model/run.ts";
import { assignShards } from "../plan/shards.ts";
import { parseRun, runJson } from "./json.ts";
import { mergeReports } from "./merge.ts";
import { writeReport } from "./write.ts";

const plan = `sha256:${"1".repeat(64)}` as const;

function scratch() {
  const path = mkdtempSync(`${tmpdir()}/cowpio-merge-`);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

/** The run as so many shards of it, each in a folder of its own, with a log for each cell. */
async function shardsOf(run: Run, count: number, below: string): Promise<string[]> {
  const durations = run.cells.map((_, index) => 1000 + ((index * 37) % 11));
  const folders = [];
  for (const [index, { positions }] of assignShards(durations, count).entries()) {
    const folder = `${below}/shard-${index + 1}`;
    const cells = positions.map((position) => run.cells[position] as JudgedCell);
    const shard = { index: index + 1, of: count, plan, cells: run.cells.length, positions };
    await writeReport({ ...run, shard, cells }, folder);
    mkdirSync(`${folder}/logs`);
    for (const cell of cells) writeFileSync(`${folder}/logs/${cell.plan.id}.log`, "dracut\n");
    folders.push(folder);
  }
  return folders;
}

/** Changes a shard's run.json. */
function change(folder: string, how: (run: Run) => Run): void {
  const file = `${folder}/run.json`;
  writeFileSync(file, runJson(how(parseRun(readFileSync(file, "utf8")))));
}

for (const [name, run] of [
  ["seven cells, all well", goodRun()],
  ["seven cells, something of everything", mixedRun()],
  ["so many cells that each has its own page", wideRun(60)],
] as const)
  test(`merged shards equal the same run in one piece: ${name}`, async () => {
    using folder = scratch();
    const shards = await shardsOf(run, 3, folder.path);
    const whole = await writeReport(run, `${folder.path}/whole`);
    const merged = await mergeReports([shards[2], shards[0], shards[1]] as string[], `${folder.path}/merged`);
    assert.equal(merged.digest, whole.digest);
    for (const file of ["report.json", "run.json", "results.yaml", "results.ktap", "report.html", "summary.md"])
      assert.ok(
        readFileSync(`${folder.path}/merged/${file}`).equals(readFileSync(`${folder.path}/whole/${file}`)),
        file,
      );
    const pages = (of: string) =>
      readdirSync(`${folder.path}/${of}`).includes("cells")
        ? readdirSync(`${folder.path}/${of}/cells`).map((file) => [
            file,
            readFileSync(`${folder.path}/${of}/cells/${file}`, "utf8"),
          ])
        : [];
    assert.deepEqual(pages("merged"), pages("whole"));
    assert.equal(readdirSync(`${folder.path}/merged/logs`).length, run.cells.length);
    assert.ok(!readdirSync(`${folder.path}/merged`).includes("merge.new"));
  });

test("folders that are not the shards of one plan, each once, are refused by name, and nothing is written", async () => {
  using folder = scratch();
  const fresh = async () => {
    rmSync(`${folder.path}/shards`, { recursive: true, force: true });
    return (await shardsOf(goodRun(), 3, `${folder.path}/shards`)) as [string, string, string];
  };
  const refused = async (shards: readonly string[], why: RegExp) => {
    await assert.rejects(mergeReports(shards, `${folder.path}/merged`), why);
    assert.deepEqual(readdirSync(`${folder.path}/merged`), []);
  };

  const [one, two, three] = await fresh();
  await refused([one, three], /shard 2\/3 is missing beside \S+shard-1, \S+shard-3/);
  await refused([one], /shards 2\/3, 3\/3 are missing/);
  await refused([one, two, three, two], /\S+shard-2 and \S+shard-2 are both shard 2\/3/);
  await refused([one, two, `${folder.path}/none`], /none holds no report: ENOENT/);
  await assert.rejects(mergeReports([one, two, three], two), /shard-2 is a shard; give another --report-dir/);

  change(two, (run) => ({ ...run, version: "9.9.9" }));
  await refused([one, two, three], /shard-2 was run by cowpio 9\.9\.9, \S+shard-1 by 0\.1\.0/);
  const withShard = (over: object) => (run: Run) => ({ ...run, shard: { ...run.shard, ...over } }) as Run;
  await fresh();
  change(three, withShard({ plan: `sha256:${"2".repeat(64)}` }));
  await refused([one, two, three], /shard-3 has another plan than \S+shard-1/);
  await fresh();
  change(three, withShard({ of: 4 }));
  await refused([one, two, three], /shard-3 is shard 3\/4, \S+shard-1 1\/3/);
  await fresh();
  change(three, ({ shard: _, ...run }) => run);
  await refused([one, two, three], /shard-3 is a whole run, not a shard of one/);
  await fresh();
  change(three, withShard({ positions: [0] }));
  await refused([one, two, three], /shard-3\/run\.json: it has 3 cells and 1 places for them/);
  await fresh();
  change(three, (run) => ({ ...run, shard: { ...(run.shard as NonNullable<Run["shard"]>), positions: [0, 1, 2] } }));
  await refused([one, two, three], /both ran cell \d of the plan: give --durations to all shards or to none/);
  await fresh();
  writeFileSync(`${three}/run.json`, "{");
  await refused([one, two, three], /shard-3\/run\.json: /);
});

test("differences between the shards' machines are listed for all", async () => {
  using folder = scratch();
  const shards = (await shardsOf(goodRun(), 2, folder.path)) as [string, string];
  change(shards[1], (run) => ({
    ...run,
    started: "2026-11-23T21:00:00.000Z",
    elapsedMs: 60_000,
    jobs: 2,
    host: { ...run.host, kernel: "6.1.0", cores: 8, memory: 1 },
    accelerator: "kvm",
  }));
  const { run } = await mergeReports(shards, `${folder.path}/merged`);
  const { started, elapsedMs, jobs, host, accelerator, shard } = run;
  assert.deepEqual(
    { started, elapsedMs, jobs, accelerator, shard, kernel: host.kernel, cores: host.cores, memory: host.memory },
    {
      started: "2026-11-23T20:53:47.871Z",
      elapsedMs: Date.parse("2026-11-23T21:01:00.000Z") - Date.parse("2026-11-23T20:53:47.871Z"),
      jobs: 2,
      accelerator: "kvm and tcg",
      shard: undefined,
      kernel: "6.18.44, 6.1.0",
      cores: 2,
      memory: 1,
    },
  );
  assert.deepEqual(parseRun(readFileSync(`${folder.path}/merged/run.json`, "utf8")), run);
});
