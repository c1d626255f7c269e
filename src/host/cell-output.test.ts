import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { contentsOf } from "../report/paths.ts";
import { maxLogSize, progressOf, saveLogs } from "./cell-output.ts";

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

test("logs are kept to a limit, and say that they were cut", (context) => {
  const folder = mkdtempSync(`${tmpdir()}/cowpio-logs-`);
  context.after(() => rmSync(folder, { recursive: true }));
  const save = saveLogs(folder, "a", 1);
  const text = "x".repeat(1 << 20);
  for (let at = 0; at < 40; at++) save({ kind: "log", text });
  for (let at = 0; at < 40; at++) save({ kind: "console", recipe: "reflink", text });
  for (const path of [`${folder}/logs/a.log`, `${folder}/consoles/a-reflink.log`]) {
    assert.ok(statSync(path).size <= maxLogSize + 100);
    assert.match(readFileSync(path, "utf8"), /x\n\(cut: it said more than 16 MiB\)\n$/);
  }
});

test("the contents of a cell's archive have a line for each entry, in an order of their own", (context) => {
  const folder = mkdtempSync(`${tmpdir()}/cowpio-logs-`);
  context.after(() => rmSync(folder, { recursive: true }));
  const [first, second] = [
    { path: "./a", kind: "f" },
    { path: "./b", kind: "d" },
  ];
  for (const entries of [
    [first, second],
    [second, first],
  ]) {
    saveLogs(folder, "a", 1)({ kind: "contents", entries });
    const lines = readFileSync(`${folder}/${contentsOf("a")}`, "utf8")
      .trimEnd()
      .split("\n");
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [first, second],
    );
  }
});
