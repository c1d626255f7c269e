import assert from "node:assert/strict";
import { test } from "node:test";
import { leftBehind } from "./hops.ts";

test("the staging tree that dracut was told to keep is not left behind, any other is, and every one of plain dracut", () => {
  assert.deepEqual(leftBehind(["dracut.iK3x9a"], "reflink"), []);
  assert.deepEqual(leftBehind(["dracut.iK3x9a", "dracut.oo1Abc", "cpio.log"], "reflink"), [
    "cpio.log",
    "dracut.XXXXXX",
  ]);
  assert.deepEqual(leftBehind(["dracut.iK3x9a"], "gzip"), ["dracut.XXXXXX"]);
});
