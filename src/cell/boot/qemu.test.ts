import assert from "node:assert/strict";
import { test } from "node:test";
import { hardware } from "./qemu.ts";

test("an emulated guest has all that QEMU can give it, or little if its distro runs on every processor", () => {
  const processor = (given: Parameters<typeof hardware>[0]) => {
    const words = hardware(given);
    return words[words.indexOf("-cpu") + 1];
  };
  assert.equal(processor({ accelerator: "tcg" }), "max");
  assert.equal(processor({ accelerator: "tcg", baseline: false }), "max");
  assert.equal(processor({ accelerator: "tcg", baseline: true }), "qemu64");
  assert.equal(processor({ accelerator: "kvm", baseline: true }), "max");
});
