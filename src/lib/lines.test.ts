import assert from "node:assert/strict";
import { test } from "node:test";
import { eachLine } from "./lines.ts";

function linesOf(max: number, texts: readonly string[]) {
  const lines: [string, boolean][] = [];
  const feed = eachLine(max, (line, cut) => lines.push([line, cut]));
  for (const text of texts) feed(text);
  return lines;
}

test("lines are cut wherever the texts are", () => {
  assert.deepEqual(linesOf(100, [..."eins\nzwölf\n\nrest"]), [
    ["eins", false],
    ["zwölf", false],
    ["", false],
  ]);
  assert.deepEqual(linesOf(100, ["a\nb\nc", "d\n"]), [
    ["a", false],
    ["b", false],
    ["cd", false],
  ]);
});

test("a line that is too long loses its end, and the next one nothing", () => {
  assert.deepEqual(linesOf(4, ["1234\n", "12", "345", "67\n", "12345\nnext\n"]), [
    ["1234", false],
    ["1234", true],
    ["1234", true],
    ["next", false],
  ]);
});

test("a line without an end is neither kept nor looked through again and again", () => {
  const lines: string[] = [];
  const feed = eachLine(1 << 10, (line) => lines.push(line));
  const chunk = "x".repeat(1 << 16);
  for (let megabytes = 0; megabytes < 1000; megabytes += 1 / 16) feed(chunk);
  feed("\n");
  assert.deepEqual(
    lines.map((line) => line.length),
    [1 << 10],
  );
});
