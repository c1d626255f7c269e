import assert from "node:assert/strict";
import { test } from "node:test";
import { again, defaultRun, once, runWith } from "../../test/report-fixture.ts";
import { verdictOf, verdictSentence } from "./counts.ts";
import { percent } from "./figures.ts";
import { reportHtml } from "./html.ts";
import { parseRun, reportJson, runJson } from "./json.ts";
import { summaryLimit, summaryMarkdown } from "./markdown.ts";

const run = defaultRun();

test("a run passes when every cell came out as expected, controls included", () => {
  assert.equal(verdictOf(run), "PASS");
  assert.equal(verdictSentence(run), "PASS: 7 cells, 7 PASS; 3 of 3 controls came out as they must");
});

for (const status of ["FAIL", "ERROR", "MISS"] as const) {
  test(`one cell that ended ${status} fails the run`, () =>
    assert.equal(verdictOf(runWith("xfs-6.1", { status })), "FAIL"));
  test(`a control that ended ${status} fails the run`, () =>
    assert.equal(verdictOf(runWith("control-no-init-6.12", { status })), "FAIL"));
}

test("a skip does not fail a run, but a run of skips and controls alone proves nothing", () => {
  assert.equal(verdictOf(runWith("xfs-6.1", { status: "SKIP" })), "PASS");
  const skipped = {
    ...run,
    cells: run.cells.map((cell) =>
      cell.plan.id.startsWith("control") ? cell : { ...cell, outcome: { ...cell.outcome, status: "SKIP" as const } },
    ),
  };
  assert.equal(verdictOf(skipped), "FAIL");
  assert.equal(verdictOf({ cells: [] }), "FAIL");
});

test("another run of the same inputs gives the same report.json, byte for byte", () => {
  const shuffled = { ...defaultRun(again), cells: [...defaultRun(again).cells].reverse() };
  assert.equal(reportJson(shuffled), reportJson(run));
  assert.notEqual(runJson(shuffled), runJson(run));
});

test("report.json tells of each member where its data came from", () => {
  const { cells } = JSON.parse(reportJson(run));
  const btrfs = cells.find(({ id }: { id: string }) => id === "btrfs-6.1");
  assert.deepEqual(btrfs.sharing.members[0].ranges, [
    { length: 1925120, offset: 0, reason: "shared" },
    { length: 1104, offset: 1925120, reason: "tail" },
  ]);
  assert.equal(reportJson(run).includes(once.nonce), false);
});

test("run.json is the whole run, and nothing else is taken for one", () => {
  assert.deepEqual(parseRun(runJson(run)), run);
  assert.throws(() => parseRun('{"schema": 2}'), /expected a run of schema 1, found 2/);
});

test("percentages are cut, so that 100 means all", () => {
  assert.equal(percent(99_999, 100_000), "99.99 %");
  assert.equal(percent(5, 5), "100.00 %");
  assert.equal(percent(0, 0), "–");
});

test("the summary says what went wrong first, with its stage", () => {
  const failing = summaryMarkdown(runWith("xfs-6.1", { status: "FAIL", stage: "verify", reason: "it is copied" }));
  const lines = failing.split("\n");
  assert.match(lines[0] ?? "", /^## cowpio: FAIL/);
  assert.match(lines[2] ?? "", /^- \*\*❌ FAIL\*\* <code>xfs-6\.1<\/code> at verify: it is copied$/);
});

test("text from elsewhere is neither Markdown nor HTML nor a workflow command", () => {
  const reason = "a | b `c` <img src=x onerror=alert(1)> [x](http://evil) ::error:: \u001b[31m\nnext";
  const summary = summaryMarkdown(runWith("xfs-6.1", { status: "FAIL", reason }));
  const line = summary.split("\n").find((one) => one.includes("evil")) ?? "";
  assert.doesNotMatch(line.replace(/<\/?code>|\*\*/g, ""), /[|`<>[\]\u001b]|::|:\/\//);
  assert.ok(line.includes("next"));
});

test("file names on the page are text, control characters are visible, and nothing is loaded from anywhere", () => {
  const page = reportHtml(runWith("btrfs-6.1", { reason: "<script>alert(1)</script>" }));
  assert.equal(page.includes("<script"), false);
  assert.equal(page.includes("<img"), false);
  assert.equal(page.includes("\u001b"), false);
  assert.ok(page.includes("\\u001b[31m\\udcff"));
  assert.doesNotMatch(page, /(src|href)="(https?:)?\/\//);
  assert.match(page, /default-src 'none'/);
});

test("a summary of very many cells stays below its limit and says what it leaves out", () => {
  const many = {
    ...run,
    cells: Array.from({ length: 1500 }, (_, index) => run.cells[index % 4] as (typeof run.cells)[0]),
  };
  const summary = summaryMarkdown(many);
  assert.ok(Buffer.byteLength(summary) <= summaryLimit);
  assert.match(summary, /\d+ tables of cells are left out here/);
});
