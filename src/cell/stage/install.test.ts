import assert from "node:assert/strict";
import { test } from "node:test";
import { nameBytes } from "./install.ts";

test("bytes that are no UTF-8 come back as they were, letters beyond the first plane too", () => {
  assert.deepEqual(nameBytes("a\udcffö\udc80\0"), Buffer.from([0x61, 0xff, 0xc3, 0xb6, 0x80, 0]));
  assert.deepEqual(nameBytes("x\u{1f4a9}y"), Buffer.from("x\u{1f4a9}y"));
});
