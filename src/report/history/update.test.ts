import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { mixedRun } from "../../../test/support/fixture.ts";
import { nightlyRuns } from "../../../test/support/nights.ts";
import { scratch } from "../../../test/support/scratch.ts";
import { runJson } from "../json.ts";
import { writeReport } from "../write.ts";
import { updateHistory, withoutMembers } from "./update.ts";

/** Reports of some nights in `nights/`, the third with a base in it. */
async function reports(count = 5) {
  const folder = scratch();
  const at = (name: string) => `${folder.path}/${name}`;
  for (const [night, run] of [...nightlyRuns(count, 12, {})].entries()) await writeReport(run, at(`nights/${night}`));
  await writeReport(mixedRun(), at("nights/2/base"));
  return { at, [Symbol.dispose]: folder[Symbol.dispose] };
}

const read = (path: string) => readFileSync(path, "utf8");

test("nights that are added one by one give the same files as all together", async () => {
  using folder = await reports();
  const { at } = folder;
  const all = await updateHistory([at("nights")], at("all"), "");
  assert.deepEqual(all.refused, []);
  assert.match(
    all.text,
    /^5 nights, 2024-01-01 to 2024-01-05: 5 added, 0 already there, 0 replaced\npage: \/.*\/all\/index\.html$/,
  );
  for (const night of [3, 0, 4, 1, 2]) await updateHistory([at(`nights/${night}`)], at("single"), "");
  for (const file of ["history.jsonl", "index.html"]) assert.equal(read(at(`single/${file}`)), read(at(`all/${file}`)));
  // A history beside the nights is not taken for a night.
  const beside = await updateHistory([at("nights")], at("nights/page"), "");
  assert.deepEqual(beside.refused, []);

  const again = await updateHistory([at("nights/1/run.json"), at("nights")], at("all"), "");
  assert.match(again.text, /: 0 added, 5 already there, 0 replaced\n/);
  assert.equal(read(at("all/history.jsonl")), read(at("single/history.jsonl")));
});

test("links lead to the reports from the page, or to the given address", async () => {
  using folder = await reports();
  const { at } = folder;
  cpSync(at("nights/0"), at("site/nights/a b%"), { recursive: true });
  rmSync(at("nights/1/report.html"));
  await updateHistory([at("site/nights"), at("nights/1"), at("nights/2")], at("site"), "");
  const links = (path: string) => [...read(path).matchAll(/"link":"([^"]*)"/g)].map(([, link]) => link);
  assert.deepEqual(links(at("site/history.jsonl")), ["nights/a%20b%25/report.html", "../nights/2/report.html"]);
  await updateHistory([at("site/nights"), at("nights/1")], at("other"), "https://ci.example/runs/{name}#{name}");
  assert.deepEqual(links(at("other/history.jsonl")), [
    "https://ci.example/runs/a%20b%25#a%20b%25",
    "https://ci.example/runs/1#1",
  ]);
});

test("a report that cannot be read is refused by its path, and the others are added", async () => {
  using folder = await reports(9);
  const { at } = folder;
  writeFileSync(
    at("nights/1/run.json"),
    read(at("nights/1/run.json")).replace(/"schema": 1\n\}\n$/, '"schema": 2\n}\n'),
  );
  rmSync(at("nights/3/run.json"));
  writeFileSync(at("nights/4/run.json"), read(at("nights/4/run.json")).slice(0, 5000));
  mkdirSync(at("empty/below"), { recursive: true });
  const { refused, text } = await updateHistory([at("nights"), at("empty"), at("nowhere")], at("site"), "");
  assert.match(
    text,
    /^6 nights, .*: 6 added, 0 already there, 0 replaced\nno report: 2024-01-02\nno report: 2024-01-04 to 2024-01-05\n/,
  );
  const [unfinished, empty, nowhere, version, damaged, ...more] = refused;
  assert.equal(unfinished, `${at("nights/3")}: contains no run.json`);
  assert.equal(empty, `${at("empty")}: contains no run.json`);
  assert.match(nowhere ?? "", /^report \/.*\/nowhere: ENOENT/);
  assert.match(version ?? "", /\/nights\/1\/run\.json: expected a run of schema 1, found 2: read it with the version/);
  assert.match(damaged ?? "", /\/nights\/4\/run\.json: .*JSON/);
  assert.deepEqual(more, []);
});

test("a history that cannot be read stays as it is, and without a report nothing is written", async () => {
  using folder = await reports();
  const { at } = folder;
  mkdirSync(at("site"));
  writeFileSync(at("site/history.jsonl"), '{"schema":9}\n');
  await assert.rejects(updateHistory([at("nights")], at("site"), ""), {
    name: "UserError",
    message: new RegExp(`^${at("site/history.jsonl")}: expected a history of schema 1, found 9`),
  });
  assert.equal(read(at("site/history.jsonl")), '{"schema":9}\n');
  assert.ok(!existsSync(at("site/index.html")));
  await assert.rejects(updateHistory([at("nowhere")], at("new"), ""), {
    name: "UserError",
    message: /^output .*\/new: has no history yet, and no report could be read\nreport .*\/nowhere: ENOENT/,
  });
  assert.ok(!existsSync(at("new/history.jsonl")));
});

test("a run without its members is the run but for them", () => {
  const run = mixedRun();
  const bare = JSON.parse(withoutMembers(Buffer.from(runJson(run)))) as { run: unknown };
  const expected = JSON.parse(runJson(run), (key, value: unknown) => (key === "members" ? [] : value)) as {
    run: unknown;
  };
  assert.deepEqual(bare, expected);
  const hostile = JSON.stringify({
    members: ['"members":[', "]\\", '\\"', [["]"]]],
    text: ' "members" : [ ',
    list: ["members", { members: [] }],
    other: { members: 7 },
  });
  assert.deepEqual(JSON.parse(withoutMembers(Buffer.from(hostile))), {
    members: [],
    text: ' "members" : [ ',
    list: ["members", { members: [] }],
    other: { members: 7 },
  });
});
