import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { inCells, mutants } from "./guards.ts";

test("each guard is in its file once, and its test exists", () => {
  for (const { file, guard, test } of [...mutants, ...inCells]) {
    assert.equal(readFileSync(file, "utf8").split(guard).length, 2, `${file}: ${guard}`);
    assert.ok(test === "security" || existsSync(test), test);
  }
});

test("mutants whose tests are all skipped, as without an engine, are neither noticed nor unnoticed", () => {
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
