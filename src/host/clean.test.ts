import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { clean, removeOrphans } from "./clean.ts";
import type { Engine } from "./engine/engine.ts";

test("an engine that is gone keeps nobody from a run's folder", async (context) => {
  const cache = mkdtempSync(join(tmpdir(), "cowpio-clean-"));
  context.after(() => rmSync(cache, { recursive: true }));
  process.env["DOCKER_HOST"] = "unix:///no/such.sock";
  for (const run of ["mine", "other"]) mkdirSync(`${cache}/tmp/${run}/kept`, { recursive: true });

  await assert.rejects(clean("auto", cache, "mine"), /no engine answers/);
  assert.deepEqual(readdirSync(`${cache}/tmp`), ["other"]);
  await assert.rejects(clean("auto", cache), /no engine answers/);
  assert.deepEqual(readdirSync(`${cache}/tmp`), []);
});

test("disks without a container are removed, but those that a run may just be making", async () => {
  const removed: string[] = [];
  const ages = { killed: 3_600_000, busy: 61_000, new: 1_000 };
  const engine = {
    listVolumes: async ({ filters }: { filters: unknown }) => {
      assert.deepEqual(filters, { label: ["io.github.cowpio.run"], dangling: ["true"] });
      return {
        Volumes: Object.entries(ages).map(([Name, age]) => ({
          Name,
          CreatedAt: new Date(Date.now() - age).toISOString(),
        })),
      };
    },
    getVolume: (name: string) => ({
      remove: async () => {
        if (name === "busy") throw new Error("volume is in use");
        removed.push(name);
      },
    }),
  } as unknown as Engine;
  assert.equal(await removeOrphans(engine), 1);
  assert.deepEqual(removed, ["killed"]);
});
