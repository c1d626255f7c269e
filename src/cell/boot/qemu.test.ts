import assert from "node:assert/strict";
import { test } from "node:test";
import { hardware } from "./qemu.ts";

test("a guest has every feature that QEMU gives it; the smallest processor is for emulated guests that run on any", () => {
  const processor = (given: Parameters<typeof hardware>[0]) => {
    const words = hardware(given);
    return words[words.indexOf("-cpu") + 1];
  };
  assert.equal(processor({ accelerator: "tcg" }), "max");
  assert.equal(processor({ accelerator: "tcg", anyProcessor: false }), "max");
  assert.equal(processor({ accelerator: "tcg", anyProcessor: true }), "qemu64");
  assert.equal(processor({ accelerator: "kvm", anyProcessor: true }), "max");
});
