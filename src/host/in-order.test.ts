import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { inOrder } from "./in-order.ts";

test("items start in their order, so many at a time, and are reported in it, however long each takes", async () => {
  const steps: string[] = [];
  let atOnce = 0;
  let largest = 0;
  const results = await inOrder(
    [40, 1, 20, 1],
    2,
    async (ms) => {
      steps.push(`starts ${ms}`);
      largest = Math.max(largest, ++atOnce);
      await wait(ms);
      atOnce--;
      return ms * 2;
    },
    (ms) => steps.push(`done ${ms}`),
  );
  assert.deepEqual(results, [80, 2, 40, 2]);
  assert.equal(largest, 2);
  assert.deepEqual(
    steps.filter((step) => step.startsWith("starts")),
    ["starts 40", "starts 1", "starts 20", "starts 1"],
  );
  assert.deepEqual(
    steps.filter((step) => step.startsWith("done")),
    ["done 40", "done 1", "done 20", "done 1"],
  );
});

test("a failure starts nothing more, and is reported when what is under way has ended", async () => {
  const ended: number[] = [];
  const started: number[] = [];
  await assert.rejects(
    inOrder(
      [1, 2, 3, 4],
      2,
      async (item) => {
        started.push(item);
        if (item === 1) throw new Error("no space");
        await wait(20);
        ended.push(item);
      },
      () => {},
    ),
    /no space/,
  );
  assert.deepEqual(started, [1, 2]);
  assert.deepEqual(ended, [2]);
});
