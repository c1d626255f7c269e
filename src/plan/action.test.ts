import assert from "node:assert/strict";
import { test } from "node:test";
import { cacheKey, parseModeRequest } from "./action.ts";
import { parseInputs } from "./inputs.ts";

const problemsOf = (given: Parameters<typeof parseModeRequest>[0], baseline = "") => {
  const requested = parseModeRequest(given, baseline);
  return requested.ok ? [] : requested.problems;
};

test("a mode, a number of shards and a distro that there are not are told together", () => {
  assert.deepEqual(problemsOf({ mode: "plann", shards: "abc", distro: "trixy" }), [
    'mode: unknown value "plann", did you mean "plan"? Use run, plan, merge, diff, doctor',
    'shards: expected auto or a whole number from 1 to 256, got "abc"',
    'distro: unknown distro "trixy", did you mean "trixie"? Use bookworm, trixie, sid, builtin, release:SUITE, image:REFERENCE, or a path (./trixy)',
  ]);
  for (const shards of ["0", "257", "1.5", "-1", "1e2"]) assert.equal(problemsOf({ shards }).length, 1, shards);
  for (const shards of ["auto", "1", "256"]) assert.deepEqual(problemsOf({ mode: "plan", shards }), []);
});

test("a mode's required inputs are checked before anything is read", () => {
  assert.deepEqual(problemsOf({ mode: "merge" }), ["reports: mode merge needs the shards' report directories"]);
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

const keyOf = (given: Record<string, string>, day = "2026-11-24") => {
  const parsed = parseInputs(given, { cache: "" });
  assert.ok(parsed.ok);
  return cacheKey(parsed.value, "0.1.0", new Date(day));
};

test("a cache's key names what it holds, in any order, and no more than a key may have", () => {
  assert.equal(keyOf({}), "cowpio-0.1.0-2026w48-kernels-6.1_6.12-distros-sid_trixie");
  assert.equal(keyOf({ include: "none" }), "cowpio-0.1.0-2026w48-kernels-6.1_6.12-distros-trixie");
  assert.equal(keyOf({ kernels: "6.12 6.1" }), keyOf({ include: "none" }));
  assert.match(keyOf({ kernels: "package:linux-image-amd64@bookworm", dracut: "./dracut" }), /^[\w.+-]+-build$/);
  assert.equal(keyOf({ distros: `image:${"x".repeat(600)}` }).length, 512);
});

test("weeks are those of ISO 8601", () => {
  for (const [day, week] of [
    ["2027-01-03", "2026w53"],
    ["2027-01-04", "2027w01"],
    ["2024-12-30", "2025w01"],
    ["2026-01-01", "2026w01"],
  ] as const)
    assert.ok(keyOf({}, day).includes(`-${week}-`), `${day}: ${keyOf({}, day)}`);
});
