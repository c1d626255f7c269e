import assert from "node:assert/strict";
import { test } from "node:test";
import { progressOf } from "./progress.ts";

const location = { number: 2, of: 7, plan: { id: "btrfs-6.12" } };
const outcome = { cell: "btrfs-6.12", status: "FAIL", stageTimes: {}, tookMs: 1234 } as const;

test("a reason of many lines is reported on one that starts with its cell, without commands and escapes", () => {
  const lines: string[] = [];
  const progress = progressOf((line) => lines.push(line));
  progress.cell(location);
  progress.event("btrfs-6.12", { kind: "stage", stage: "stage", text: "distro a\n::set-env name=x::y" });
  progress.cell(location, { ...outcome, reason: "x\n::error::y\r\n::stop-commands::z\u001b[31m\u202e" });
  assert.deepEqual(lines, [
    "[2/7] btrfs-6.12: stage: distro a ::set-env name=x::y",
    "[2/7] btrfs-6.12: FAIL after 1.2 s: x ::error::y ::stop-commands::z\\u001b[31m\\u202e",
  ]);
});
