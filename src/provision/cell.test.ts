import assert from "node:assert/strict";
import { test } from "node:test";
import { eachLine, eventOf } from "./cell.ts";

test("a cell's line that is no event is a line of its log", () => {
  assert.deepEqual(eventOf('{"kind":"stage","stage":"boot","text":"x"}'), { kind: "stage", stage: "boot", text: "x" });
  for (const line of ["mount: warning", "{", "7", "null", "[]"])
    assert.deepEqual(eventOf(line), { kind: "log", text: `${line}\n` });
});

test("lines are cut wherever the chunks are", () => {
  const lines: string[] = [];
  const feed = eachLine((line) => lines.push(line));
  for (const byte of Buffer.from("eins\nzwölf\n")) feed(Buffer.from([byte]));
  assert.deepEqual(lines, ["eins", "zwölf"]);
});
