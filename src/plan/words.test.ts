import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asWord, wordsOf } from "./words.ts";

test("words are separated by blanks, commas and newlines", () => {
  assert.deepEqual(wordsOf("btrfs xfs, ext4\n own"), ["btrfs", "xfs", "ext4", "own"]);
  assert.deepEqual(wordsOf(" , \n"), []);
});

test("a path keeps its blanks in quotes, after backslashes, and on a line that can only be a path", () => {
  for (const text of [`"/my work/d"`, `'/my work/d'`, "/my\\ work/d", `/my" "work/d`])
    assert.deepEqual(wordsOf(`own ${text}`), ["own", "/my work/d"], text);
  assert.deepEqual(wordsOf("own\n/my work/d\n"), ["own", "/my work/d"]);
  assert.deepEqual(wordsOf("own\n./a ../b\n"), ["own", "./a", "../b"]);
  assert.deepEqual(wordsOf("/my work/d"), ["/my work/d"]);
  for (const text of ["/a trixie", "/a image:b/c", "trixie a/b"]) assert.deepEqual(wordsOf(text), text.split(" "));
  assert.deepEqual(wordsOf("/it's own"), ["/it's", "own"]);
});

test("wordsOf reads what asWord returns", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: fc.constantFrom(..."a/. ,'\"\\é") }), (text) => {
      assert.deepEqual(wordsOf(asWord(text)), [text]);
    }),
  );
});
