import assert from "node:assert/strict";
import { test } from "node:test";
import { goodRun, hostileText, mixedRun, withOutcomes } from "../../../test/support/fixture.ts";
import { nightlyRuns } from "../../../test/support/nights.ts";
import { joined, nightOf } from "../history/nights.ts";
import { historyHtml } from "./history.ts";

const planted = { size: 20, boot: 40, fail: 55, machine: 30, jobs: 35, missing: 50 };
const runs = [...nightlyRuns(60, 16, planted)];
const page = historyHtml(runs.map((run, night) => nightOf(run, `https://ci.example/${night}`)));

test("the page has a strip for each cell, and a plot for each figure with its change points", () => {
  assert.equal(page.split('<tr data-cell="').length - 1, 16);
  assert.match(page, /<h1>FAIL on 2024-03-02: \d+ PASS, 1 FAIL/);
  assert.match(page, /60 nights, 2024-01-01 to 2024-03-02\. No report of 2 nights: 2024-02-20 to 2024-02-21\./);
  // A run of statuses is one stretch, whatever its length.
  assert.match(page, /data-runs="PASS\*50 -\*1 PASS\*5 FAIL\*5"/);
  assert.ok(page.includes('<g class="mark" data-night="2024-01-21"><title>2024-01-21: '));
  assert.ok(page.includes('<g class="mark" data-night="2024-02-10"><title>2024-02-10: '));
  assert.equal(new Set([...page.matchAll(/data-night="([^"]*)"/g)].map(([, night]) => night)).size, 2);
  assert.match(
    page,
    /These nights ran on 2 machines; .* The times of 1 night are left out: several cells ran at a time\./,
  );
});

test("since when: both reports, and the versions that changed between them", () => {
  const link = (night: number) => `<a href="https://ci.example/${night}">`;
  assert.match(
    page,
    new RegExp(
      `FAIL</span> <a href="#[^"]*">[^<]*</a> since ${link(55)}2024-02-27</a>; PASS on ${link(54)}2024-02-26</a>: expected the archive to boot`,
    ),
  );
  assert.match(
    page,
    new RegExp(
      `▲ ${link(20)}2024-01-21</a>: archive size of .*; the night before: ${link(19)}2024-01-20</a></p><p class="soft">Changed between them: dracut: dracut 106-6 → dracut 107-1</p>`,
    ),
  );
});

test("a history of one night, a cell that is not run any more, and a new one", () => {
  const one = historyHtml([nightOf(goodRun())]);
  assert.match(one, /1 night, 2026-11-23 to 2026-11-23\./);
  assert.match(one, /<p>Every cell passes\.<\/p>/);
  assert.match(one, /<p>No level shifts by more than its noise\.<\/p>/);
  const run = goodRun();
  const shorter = { ...run, started: "2026-11-24T20:53:47.871Z", cells: run.cells.slice(1) };
  assert.match(
    historyHtml([nightOf(run), nightOf(shorter)]),
    /not run<\/span> <a href="#btrfs-6.1">btrfs-6.1<\/a> since 2026-11-24; PASS on 2026-11-23/,
  );
  const longer = { ...run, started: "2026-11-22T20:53:47.871Z", cells: run.cells.slice(1) };
  assert.match(
    historyHtml(joined([], [nightOf(run), nightOf(longer)]).nights),
    /btrfs-6.1 <span class="soft">since 2026-11-23, its first night</,
  );
});

test("text from elsewhere is text", () => {
  const hostile = historyHtml([
    nightOf(
      withOutcomes(mixedRun(), { "btrfs-6.1": (previous) => ({ ...previous, status: "ERROR", reason: hostileText }) }),
    ),
  ]);
  assert.ok(!hostile.includes("<img"));
  assert.ok(!hostile.includes("\u001b"));
  assert.match(hostile, /a\|b `c` &#60;\/script&#62;/);
});
