/** docs/fstests.md says what of fstests is mirrored, and by which cases: these. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const files = ["content", "sources", "output", "extents"] as const;
const sentences = Object.fromEntries(
  files.map((file) => [
    file,
    [...readFileSync(`test/writer/conformance-${file}.test.ts`, "utf8").matchAll(/ it\("([^"]+)"/g)].map(
      ([, name = ""]) => name,
    ),
  ]),
);
/** `generic/540 to 543` are four, `btrfs/106, 183` two. */
function numbersIn(text: string): number[] {
  const found = [...text.matchAll(/\b(\d{3})(?: to (\d{3}))?\b/g)];
  return found.flatMap(([, from, to = from]) =>
    Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i),
  );
}
const rows = [...readFileSync("docs/fstests.md", "utf8").matchAll(/^\| ((?:generic|btrfs|xfs)\/.*) \|.*\| (.*) \|$/gm)];

test("each mirrored row of the table has a case with its number", () => {
  assert.ok(rows.length > 50);
  for (const [, tests = "", here = ""] of rows) {
    const [file] = /^(?:content|sources|output|extents)\b/.exec(here) ?? [];
    if (file === undefined) continue;
    const wanted = new Set([...numbersIn(tests), ...numbersIn(here)]);
    assert.ok(
      sentences[file]?.some((sentence) => numbersIn(sentence).some((number) => wanted.has(number))),
      `${tests}: ${here}`,
    );
  }
});

test("every number in a case's name is in the table", () => {
  const description = new Set(rows.flatMap(([, tests = ""]) => numbersIn(tests)));
  for (const sentence of files.flatMap((file) => sentences[file] ?? []))
    for (const number of /^(?:generic|btrfs|xfs)\//.test(sentence) ? numbersIn(sentence.split(":")[0] ?? "") : [])
      assert.ok(description.has(number), sentence);
});
