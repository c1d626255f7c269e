import assert from "node:assert/strict";
import { test } from "node:test";
import type { CellPlan } from "../domain/cell.ts";
import { eventOf, longest } from "./cell.ts";

test("a cell's line that is no event is a line of its log", () => {
  assert.deepEqual(eventOf('{"kind":"stage","stage":"boot","text":"x"}'), { kind: "stage", stage: "boot", text: "x" });
  for (const line of ["mount: warning", "{", "7", "null", "[]"])
    assert.deepEqual(eventOf(line), { kind: "log", text: `${line}\n` });
});

test("a cell's container has the time that all its archives and boots may take, and no more", () => {
  const plan = {
    compareWith: [],
    deadlines: { dracut: 600_000, boot: 240_000, stall: 120_000, clone: 60_000 },
    cloner: "host",
  };
  const minutes = (over: object) => longest({ ...plan, ...over } as unknown as CellPlan) / 60_000;
  assert.equal(minutes({}), 5 + 10 + 4);
  assert.equal(minutes({ boots: 25 }), 5 + 10 + 25 * 4);
  assert.equal(minutes({ compareWith: ["gzip", "zstd"] }), 5 + 3 * (10 + 4));
  assert.equal(minutes({ cloner: "guest", boots: 2 }), 5 + 10 + 2 * (4 + 1));
});
