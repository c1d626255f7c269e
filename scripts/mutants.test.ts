import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { inCells } from "./guards.ts";

test("of mutants whose tests are all skipped, as without an engine, nothing is told", () => {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, ["scripts/mutants.ts", "--cells"], {
    encoding: "utf8",
    env: { ...env, DOCKER_HOST: "unix:///no/such.sock" },
  });
  assert.equal(status, 1, stdout);
  assert.match(stdout, /^security without a mutant: 0 passed, \d+ failed, \d+ skipped: it shows nothing$/m);
  assert.equal(stdout.match(/^P\d+ +could not tell /gm)?.length, inCells.length, stdout);
  assert.match(
    stdout,
    new RegExp(`^0 of ${inCells.length} mutants noticed, 0 unnoticed, of ${inCells.length} nothing`, "m"),
  );
});
