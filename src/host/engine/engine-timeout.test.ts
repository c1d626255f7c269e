import assert from "node:assert/strict";
import { test } from "node:test";
import { deadline, raceAbort } from "./engine-timeout.ts";

const never = new Promise<never>(() => {});

test("what does not answer is not waited for, and the error says what it was", async () => {
  // A deadline keeps no process alive: something else has to.
  const alive = setTimeout(() => {}, 10_000);
  await assert.rejects(raceAbort(deadline(20, "the engine's answer (ping)"), never), {
    message: "the engine's answer (ping) took more than 0.02 seconds",
  });
  clearTimeout(alive);
});

test("what answers in time, or fails by itself, is as it was", async () => {
  const { signal } = new AbortController();
  assert.equal(await raceAbort(signal, Promise.resolve(7)), 7);
  await assert.rejects(raceAbort(signal, Promise.reject(new Error("refused"))), /refused/);
  await assert.rejects(raceAbort(AbortSignal.abort(new Error("enough")), never), /enough/);
});
