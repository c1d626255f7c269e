import assert from "node:assert/strict";
import { test } from "node:test";
import { guestProcessors, jobsOf } from "./jobs.ts";

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
