import assert from "node:assert/strict";
import { test } from "node:test";
import { goodRun, hostileText, mixedRun, withOutcomes } from "../../test/support/fixture.ts";
import { wideRun } from "../../test/support/wide-fixture.ts";
import type { JudgedCell, Status } from "../model/outcome.ts";
import type { Run } from "../model/run.ts";
import { differenceOf } from "./diff.ts";
import { diffMarkdown } from "./diff-text.ts";
import { summaryLimit } from "./escape.ts";
import { reportOf } from "./json.ts";
import { jobSummary, summaryMarkdown } from "./markdown.ts";

const digest = `sha256:${"0".repeat(64)}`;

const at = (text: string, part: string): number => {
  const index = text.indexOf(part);
  assert.ok(index >= 0, `"${part}" is missing`);
  return index;
};

test("verdict, troubles by severity with what to do, grid, what is not proven, then tables", () => {
  const summary = summaryMarkdown(mixedRun(), digest);
  const places = [
    "## cowpio: FAIL",
    "❌ FAIL** <code>btrfs-6.12</code> at verify",
    "Look under",
    "Again, in a clone of cowpio 0.1.0: <code>node dist/cli.js run ",
    "💥 ERROR** <code>control-no-init-6.12</code>: archive",
    "❔ INCONCLUSIVE** <code>xfs-6.1</code> at boot",
    "|  | kernel 6.1 | kernel 6.12 |",
    "Not proven here: 1 cell, as this kernel cannot mount XFS made by these tools (<code>xfs-6.12</code>)",
    "<details>",
  ].map((part) => at(summary, part));
  assert.deepEqual(
    places,
    places.toSorted((a, b) => a - b),
  );
});

test("each row of a table has as many columns as its head", () => {
  for (const table of summaryMarkdown(mixedRun(), digest).match(/(^\|.*\n)+/gm) ?? []) {
    const columns = table
      .trim()
      .split("\n")
      .map((row) => row.split("|").length);
    assert.equal(new Set(columns).size, 1, table);
  }
});

test("the proposal's table tells bytes, times and the cost on the file system for each recipe", () => {
  const summary = summaryMarkdown(goodRun(), digest);
  for (const row of [
    "image creation",
    "FIEMAP total",
    "FIEMAP shared",
    "FIEMAP exclusive",
    "shared by place",
    "of what can be shared",
    "kernel to /init",
    "cold boot to the real root",
    "free space used",
    "metadata grown",
  ])
    assert.match(summary, new RegExp(`^\\| ${row} \\| [^|]+ \\| [^|]+ \\| [^|]+ \\|$`, "m"));
});

test("however much there is to say, the summary stays below its limit, and the verdict and the grid stay in it", () => {
  const [cell] = mixedRun().cells.filter(({ outcome }) => outcome.status === "FAIL") as [JudgedCell];
  const reason = "<".repeat(100_000);
  const cells = Array.from({ length: 3000 }, (_, index) => ({
    plan: { ...cell.plan, id: `cell-${index}` },
    outcome: { ...cell.outcome, reason },
  }));
  const summary = summaryMarkdown({ ...goodRun(), cells }, digest);
  assert.ok(Buffer.byteLength(summary) < summaryLimit, `${Buffer.byteLength(summary)} bytes`);
  assert.match(summary, /^## cowpio: FAIL/);
  assert.match(summary, /\d+ cells that went wrong do not fit here; report\.html has them\./);
  assert.match(summary, /^\| <code>btrfs<\/code> \| ❌ FAIL<br>/m);
  assert.match(summary, /\d+ tables of cells do not fit here/);
});

test("ten thousand cells, good or bad, fit into the job summary", () => {
  const wide = wideRun(10_000);
  const bad = wide.cells.map(({ plan, outcome }) => ({
    plan,
    outcome: { ...outcome, status: "FAIL" as const, reason: `${hostileText} ${plan.id}`.repeat(20) },
  }));
  // Each a row of its own, with a name as long as names get.
  const long = bad.map(({ plan, outcome }, index) => ({
    plan: { ...plan, dracut: `${index}-${"<&|>".repeat(60)}` },
    outcome,
  }));
  for (const cells of [wide.cells, bad, long]) {
    const summary = summaryMarkdown({ ...wide, cells }, digest);
    assert.ok(Buffer.byteLength(summary) < summaryLimit, `${Buffer.byteLength(summary)} bytes`);
    assert.match(summary, /^## cowpio: (PASS|FAIL)/);
    assert.match(summary, /kernel 6\.12 \|[\s\S]*\| <code>btrfs/);
    assert.match(summary, /do not fit here/);
    for (const [name] of summary.matchAll(/^\|.*$/gm)) assert.match(name, /\|$/);
  }
});

test("combinations that were left out before the run are counted", () => {
  const omitted = [{ reason: "a guest has nothing to clone", count: 30, examples: ["ext4-6.12-guest"] }];
  assert.match(
    summaryMarkdown({ ...goodRun(), omitted }, digest),
    /Not proven here: 30 combinations left out: a guest has nothing to clone \(<code>ext4-6\.12-guest<\/code>, …\)/,
  );
});

test("a run without evidence has a summary", () => {
  const bare = withOutcomes(
    goodRun(),
    Object.fromEntries(
      goodRun().cells.map(({ plan }) => [
        plan.id,
        () =>
          ({
            cell: plan.id,
            status: "INCONCLUSIVE",
            stage: "provision",
            reason: "provision: no loop device",
            stageTimes: {},
          }) as const,
      ]),
    ),
  );
  assert.match(
    summaryMarkdown(bare, digest),
    /❔ INCONCLUSIVE\*\* <code>btrfs-6\.1<\/code>: provision&#58; no loop device/,
  );
  assert.match(summaryMarkdown({ ...bare, cells: [] }, digest), /## cowpio: FAIL&#58; 0 cells/);
});

const between = (base: Run, next: Run) => differenceOf({ report: reportOf(base) }, { report: reportOf(next) });

test("report and difference of five thousand failing cells are together below what the runner drops whole", () => {
  const run = wideRun(5000);
  const ending = (status: Status, reason: string): Run => ({
    ...run,
    cells: run.cells.map(({ plan, outcome }) => ({ plan, outcome: { ...outcome, status, reason } })),
  });
  const [passed, failed] = [ending("PASS", "fine"), ending("FAIL", hostileText.repeat(5))];
  const difference = between(passed, failed);
  const text = jobSummary(failed, digest, difference);
  assert.ok(Buffer.byteLength(text) < summaryLimit, `${Buffer.byteLength(text)} bytes`);
  for (const one of [summaryMarkdown(failed, digest), diffMarkdown(difference)])
    assert.ok(Buffer.byteLength(one) > 0.9 * summaryLimit, "each would fill it alone");
  assert.match(
    text,
    /^## cowpio: FAIL[\s\S]*do not fit here[\s\S]*\n## Against the base\n[\s\S]*### Regressions[\s\S]*\d+ more\n/,
  );
});

test("a text that fits is not shortened", () => {
  const difference = between(goodRun(), goodRun());
  assert.equal(jobSummary(goodRun(), digest), summaryMarkdown(goodRun(), digest));
  assert.ok(jobSummary(goodRun(), digest, difference).startsWith(summaryMarkdown(goodRun(), digest)));
});
