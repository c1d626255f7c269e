import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { extent, matrix } from "../../test/support/fake-matrix.ts";
import { inOrder, runMatrix } from "./matrix.ts";

test("an inconclusive cell is tried again up to `retries` times, and each try is recorded; a FAIL is not", async () => {
  const requested = { ...extent({ "file-systems": "btrfs xfs", kernels: "6.12", controls: "none" }), retries: 2 };
  const tries: string[] = [];
  const answers: Record<string, ("INCONCLUSIVE" | "PASS" | "FAIL")[]> = {
    "btrfs-6.12": ["INCONCLUSIVE", "INCONCLUSIVE", "PASS"],
    "xfs-6.12": ["FAIL"],
  };
  const effects = matrix([], {
    runCell: async ({ id }, _staged, attempt) => {
      tries.push(`${id} ${attempt}`);
      const status = answers[id]?.shift() ?? "ERROR";
      return { cell: id, status, stage: "boot", reason: `try ${attempt}`, stageTimes: {} };
    },
  });
  const judged = await runMatrix(requested, effects);
  assert.deepEqual(tries, ["btrfs-6.12 1", "btrfs-6.12 2", "btrfs-6.12 3", "xfs-6.12 1"]);
  assert.deepEqual(judged[0]?.outcome.attempts, [
    { status: "INCONCLUSIVE", stage: "boot", reason: "try 1" },
    { status: "INCONCLUSIVE", stage: "boot", reason: "try 2" },
  ]);
  assert.deepEqual([judged[0]?.outcome.status, judged[1]?.outcome.status], ["PASS", "FAIL"]);
  assert.equal(judged[1]?.outcome.attempts, undefined);
});

test("a cell that stays inconclusive is INCONCLUSIVE, with its tries", async () => {
  const requested = extent({ "file-systems": "btrfs", kernels: "6.12", controls: "none" });
  const effects = matrix([], {
    runCell: async ({ id }, _staged, attempt) => ({
      cell: id,
      status: "INCONCLUSIVE",
      reason: `no loop device, ${attempt}`,
      stageTimes: {},
    }),
  });
  const [cell] = await runMatrix(requested, effects);
  assert.deepEqual(cell?.outcome, {
    cell: "btrfs-6.12",
    status: "INCONCLUSIVE",
    reason: "no loop device, 2",
    stageTimes: {},
    attempts: [{ status: "INCONCLUSIVE", reason: "no loop device, 1" }],
  });
});

test("cells of an interrupted run are not repeated, except inconclusive ones, which count as tries", async () => {
  const requested = extent({ "file-systems": "btrfs xfs", kernels: "6.12", controls: "none" });
  const tries: string[] = [];
  const saved: string[] = [];
  const effects = matrix([], {
    resumed: ({ id }) =>
      id === "btrfs-6.12"
        ? { cell: id, status: "FAIL", reason: "copied", stageTimes: {} }
        : { cell: id, status: "INCONCLUSIVE", reason: "no loop device", stageTimes: {} },
    save: ({ plan: { id }, outcome }) => void saved.push(`${id} ${outcome.status}`),
    runCell: async ({ id }, _staged, attempt) => {
      tries.push(`${id} ${attempt}`);
      return { cell: id, status: "PASS", reason: "as expected", stageTimes: {} };
    },
  });
  const judged = await runMatrix(requested, effects);
  assert.deepEqual(tries, ["xfs-6.12 2"]);
  assert.deepEqual(saved, ["btrfs-6.12 FAIL", "xfs-6.12 PASS"]);
  assert.deepEqual(judged[1]?.outcome.attempts, [{ status: "INCONCLUSIVE", reason: "no loop device" }]);
});

test("cells that run at once end in the plan's order, in the report and to those who watch", async () => {
  const requested = { ...extent({ kernels: "6.12", "file-systems": "btrfs xfs" }), jobs: 3 };
  const text: string[] = [];
  const judged = await runMatrix(
    requested,
    matrix([], {
      runCell: async ({ id }) => {
        await wait(id.startsWith("btrfs") ? 20 : 1);
        return { cell: id, status: "PASS", reason: "as expected", stageTimes: {} };
      },
      progress: ({ plan: { id } }, outcome) => void text.push(`${id} ${outcome ? "ends" : "starts"}`),
    }),
  );
  const ids = requested.cells.map(({ id }) => id);
  assert.deepEqual(
    judged.map(({ plan }) => plan.id),
    ids,
  );
  for (const what of ["starts", "ends"])
    assert.deepEqual(
      text.filter((line) => line.endsWith(what)),
      ids.map((id) => `${id} ${what}`),
    );
});

test("an abort ends all cells under way, and starts no other", async () => {
  const requested = { ...extent({ kernels: "6.12", "file-systems": "btrfs xfs" }), jobs: 2 };
  const abort = new AbortController();
  const started: string[] = [];
  const running = runMatrix(
    requested,
    matrix([], {
      runCell: ({ id }) => {
        started.push(id);
        return wait(10_000, undefined, { signal: abort.signal }).then(() => assert.fail("it was not ended"));
      },
    }),
  );
  setTimeout(() => abort.abort(), 10);
  await assert.rejects(running, { name: "AbortError" });
  assert.deepEqual(started, ["btrfs-6.12", "xfs-6.12"]);
});

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
