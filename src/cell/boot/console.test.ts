import assert from "node:assert/strict";
import { test } from "node:test";
import { bootFaults } from "../../model/faults.ts";
import type { BootVerdict } from "../../model/outcome.ts";
import { type Ending, judgeBoot } from "./console.ts";

const nonce = "01234567abcdef00";
const lines = (...texts: string[]) => texts.map((text, index) => ({ at: 100 * (index + 1), text }));
const port = ["cowpio: unpacked 300 right, 0 wrong, 0 more 01234567", "cowpio: real root abcdef00"];

/** An archive without the guest's verifier, as compressed ones are booted. */
const judge = (console: ReturnType<typeof lines>, _nonce: string, ending: Ending): BootVerdict =>
  judgeBoot(
    { console, port: console.flatMap(({ text }) => /cowpio: real root \w+$/.exec(text) ?? []), ending },
    { nonce, verifier: false },
  );
/** With it. */
const verified = (console: ReturnType<typeof lines>, output: readonly string[] = port): BootVerdict =>
  judgeBoot({ console, port: output, ending: "exited" }, { nonce, verifier: true });

const start = "[    0.000000] Linux version 6.12.117+deb13-cloud-amd64";
const runInit = "[    3.432493] Run /init as init process";
const inside = "[   10.100000] cowpio: inside the archive";
const realRoot = `[   11.114000] cowpio: real root abcdef00`;
const panic = "[    5.000000] Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100";

test("a guest has booted when the kernel runs /init, the archive speaks and the real root says the nonce", () => {
  assert.deepEqual(judge(lines(start, runInit, "noise", inside, realRoot), nonce, "exited"), {
    kind: "booted",
    times: { kernelToInit: { guest: 3432.493, wall: 200 }, realRoot: { guest: 11114, wall: 500 } },
  });
});

test("a partial line of user space does not hide the kernel's", () => {
  const escaped = `\u001b[6n\u001b[!p\u001b]104\u001b[?7h${realRoot}`;
  assert.equal(judge(lines(start, runInit, inside, escaped), nonce, "exited").kind, "booted");
});

test("another run's nonce is no boot", () => {
  const verdict = judge(lines(start, runInit, inside, "[   11.1] cowpio: real root ffff"), nonce, "exited");
  assert.equal(verdict.kind, "did not boot");
});

test("the nonce on the kernel's command line is no boot", () => {
  const verdict = judge(
    lines(`[    0.000000] Command line: cowpio: real root ${nonce}`, runInit, inside),
    nonce,
    "too long",
  );
  assert.equal(verdict.kind, "did not boot");
});

test("a real root reached without the archive is no boot", () => {
  assert.equal(judge(lines(start, runInit, realRoot), nonce, "exited").kind, "did not boot");
});

test("markers in the wrong order are no boot", () => {
  assert.equal(judge(lines(start, inside, realRoot, runInit), nonce, "exited").kind, "did not boot");
});

test("a failed unpacking is no boot, whatever follows", () => {
  const failed = "[    0.900000] Initramfs unpacking failed: junk within compressed archive";
  assert.deepEqual(judge(lines(start, failed, runInit, inside, realRoot), nonce, "exited"), {
    kind: "did not boot",
    fault: "unpacking failed",
    why: "the kernel could not unpack the archive",
    line: failed,
  });
});

test("an archive without /init does not boot, with the reason", () => {
  const rootless = '[    3.9] VFS: Cannot open root device "UUID=1234" or unknown-block(0,0): error -6';
  assert.deepEqual(judge(lines(start, rootless, panic), nonce, "exited"), {
    kind: "did not boot",
    fault: "no init",
    why: bootFaults["no init"],
    line: rootless,
  });
});

test("a guest that dies before it runs /init says nothing of the archive", () => {
  assert.deepEqual(judge(lines(start, panic), nonce, "exited"), {
    kind: "could not tell",
    why: "the kernel panicked before it ran /init",
    line: panic,
  });
  assert.equal(judge(lines(start), nonce, "silent").kind, "could not tell");
  assert.equal(judge([], nonce, "exited").kind, "could not tell");
});

test("a guest that is out of memory before it runs /init is inconclusive, and its own line says so", () => {
  const starved = "[    3.9] Kernel panic - not syncing: System is deadlocked on memory";
  const verdict = judge(lines(start, starved), nonce, "exited");
  assert.ok(verdict.kind === "could not tell" && /guest-memory/.test(verdict.why), JSON.stringify(verdict));
  assert.equal(verdict.line, starved);
});

test("a panic after /init is the archive's", () => {
  assert.deepEqual(judge(lines(start, runInit, panic), nonce, "exited"), {
    kind: "did not boot",
    fault: "kernel panic",
    cause: "kernel panic",
    why: 'kernel panic: "Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000100"; the kernel panicked after it ran /init',
    line: panic,
  });
});

test("a guest that stalls is distinguished from one that took too long", () => {
  const silent = judge(lines(start, runInit), nonce, "silent");
  const long = judge(lines(start, runInit, inside), nonce, "too long");
  assert.ok(silent.kind === "did not boot" && silent.fault === "hung before the real root");
  assert.ok(long.kind === "did not boot" && long.fault === "no hand-over");
  const exited = judge(lines(start, runInit), nonce, "exited");
  assert.ok(exited.kind === "did not boot" && exited.fault === "ended before the real root");
});

const runVerifier = "[    3.432493] Run /.cowpio-verify/verify as init process";
const compared = "[    4.100000] cowpio: unpacked 300 right, 0 wrong, 0 more 01234567";

test("with the verifier, all must be as written before the rest counts", () => {
  assert.deepEqual(
    verified(
      lines(
        "[    1.000000] Trying to unpack rootfs image as initramfs...",
        "[    1.250000] Freeing initrd memory: 53328K",
        runVerifier,
        "[    3.9] cowpio: memory available     800000 kB",
        compared,
        inside,
        realRoot,
      ),
    ),
    {
      kind: "booted",
      times: {
        unpacking: 250,
        kernelToInit: { guest: 3432.493, wall: 300 },
        verified: { guest: 4100, wall: 500 },
        realRoot: { guest: 11114, wall: 700 },
      },
      memoryAvailable: 819_200_000,
    },
  );
  assert.equal(verified(lines(runVerifier, inside, realRoot)).kind, "could not tell");
});

test("one entry that is another, or one that nobody wrote, is no boot", () => {
  const otherwise = "[    4.0] cowpio: unpacked otherwise: ./etc/fstab: f 644 0 0 7 aa, not f 644 0 0 7 bb";
  const wrong = compared.replace("300 right, 0 wrong", "299 right, 1 wrong");
  assert.deepEqual(verified(lines(runVerifier, otherwise, wrong, inside, realRoot)), {
    kind: "did not boot",
    fault: "unpacked otherwise",
    why: bootFaults["unpacked otherwise"],
    line: otherwise,
  });
  const more = compared.replace("0 more", "2 more");
  assert.deepEqual(verified(lines(runVerifier, more, inside, realRoot)), {
    kind: "did not boot",
    fault: "unpacked otherwise",
    why: bootFaults["unpacked otherwise"],
    line: more,
  });
});

test("a verifier that is not there was not unpacked, and one without its nonce proves nothing", () => {
  const rootless = '[    3.9] VFS: Cannot open root device "UUID=1234" or unknown-block(0,0): error -6';
  const verdict = verified(lines(start, rootless, panic), []);
  assert.ok(verdict.kind === "did not boot" && verdict.fault === "unpacking failed");
  assert.equal(
    verified(lines(runVerifier, compared.replace("01234567", "ffff"), inside, realRoot)).kind,
    "could not tell",
  );
});

test("a verifier that finds no /init says so", () => {
  const missing = "[    4.2] cowpio: no /init that runs: No such file or directory";
  assert.deepEqual(verified(lines(runVerifier, compared, missing)), {
    kind: "did not boot",
    fault: "no init",
    why: bootFaults["no init"],
    line: missing,
  });
});

test("a marker on one channel only is not accepted", () => {
  const whole = lines(runVerifier, compared, inside, realRoot);
  assert.equal(verified(whole).kind, "booted");
  assert.equal(verified(whole, port.slice(0, 1)).kind, "could not tell");
  assert.equal(verified(whole, port.slice(1)).kind, "could not tell");
  assert.equal(verified(whole, ["", ...port.map((line) => line.replace(/\w+$/, "ffff"))]).kind, "could not tell");
});

test("a real root with another run's nonce is reported by that", () => {
  const verdict = judge(lines(start, runInit, inside, "[   11.1] cowpio: real root ffff"), nonce, "exited");
  assert.ok(verdict.kind === "did not boot" && verdict.fault === "other nonce");
});

test("a kernel warning before /init proves nothing, one after it counts against the archive", () => {
  const warning = "[    3.0] WARNING: CPU: 0 PID: 1 at fs/btrfs/inode.c:1234 btrfs_finish+0x12/0x34";
  const early = verified(lines(start, warning, runVerifier, compared, inside, realRoot));
  assert.ok(
    early.kind === "could not tell" && early.why.endsWith("before it ran /init: WARNING"),
    JSON.stringify(early),
  );
  const late = verified(lines(start, runVerifier, compared, warning, inside, realRoot));
  assert.deepEqual(late, {
    kind: "did not boot",
    fault: "kernel warning",
    why: `${bootFaults["kernel warning"]}: WARNING`,
    line: warning,
  });
  for (const [line, kind] of [
    ["[   21.1] BUG: KASAN: slab-out-of-bounds in xfs_file_read+0x1/0x2", "KASAN"],
    ["[   21.1] kernel BUG at fs/xfs/xfs_inode.c:12!", "BUG"],
    ["[   21.1] BUG: kernel NULL pointer dereference, address: 0000000000000008", "BUG"],
    ["[   21.1] Oops: 0000 [#1] PREEMPT SMP NOPTI", "Oops"],
  ] as const) {
    const verdict = verified(lines(runVerifier, compared, line, inside, realRoot));
    assert.ok(verdict.kind === "did not boot" && verdict.why.endsWith(`: ${kind}`), JSON.stringify(verdict));
  }
});

test("stalls caused by the emulator count against nobody", () => {
  for (const line of [
    "[   31.1] watchdog: BUG: soft lockup - CPU#1 stuck for 26s! [systemd-udevd:201]",
    "[   31.1] rcu: INFO: rcu_preempt self-detected stall on CPU",
    "[  131.1] INFO: task udevadm:123 blocked for more than 120 seconds.",
  ])
    assert.equal(verified(lines(runVerifier, compared, line, inside, realRoot)).kind, "could not tell");
});

test("a console with the nonce of the real root never says that the real root was not reached", () => {
  const withoutHook = verified(lines(runVerifier, compared, realRoot));
  assert.ok(withoutHook.kind === "did not boot" && withoutHook.fault === "no pre-pivot", JSON.stringify(withoutHook));
  const hookLater = verified(lines(runVerifier, compared, realRoot, inside));
  assert.ok(hookLater.kind === "did not boot" && hookLater.fault === "no pre-pivot");
  const wrongOrder = judge(lines(start, inside, realRoot, runInit), nonce, "exited");
  assert.ok(wrongOrder.kind === "did not boot" && wrongOrder.fault === "out of order");
  // Lines that the console lost prove nothing against the archive.
  assert.equal(verified(lines(inside, realRoot)).kind, "could not tell");
  assert.equal(verified(lines(runVerifier, compared, inside)).kind, "could not tell");
});

test("a QEMU that was killed says nothing of the archive", () => {
  assert.equal(judge(lines(start, runInit), nonce, "killed").kind, "could not tell");
});

test("a warning on the allow list does not count", () => {
  const known = "[    0.1] WARNING: Spectre v2 mitigation leaves CPU vulnerable";
  assert.equal(verified(lines(start, known, runVerifier, compared, inside, realRoot)).kind, "booted");
});

test("markers, warnings and times are found in every format of a kernel's console", () => {
  const all = [
    "[    1.000000] Trying to unpack rootfs image as initramfs...",
    "[    1.250000] Freeing initrd memory: 53328K",
    runVerifier,
    compared,
    inside,
    realRoot,
  ];
  const warning = "[    9.0] WARNING: CPU: 0 PID: 1 at fs/btrfs/inode.c:1234 btrfs_finish+0x12/0x34";
  const time = /\[ *(\d+\.\d+)\] /;
  const formats: Record<string, (line: string) => string> = {
    "PRINTK_CALLER, a task": (line) => line.replace(time, "[$1][    T1] "),
    "PRINTK_CALLER, a processor": (line) => line.replace(time, "[$1][   C0] "),
    "a level": (line) => `<6>${line}`,
    "no times": (line) => line.replace(time, ""),
    "no times, a caller": (line) => line.replace(time, "[    T1] "),
    colors: (line) => `${line.replace(time, "\u001b[32m[    $1] \u001b[0m\u001b[1m")}\u001b[0m`,
    "a title that does not end": (line) => `\u001b]0;title${line}`,
  };
  for (const [name, format] of Object.entries(formats)) {
    const verdict = verified(lines(...all.map(format)));
    assert.ok(verdict.kind === "booted", `${name}: ${JSON.stringify(verdict)}`);
    const { unpacking, kernelToInit, realRoot: root } = verdict.times;
    const timed = !name.startsWith("no times");
    assert.equal(unpacking === undefined, !timed, name);
    assert.equal(Number.isFinite(kernelToInit.guest ?? 0) && Number.isFinite(root.guest ?? 0), true, name);
    assert.equal(root.guest, timed ? 11114 : undefined, name);
    const warned = verified(lines(...[...all.slice(0, 4), warning, ...all.slice(4)].map(format)));
    // A title without its end may hide where a line begins.
    if (!name.startsWith("a title"))
      assert.ok(warned.kind === "did not boot" && warned.why.endsWith(": WARNING"), name);
  }
  const partial = all.map((line, index) => (index < 2 ? line : `Starting a unit... ${line}`));
  assert.equal(verified(lines(...partial)).kind, "booted");
});

test("a program's own warning is no kernel's", () => {
  for (const line of ["WARNING: no such module", "systemd[1]: WARNING: it is late", "dracut: BUG reports go upstream"])
    assert.equal(verified(lines(runVerifier, compared, line, inside, realRoot)).kind, "booted", line);
});
