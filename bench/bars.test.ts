import assert from "node:assert/strict";
import { test } from "node:test";
import { judge } from "./bars.ts";
import type { Measured, Row } from "./measure.ts";
import { names } from "./peers.ts";

const archive = { size: 1100, shareable: 1000, shared: 1000, flagged: 1000, space: 100 };
const row = (peer: string, ms: number, shared = 1000): Row => ({
  peer,
  condition: "warm",
  ms: [ms],
  cpuMs: [ms],
  archive: { ...archive, shared },
});
const run = (...rows: Row[]): Measured => ({
  profile: { id: "btrfs", name: "Btrfs" },
  tree: { id: "dracut", name: "dracut tree", unpadded: 1000 },
  rows,
});
const output = (measured: Measured, of: string) =>
  judge([measured]).flatMap(({ verdict, text }) => (text.includes(of) ? [`${verdict}: ${text.split(": ")[1]}`] : []));

test("a bar is held or missed by its figure", () => {
  const measured = run(row(names.cowpio, 40), row(names.threeCpio, 100), row(names.gnu, 200));
  assert.deepEqual(output(measured, "cowpio / 3cpio"), ["held: cowpio / 3cpio 0.400 x, bar 0.45 x"]);
  assert.deepEqual(output(measured, "cowpio / GNU"), ["missed: cowpio / GNU cpio 0.200 x, bar 0.15 x"]);
  assert.deepEqual(output(measured, "exclusive bytes / 3cpio's"), [
    "missed: exclusive bytes / 3cpio's 1.000 x, bar 0.8 x",
  ]);
});

test("a bar whose peer is not there is reported as unknown", () => {
  assert.deepEqual(output(run(row(names.cowpio, 40)), "cowpio / 3cpio"), ["unknown: cowpio / 3cpio, bar 0.45 x"]);
  assert.deepEqual(output(run(row(names.cowpio, 40)), "64 KiB alignment"), [
    "unknown: 64 KiB alignment shares, bar 99.9 %",
  ]);
});

test("99.9 % of what can be shared is shared, with either alignment", () => {
  assert.deepEqual(output(run(row(names.cowpio, 40, 998)), "4 KiB alignment").slice(0, 1), [
    "missed: 4 KiB alignment shares 99.80 %, bar 99.9 %",
  ]);
  // A file system that only the 64 KiB alignment is tried on.
  assert.deepEqual(
    judge([run(row(names.largeAlignment, 40))]).map(({ verdict }) => verdict),
    ["held"],
  );
});
