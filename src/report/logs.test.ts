import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { test } from "node:test";
import { maxLogSize, saveLogs } from "./logs.ts";
import { contentsOf } from "./paths.ts";

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
