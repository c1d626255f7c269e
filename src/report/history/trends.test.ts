import assert from "node:assert/strict";
import { test } from "node:test";
import { goodRun, withOutcomes } from "../../../test/support/fixture.ts";
import { nightlyRuns } from "../../../test/support/nights.ts";
import type { Status } from "../../model/outcome.ts";
import type { Run } from "../../model/run.ts";
import { type Night, nightOf } from "./nights.ts";
import { calendarOf, cellHistories, changesBetween, machinesOf } from "./trends.ts";

const cell = "btrfs-6.1";
const at = (night: number, run: Run): Night =>
  nightOf({ ...run, started: new Date(Date.UTC(2026, 0, 1 + night, 3)).toISOString() });
/** A night for each status of one cell; undefined: without the cell. */
const nightsOf = (statuses: readonly (Status | undefined)[]): Night[] =>
  statuses.map((status, night) => {
    const run = goodRun();
    return at(
      night,
      status === undefined
        ? { ...run, cells: run.cells.filter(({ plan }) => plan.id !== cell) }
        : withOutcomes(run, { [cell]: (previous) => ({ ...previous, status, reason: "because" }) }),
    );
  });
const historyOf = (nights: readonly Night[]) =>
  cellHistories(nights).find(({ id }) => id === cell) ?? assert.fail("the cell has a history");

test("since when: the first night of the status, and the last one of another", () => {
  const since = (...statuses: (Status | undefined)[]) => historyOf(nightsOf(statuses)).since;
  assert.deepEqual(since("PASS", "PASS"), { status: "PASS", night: 0 });
  assert.deepEqual(since("PASS", "FAIL", "PASS", "FAIL", "FAIL"), { status: "FAIL", night: 3, before: 2 });
  assert.deepEqual(since("PASS", undefined, "PASS"), { status: "PASS", night: 0 });
  assert.deepEqual(since("PASS", "FAIL", undefined, "FAIL"), { status: "FAIL", night: 1, before: 0 });
  assert.deepEqual(since(undefined, "FAIL", "FAIL"), { status: "FAIL", night: 1 });
  assert.deepEqual(since("PASS", "FAIL", undefined, undefined), { status: undefined, night: 2, before: 1 });
});

test("the shifts of many nights are those that were planted, each in the cells that have it", () => {
  const planted = { size: 60, boot: 150, fail: 170, machine: 100, jobs: 120 };
  const runs = [...nightlyRuns(200, 40, planted)];
  const plans = new Map(runs[0]?.cells.map(({ plan }) => [plan.id, plan]));
  const cells = cellHistories(runs.map((run) => nightOf(run)));
  assert.equal(cells.length, 40);
  for (const one of cells) {
    const hasSize = one.nights.some((night) => night?.size !== undefined);
    const hasBoot = one.nights.some((night) => night?.boot !== undefined);
    const fileSystem = plans.get(one.id)?.fileSystem ?? "";
    const [isBtrfs, isXfs] = [fileSystem.startsWith("btrfs"), fileSystem.startsWith("xfs")];
    const found = one.trends.flatMap(({ shifts }) =>
      shifts.map(({ figure, before, night }) => [figure, before, night]),
    );
    assert.deepEqual(
      found,
      [...(isBtrfs && hasSize ? [["size", 59, 60]] : []), ...(isXfs && hasBoot ? [["boot", 149, 150]] : [])],
      one.id,
    );
    if (isBtrfs && hasSize)
      assert.deepEqual(changesBetween([one], 59, 60), [
        { what: "dracut", from: "dracut 106-6", to: "dracut 107-1", cells: [one.id] },
      ]);
  }
  const failing = cells.filter(({ since }) => since.night === 170);
  assert.deepEqual(
    failing.map(({ since }) => since),
    [{ status: "FAIL", night: 170, before: 169 }],
  );
});

test("times are compared between nights of one machine that ran one cell at a time", () => {
  const run = goodRun();
  const host = (kernel: string) => ({ ...run, host: { ...run.host, kernel } });
  const nights = [run, host("6.19"), { ...run, jobs: 2 }, run, host("6.19"), { ...run, accelerator: "kvm" as const }];
  assert.deepEqual(machinesOf(nights.map((one, night) => at(night, one))), [0, 1, undefined, 0, 1, 2]);
  const { trends } = historyOf(nights.slice(0, 5).map((one, night) => at(night, one)));
  assert.deepEqual(
    trends.map(({ figure, series }) => [figure, series.map(({ points }) => points.map(({ night }) => night))]),
    [
      ["size", [[0, 1, 2, 3, 4]]],
      ["share", [[0, 1, 2, 3, 4]]],
      [
        "creation",
        [
          [0, 3],
          [1, 4],
        ],
      ],
      [
        "boot",
        [
          [0, 3],
          [1, 4],
        ],
      ],
    ],
  );
});

test("nights without a report are named, a second run of a day by its time", () => {
  const run = goodRun();
  const calendar = calendarOf([0, 1, 2, 4, 5, 9, 10].map((day) => at(day, run)));
  assert.deepEqual(calendar.gaps, [
    { after: 2, count: 1, dates: "2026-01-04" },
    { after: 4, count: 3, dates: "2026-01-07 to 2026-01-09" },
  ]);
  assert.deepEqual([calendar.columns, calendar.width], [[0, 1, 2, 4, 5, 7, 8], 9]);
  const twice = calendarOf([at(0, run), nightOf({ ...run, started: "2026-01-01T17:05:09.000Z" }), at(1, run)]);
  assert.deepEqual(twice.labels, ["2026-01-01 03:00", "2026-01-01 17:05", "2026-01-02"]);
  assert.deepEqual(twice.gaps, []);
  // A weekly job has one report a week: no gap.
  assert.deepEqual(calendarOf([0, 7, 14, 28].map((day) => at(day, run))).gaps, [
    { after: 2, count: 1, dates: "2026-01-22" },
  ]);
});
