import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { goodRun, mixedRun, once, secondChance } from "../../test/support/fixture.ts";
import { wideRun } from "../../test/support/wide-fixture.ts";
import { digestOf } from "../lib/digest.ts";
import { parseReport, parseRun } from "./json.ts";
import { renderAgain, writeReport } from "./write.ts";

const folder = () => {
  const path = mkdtempSync(`${tmpdir()}/cowpio-report-`);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
};

test("a report is seven files and nothing else, and can be written again from its run.json", async () => {
  using scratch = folder();
  const path = `${scratch.path}/deep/report`;
  const { files, digest } = await writeReport(mixedRun(), path);
  assert.deepEqual(readdirSync(path).toSorted(), [
    ...["junit.xml", "report.html", "report.json", "results.ktap", "results.yaml", "run.json", "summary.md"],
  ]);
  assert.deepEqual(parseRun(readFileSync(files.run, "utf8")), mixedRun());
  assert.equal(parseReport(readFileSync(files.json, "utf8")).verdict, "FAIL");
  for (const file of [files.html, files.markdown, files.junit])
    assert.ok(readFileSync(file, "utf8").replaceAll("&#58;", ":").includes(digest), file);

  const before = Object.values(files).map((file) => readFileSync(file, "utf8"));
  assert.deepEqual(await renderAgain(path), Object.values(files));
  assert.deepEqual(
    Object.values(files).map((file) => readFileSync(file, "utf8")),
    before,
  );
});

test("two runs of the same inputs share their digest, whatever their clocks, places and nonces", async () => {
  using scratch = folder();
  const [first, second, other] = [goodRun(once), goodRun(secondChance), mixedRun()];
  const digests = await Promise.all(
    [first, second, other].map(async (run, index) => (await writeReport(run, `${scratch.path}/${index}`)).digest),
  );
  assert.equal(digests[0], digests[1]);
  assert.notEqual(digests[0], digests[2]);
  assert.equal(digests[0], digestOf(readFileSync(`${scratch.path}/0/report.json`, "utf8")));
});

test("a large run's cells are files beside the page", async () => {
  using scratch = folder();
  await writeReport(wideRun(60), scratch.path);
  assert.equal(readdirSync(`${scratch.path}/cells`).length, 60);
});

test("a file that cannot be put in its place leaves nothing half-written behind", async () => {
  using scratch = folder();
  mkdirSync(`${scratch.path}/report.json`);
  await assert.rejects(writeReport(goodRun(), scratch.path), /report\.json/);
  assert.deepEqual(readdirSync(scratch.path), ["report.json"]);
});

test("a folder without a report is reported so", async () => {
  using scratch = folder();
  await assert.rejects(renderAgain(scratch.path), /holds no report/);
});
