import assert from "node:assert/strict";
import { test } from "node:test";
import { parseModeRequest } from "./mode-request.ts";

const problemsOf = (given: Parameters<typeof parseModeRequest>[0], baseline = "") => {
  const requested = parseModeRequest(given, baseline);
  return requested.ok ? [] : requested.problems;
};

test("a mode, a number of shards and a distro that there are not are told together", () => {
  assert.deepEqual(problemsOf({ mode: "plann", shards: "abc", distro: "trixy" }), [
    'mode: unknown value "plann", did you mean "plan"? Use run, plan, merge, diff, doctor',
    'shards: expected auto or a whole number from 1 to 256, got "abc"',
    'distro: unknown distro "trixy", did you mean "trixie"? Use bookworm, trixie, sid, release:SUITE, image:REFERENCE, or a path (./trixy)',
  ]);
  for (const shards of ["0", "257", "1.5", "-1", "1e2"]) assert.equal(problemsOf({ shards }).length, 1, shards);
  for (const shards of ["auto", "1", "256"]) assert.deepEqual(problemsOf({ mode: "plan", shards }), []);
});

test("a mode's required inputs are checked before anything is read", () => {
  assert.deepEqual(problemsOf({ mode: "merge" }), ["reports: mode merge needs the shards' report folders"]);
  assert.deepEqual(problemsOf({ mode: "diff" }), [
    "reports: mode diff needs the one report to compare",
    "baseline: mode diff needs the report to compare with",
  ]);
  assert.deepEqual(problemsOf({ mode: "diff", reports: "a b" }, "c"), [
    "reports: mode diff needs the one report to compare",
  ]);
  assert.deepEqual(problemsOf({ mode: "diff", reports: "a" }, "c"), []);
});

test("without inputs the matrix is run, and reports are folders parted by blanks or commas", () => {
  const requested = (given: Parameters<typeof parseModeRequest>[0]) => {
    const parsed = parseModeRequest(given, "");
    assert.ok(parsed.ok);
    return parsed.value;
  };
  assert.deepEqual(requested({}), { mode: "run", shards: "auto", reports: [], distro: "" });
  assert.deepEqual(requested({ mode: "merge", reports: " a,b\nc " }).reports, ["a", "b", "c"]);
});
