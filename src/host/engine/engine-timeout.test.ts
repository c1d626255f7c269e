import assert from "node:assert/strict";
import { test } from "node:test";
import { deadline, raceAbort } from "./engine-timeout.ts";

const never = new Promise<never>(() => {});

test("a request without an answer ends, and the error names it", async () => {
  // A deadline keeps no process alive: something else has to.
  const alive = setTimeout(() => {}, 10_000);
  await assert.rejects(raceAbort(deadline(20, "the engine's answer (ping)"), never), {
    message: "the engine's answer (ping) took more than 0.02 seconds",
  });
  clearTimeout(alive);
});

test("an answer or failure in time is passed on unchanged", async () => {
  const { signal } = new AbortController();
  assert.equal(await raceAbort(signal, Promise.resolve(7)), 7);
  await assert.rejects(raceAbort(signal, Promise.reject(new Error("refused"))), /refused/);
  await assert.rejects(raceAbort(AbortSignal.abort(new Error("enough")), never), /enough/);
});
