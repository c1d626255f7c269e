import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test } from "node:test";
import type { Engine } from "./engine/engine.ts";
import { cacheRoom, engineRoom } from "./room.ts";

const engineAt = (folder: string) => ({ info: async () => ({ DockerRootDir: folder }) }) as Engine;

test("an engine's disk has space for no cell, and not for a billion", async () => {
  const [few, many] = [await engineRoom(engineAt(tmpdir()), 0), await engineRoom(engineAt(tmpdir()), 1e9)];
  assert.deepEqual([few?.ok, many?.ok], [true, false]);
  assert.match(many?.seen ?? "", /GiB free at .*, 1000000000\.0 GiB needed/);
  assert.equal(await engineRoom(engineAt("/no/such/folder"), 1), undefined);
});

test("a cache-dir that does not exist yet has the free space of its parent", async () => {
  const { seen } = await cacheRoom(`${tmpdir()}/no/such/cache`);
  assert.ok(Number.parseFloat(seen) > 0, seen);
});
