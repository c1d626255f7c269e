import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { asWord, wordsOf } from "./words.ts";

test("a list has words between blanks, commas and lines", () => {
  assert.deepEqual(wordsOf("btrfs xfs, ext4\n own"), ["btrfs", "xfs", "ext4", "own"]);
  assert.deepEqual(wordsOf(" , \n"), []);
});

test("quotes and backslashes keep a blank in a path, and so does a line that can be nothing else", () => {
  for (const text of [`"/my work/d"`, `'/my work/d'`, "/my\\ work/d", `/my" "work/d`])
    assert.deepEqual(wordsOf(`own ${text}`), ["own", "/my work/d"], text);
  assert.deepEqual(wordsOf("own\n/my work/d\n"), ["own", "/my work/d"]);
  assert.deepEqual(wordsOf("own\n./a ../b\n"), ["own", "./a", "../b"]);
  assert.deepEqual(wordsOf("/my work/d"), ["/my work/d"]);
  for (const text of ["/a trixie", "/a image:b/c", "trixie a/b"]) assert.deepEqual(wordsOf(text), text.split(" "));
  assert.deepEqual(wordsOf("/it's own"), ["/it's", "own"]);
});

test("what is written as a word is read as that word", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: fc.constantFrom(..."a/. ,'\"\\é") }), (text) => {
      assert.deepEqual(wordsOf(asWord(text)), [text]);
    }),
  );
});
