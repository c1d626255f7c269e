import assert from "node:assert/strict";
import { test } from "node:test";
import { goodRun, mixedRun, secondChance } from "../../../test/support/fixture.ts";
import { nightlyRuns } from "../../../test/support/nights.ts";
import type { Run } from "../../model/run.ts";
import { historyLines, joined, nightOf, parseHistory } from "./nights.ts";

const text = (...runs: readonly Run[]) =>
  [
    ...historyLines(
      joined(
        [],
        runs.map((run) => nightOf(run)),
      ).nights,
    ),
  ].join("");

test("a night has the status, the figures and the versions of each cell", () => {
  const night = nightOf(mixedRun(), "1/report.html");
  assert.equal(night.verdict, "FAIL");
  assert.deepEqual(
    [...night.cells.keys()],
    mixedRun().cells.map(({ plan }) => plan.id),
  );
  const { versions, ...cell } = night.cells.get("btrfs-6.1") ?? assert.fail();
  const { outcome } = goodRun().cells.find(({ plan }) => plan.id === "btrfs-6.1") ?? assert.fail();
  const { sharing, archives } = outcome.evidence ?? assert.fail();
  assert.deepEqual(cell, {
    status: "PASS",
    reason: undefined,
    size: archives[0]?.size,
    shared: sharing.shared,
    shareable: sharing.shareable,
    creation: 3203,
    boot: 10906,
    control: false,
  });
  assert.equal(versions["dracut"], "dracut 106-6");
  assert.equal(versions["kernel's version"], "6.1.117+deb13-cloud-amd64");
  const skipped = night.cells.get("xfs-6.12") ?? assert.fail();
  assert.equal(skipped.reason, "this kernel cannot mount XFS made by these tools");
  assert.deepEqual([skipped.status, skipped.size, skipped.versions["dracut"]], ["SKIP", undefined, undefined]);
});

test("history.jsonl is read as it was written, and is the same whatever the order of the nights", () => {
  const runs = [...nightlyRuns(5, 12, { size: 2 })];
  const nights = runs.map((run, index) => nightOf(run, `https://ci.example/${index}`));
  const lines = [...historyLines(nights)].join("");
  assert.equal(lines.split("\n").length, 7);
  assert.deepEqual(parseHistory(lines), nights);
  let history: ReturnType<typeof parseHistory> = [];
  for (const night of nights.toReversed())
    history = parseHistory([...historyLines(joined(history, [night]).nights)].join(""));
  assert.equal([...historyLines(history)].join(""), lines);
});

test("of the same run there is one night: the later one", () => {
  const [one, other] = [goodRun(), goodRun(secondChance)];
  const first = joined([], [nightOf(one, "a"), nightOf(other), nightOf(one, "b")]);
  assert.deepEqual(
    first.nights.map(({ started, link }) => [started, link]),
    [
      [one.started, "b"],
      [other.started, undefined],
    ],
  );
  assert.deepEqual([first.added, first.known, first.replaced], [[one.started, other.started], [one.started], []]);

  const changed = { ...mixedRun(), started: one.started };
  const second = joined(first.nights, [nightOf(other), nightOf(changed)]);
  assert.deepEqual([second.added, second.known, second.replaced], [[], [other.started], [one.started]]);
  assert.equal(second.nights[0]?.verdict, "FAIL");
});

test("a shard and a run without a date are refused as nights", () => {
  const shard = { index: 1, of: 4, plan: `sha256:${"0".repeat(64)}`, cells: 8, positions: [] } as const;
  assert.throws(
    () => nightOf({ ...goodRun(), shard }),
    /^Error: shard 1\/4 is a part of a run\. Join the shards with merge$/,
  );
  assert.throws(
    () => nightOf({ ...goodRun(), started: "yesterday" }),
    /run\.started: expected a date, found "yesterday"/,
  );
});

test("a history of another version and a damaged one are refused, with the line", () => {
  const good = text(goodRun());
  assert.throws(
    () => parseHistory(good.replace('"schema":1', '"schema":7')),
    /expected a history of schema 1, found 7/,
  );
  assert.throws(() => parseHistory(good.replace('"jobs":1', '"jobs":"1"')), /^Error: line 2\.jobs: expected number/);
  assert.throws(
    () => parseHistory(good.replace('"PASS",null,', '"GOOD",null,')),
    /^Error: line 2\.cells\[0\]\[0\]: expected "PASS"/,
  );
  const linked = [...historyLines([nightOf(goodRun(), "x")])].join("");
  assert.throws(
    () => parseHistory(linked.replace('"link":"x"', '"link":"javascript:alert(1)"')),
    /^Error: line 2\.link/,
  );
});
