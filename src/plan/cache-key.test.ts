import assert from "node:assert/strict";
import { test } from "node:test";
import { cacheKey } from "./cache-key.ts";
import { parseInputs } from "./inputs.ts";

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
