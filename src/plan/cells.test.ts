import assert from "node:assert/strict";
import { test } from "node:test";
import { planCells } from "./cells.ts";
import { parseInputs } from "./inputs.ts";

const cellsOf = (given: Record<string, string>) => {
  const parsed = parseInputs(given, { cache: "/cache" });
  assert.ok(parsed.ok);
  return planCells(parsed.value).cells;
};

test("the default matrix is four cells and three controls that must come out the other way", () => {
  assert.deepEqual(
    cellsOf({}).map(({ id, expected }) => `${id}: ${expected.sharing}, ${expected.boot}`),
    [
      "btrfs-6.1: shared, boots",
      "btrfs-6.12: shared, boots",
      "xfs-6.1: shared, boots",
      "xfs-6.12: shared, boots",
      "control-ext4-6.12: copied, boots",
      "control-unaligned-6.12: copied, boots",
      "control-no-init-6.12: shared, does not boot",
    ],
  );
});

test("controls have nothing to compare with", () => {
  assert.deepEqual(
    cellsOf({}).map(({ compareWith }) => compareWith.length),
    [2, 2, 2, 2, 0, 0, 0],
  );
});

test("controls are planted on a file system that was asked for", () => {
  assert.deepEqual(
    cellsOf({ "file-systems": "xfs", kernels: "6.12" }).map(({ id, combination }) => [id, combination.fileSystem]),
    [
      ["xfs-6.12", "xfs"],
      ["control-ext4-6.12", "ext4"],
      ["control-unaligned-6.12", "xfs"],
      ["control-no-init-6.12", "xfs"],
    ],
  );
});

test("a kernel's folder gives the cell its last name", () => {
  assert.equal(cellsOf({ "file-systems": "xfs", kernels: "/srv/kernels/mine/", controls: "none" })[0]?.id, "xfs-mine");
});
