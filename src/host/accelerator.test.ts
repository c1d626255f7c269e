import assert from "node:assert/strict";
import { test } from "node:test";
import { acceleratorProblem, chooseAccelerator, tinyGuest, tinyGuestProblem } from "./accelerator.ts";
import type { Engine } from "./engine/engine.ts";
import { cellHost } from "./engine/privileges.ts";
import { imageRunner } from "./engine/runtime.ts";

const works = async () => undefined;
const hangs = async () => "a tiny guest hung for 8 s";

test("KVM is taken where it is proven, else TCG, with the reason", async () => {
  assert.deepEqual(await chooseAccelerator("auto", works), { accelerator: "kvm", why: "a tiny guest ran with it" });
  assert.deepEqual(await chooseAccelerator("auto", hangs), {
    accelerator: "tcg",
    why: "KVM does not work here: a tiny guest hung for 8 s",
  });
});

test("KVM that was requested and is not proven ends the run with the reason", async () => {
  assert.equal((await chooseAccelerator("kvm", works)).accelerator, "kvm");
  await assert.rejects(
    chooseAccelerator("kvm", hangs),
    /accelerator: kvm does not work here: a tiny guest hung for 8 s\./,
  );
});

test("TCG that was requested is not tried", async () => {
  const never = () => assert.fail("a tiny guest was started");
  assert.equal((await chooseAccelerator("tcg", never)).accelerator, "tcg");
});

test("/dev/kvm is passed with KVM alone", async () => {
  const engine = { version: async () => ({ Components: [] }) } as unknown as Engine;
  for (const privileged of [false, true]) {
    assert.equal((await cellHost(engine, privileged, "tcg", "abcd")).Devices, undefined);
    assert.deepEqual((await cellHost(engine, privileged, "kvm", "abcd")).Devices, [
      { PathOnHost: "/dev/kvm", PathInContainer: "/dev/kvm", CgroupPermissions: "rw" },
    ]);
  }
});

test("an engine that has no /dev/kvm to pass says so", async () => {
  const refusal = 'error gathering device information while adding custom device "/dev/kvm": no such file or directory';
  const engine = {
    createContainer: async () => {
      throw new Error(refusal);
    },
    version: async () => ({}),
  } as unknown as Engine;
  const runner = imageRunner(engine, "cell:1", "abcd");
  assert.equal(await acceleratorProblem("kvm", false, runner, new AbortController().signal), "there is no /dev/kvm");
});

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
