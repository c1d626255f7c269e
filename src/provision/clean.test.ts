import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { clean } from "./clean.ts";

test("an engine that is gone keeps nobody from a run's folder", async (context) => {
  const cache = mkdtempSync(join(tmpdir(), "cowpio-clean-"));
  context.after(() => rmSync(cache, { recursive: true }));
  process.env["DOCKER_HOST"] = "unix:///no/such.sock";
  for (const run of ["mine", "other"]) mkdirSync(`${cache}/tmp/${run}/kept`, { recursive: true });

  await assert.rejects(clean(cache, "mine"), /no Docker engine answers/);
  assert.deepEqual(readdirSync(`${cache}/tmp`), ["other"]);
  await assert.rejects(clean(cache), /no Docker engine answers/);
  assert.deepEqual(readdirSync(`${cache}/tmp`), []);
});
