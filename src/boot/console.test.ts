import assert from "node:assert/strict";
import { test } from "node:test";
import { noInit } from "../domain/witness.ts";
import { judgeBoot } from "./console.ts";

const nonce = "0123abcd";
const lines = (...texts: string[]) => texts.map((text, index) => ({ at: 100 * (index + 1), text }));

const start = "[    0.000000] Linux version 6.12.117+deb13-cloud-amd64";
const runInit = "[    3.432493] Run /init as init process";
const inside = "[   10.100000] cowpio: inside the archive";
const realRoot = `[   11.114000] cowpio: real root ${nonce}`;
const panic = "[    5.000000] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100";

test("a guest has booted when the kernel runs /init, the archive speaks and the real root says the nonce", () => {
  assert.deepEqual(judgeBoot(lines(start, runInit, "noise", inside, realRoot), nonce, "exited"), {
    kind: "booted",
    times: { kernelToInit: { guest: 3432.493, wall: 200 }, realRoot: { guest: 11114, wall: 500 } },
  });
});

test("what user space left of a line does not hide the kernel's", () => {
  const escaped = `\u001b[6n\u001b[!p\u001b]104\u001b[?7h${realRoot}`;
  assert.equal(judgeBoot(lines(start, runInit, inside, escaped), nonce, "exited").kind, "booted");
});

test("another run's nonce is no boot", () => {
  const verdict = judgeBoot(lines(start, runInit, inside, "[   11.1] cowpio: real root ffff"), nonce, "exited");
  assert.equal(verdict.kind, "did not boot");
});

test("the nonce on the kernel's command line is no boot", () => {
  const verdict = judgeBoot(
    lines(`[    0.000000] Command line: cowpio: real root ${nonce}`, runInit, inside),
    nonce,
    "too long",
  );
  assert.equal(verdict.kind, "did not boot");
});

test("a real root reached without the archive is no boot", () => {
  assert.equal(judgeBoot(lines(start, runInit, realRoot), nonce, "exited").kind, "did not boot");
});

test("witnesses in the wrong order are no boot", () => {
  assert.equal(judgeBoot(lines(start, inside, realRoot, runInit), nonce, "exited").kind, "did not boot");
});

test("a failed unpacking is no boot, whatever follows", () => {
  const failed = "[    0.900000] Initramfs unpacking failed: junk within compressed archive";
  assert.deepEqual(judgeBoot(lines(start, failed, runInit, inside, realRoot), nonce, "exited"), {
    kind: "did not boot",
    why: "the kernel could not unpack the archive",
    line: failed,
  });
});

test("an archive without /init does not boot, and it is said why", () => {
  const rootless = '[    3.9] VFS: Cannot open root device "UUID=1234" or unknown-block(0,0): error -6';
  assert.deepEqual(judgeBoot(lines(start, rootless, panic), nonce, "exited"), {
    kind: "did not boot",
    why: noInit,
    line: rootless,
  });
});

test("a guest that dies before it runs /init says nothing of the archive", () => {
  assert.deepEqual(judgeBoot(lines(start, panic), nonce, "exited"), {
    kind: "could not tell",
    why: "the kernel panicked before it ran /init",
    line: panic,
  });
  assert.equal(judgeBoot(lines(start), nonce, "silent").kind, "could not tell");
  assert.equal(judgeBoot([], nonce, "exited").kind, "could not tell");
});

test("a panic after /init is the archive's", () => {
  assert.deepEqual(judgeBoot(lines(start, runInit, panic), nonce, "exited"), {
    kind: "did not boot",
    why: "the kernel panicked after it ran /init",
    line: panic,
  });
});

test("a guest that stalls is told from one that took too long", () => {
  const silent = judgeBoot(lines(start, runInit), nonce, "silent");
  const long = judgeBoot(lines(start, runInit, inside), nonce, "too long");
  assert.ok(silent.kind === "did not boot" && silent.why.includes("fell silent after the kernel ran /init"));
  assert.ok(long.kind === "did not boot" && long.why.includes("took too long after the initramfs"));
});
