import assert from "node:assert/strict";
import { test } from "node:test";
import { tinyGuest, tinyGuestProblem } from "./tiny.ts";

const output = "cowpio: tiny guest in long mode\n";

test("an accelerator works where the tiny guest speaks and ends QEMU by its own hand", () => {
  assert.equal(tinyGuestProblem(99, output, ""), undefined);
});

test("a tiny guest that is silent, hangs or is ended otherwise proves nothing", () => {
  assert.equal(tinyGuestProblem(99, "", ""), "a tiny guest ended with status 99");
  assert.equal(tinyGuestProblem(124, "", ""), "a tiny guest hung for 8 s");
  assert.equal(tinyGuestProblem(137, output, ""), "a tiny guest hung for 8 s after it had spoken");
  assert.equal(tinyGuestProblem(0, output, ""), "a tiny guest ended with status 0 after it had spoken");
});

test("QEMU's first complaint is reported", () => {
  const complaint = "qemu-system-x86_64: error: failed to set MSR 0x10a to 0xc000069\nqemu-system-x86_64: more\n";
  assert.equal(
    tinyGuestProblem(134, "", complaint),
    "a tiny guest ended with status 134: error: failed to set MSR 0x10a to 0xc000069",
  );
});

test("the tiny guest has a cell's hardware", () => {
  const { args } = tinyGuest("kvm");
  for (const word of ["kvm", "max", "1024M", "stdio"]) assert.ok(args.includes(word), word);
});
