import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { cacheRoom, cellsRoom, guestProcessors, jobsOf } from "./resources.ts";

test("a cell has a core and two GiB for itself, and there is always one", () => {
  const GiB = 2 ** 30;
  assert.equal(jobsOf("auto", { cores: 2, memory: 24 * GiB }), 2);
  assert.equal(jobsOf("auto", { cores: 16, memory: 64 * GiB }), 16);
  assert.equal(jobsOf("auto", { cores: 16, memory: 7 * GiB }), 3);
  assert.equal(jobsOf("auto", { cores: 1, memory: GiB }), 1);
  assert.equal(jobsOf(3, { cores: 1, memory: GiB }), 3);
});

test("a guest has a second processor if there is a core for it", () => {
  assert.equal(guestProcessors(1, 2), 2);
  assert.equal(guestProcessors(2, 2), 1);
  assert.equal(guestProcessors(1, 1), 1);
  assert.equal(guestProcessors(2, 16), 2);
});

test("an engine's disk has space for no cell, and not for a billion", async () => {
  const [few, many] = [await cellsRoom(tmpdir(), 0), await cellsRoom(tmpdir(), 1e9)];
  assert.deepEqual([few?.ok, many?.ok], [true, false]);
  assert.match(many?.seen ?? "", /GiB free at .*, 1000000000\.0 GiB needed/);
  assert.equal(await cellsRoom("/no/such/folder", 1), undefined);
});

test("a cache-dir that does not exist yet has the free space of its parent", async () => {
  const { seen } = await cacheRoom(`${tmpdir()}/no/such/cache`);
  assert.ok(Number.parseFloat(seen) > 0, seen);
});
