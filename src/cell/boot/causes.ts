import { leading } from "../../model/markers.ts";

/** A line on which the product under test itself names what is wrong. */
type Cause = { readonly kind: CauseKind; readonly text: string; readonly index: number };

type CauseLine = {
  readonly pattern: RegExp;
  /** Where the words come from. */
  readonly source: string;
  /** The guest waits for a person or has stopped: nothing else follows. */
  readonly waits?: true;
};

/** Every cause, those that lead to others first. Patterns match `plainLine`s. */
const causes = {
  "missing library": [
    { pattern: /error while loading shared libraries: /, source: "glibc, elf/rtld.c" },
    { pattern: /: symbol lookup error: |: version `\S+' not found \(required by /, source: "glibc, elf/dl-lookup.c" },
    { pattern: /Error (loading shared library|relocating) \S+: /, source: "musl, ldso/dynlink.c" },
  ],
  "missing interpreter": [
    { pattern: /: bad interpreter: |: cannot execute: required file not found/, source: "bash, execute_cmd.c" },
    {
      pattern: /Failed (to execute|at step EXEC spawning) .*: No such file or directory/,
      source: "systemd, exec-invoke.c",
    },
    {
      pattern: /(Failed to execute|Requested init) \/\S+ (\(error -2\)|failed \(error -2\))/,
      source: "linux, init/main.c",
    },
  ],
  "exec format error": [
    { pattern: /: [Ee]xec format error$/, source: "glibc, ENOEXEC" },
    {
      pattern: /(Failed to execute|Requested init) \/\S+ (\(error -8\)|failed \(error -8\))/,
      source: "linux, init/main.c",
    },
  ],
  "out of memory": [
    {
      pattern: /Out of memory: Killed process|invoked oom-killer|System is deadlocked on memory/,
      source: "linux, mm/oom_kill.c",
    },
  ],
  "no such unit": [
    { pattern: /\bUnit \S+ not found\b/, source: "systemd, src/core/unit.c, src/core/load-dropin.c" },
    {
      pattern: /: Failed to load configuration: |Failed to load unit \S+|Failed to (load|isolate|start) default target/,
      source: "systemd, src/core/main.c",
    },
  ],
  "dracut's FATAL": [{ pattern: /\bdracut: FATAL: /, source: "dracut, modules.d/99base/dracut-lib.sh: die" }],
  "failed to mount": [
    { pattern: /\bFailed to mount /, source: "systemd, src/core/mount.c" },
    { pattern: /\bmount: \/sysroot\S*: |\bCan't mount root filesystem\b/, source: "util-linux, dracut's mount hooks" },
  ],
  "root not found": [
    { pattern: /\bTimed out waiting for device /, source: "systemd, src/core/device.c" },
    {
      pattern: /\bWarning: .*(\/dev\/\S+ does not exist|Not all disks have been found)/,
      source: "dracut, modules.d/99base/dracut-lib.sh",
    },
  ],
  "failed unit": [
    {
      pattern: /^\[FAILED\] |\bsystemd\[1\]: (Failed to start |\S+: Failed with result )/,
      source: "systemd, src/core/job.c",
    },
  ],
  "dependency failed": [{ pattern: /\bDependency failed for /, source: "systemd, src/core/job.c" }],
  freezing: [
    {
      pattern: /\bFreezing execution\b|\b[Ff]reezing\.$/,
      source: "systemd, src/core/crash-handler.c, main.c",
      waits: true,
    },
  ],
  prompt: [
    { pattern: /\bBreak before \S+$/, source: "dracut, modules.d/99base/init.sh: rd.break", waits: true },
    {
      pattern: /\b(Press Enter|Give root password) (for maintenance|to continue)/,
      source: "util-linux, login-utils/sulogin.c",
      waits: true,
    },
    {
      pattern: /\b[Pp]lease enter (the )?(passphrase|password|PIN|recovery key|LUKS)\b/,
      source: "cryptsetup",
      waits: true,
    },
    { pattern: /^(sh-\d[\d.]*[#$]|\S+:\/\S*#) ?$/, source: "bash; PS1 of dracut-lib.sh", waits: true },
  ],
  "emergency shell": [
    {
      pattern: /\bDropping to debug shell\.|\b[Ee]ntering emergency mode\b|\bYou are in emergency mode\b/,
      source: "dracut-lib.sh, systemd's emergency.service",
      waits: true,
    },
    {
      pattern: /\bCould not boot\.|\bBoot has failed\b|\bStarting \S*emergency\S*\.service\b/,
      source: "dracut, dracut-emergency.sh",
    },
  ],
  "kernel panic": [{ pattern: /Kernel panic - not syncing: /, source: "linux, kernel/panic.c" }],
} as const satisfies Readonly<Record<string, readonly CauseLine[]>>;
export type CauseKind = keyof typeof causes;
export const causeKinds = Object.keys(causes) as CauseKind[];

/** The first line of the kind that leads to the others; undefined where none is known. */
export function causeOf(lines: readonly { readonly text: string }[]): Cause | undefined {
  for (const kind of causeKinds) {
    const index = lines.findIndex(({ text }) => causes[kind].some(({ pattern }) => pattern.test(text)));
    if (index >= 0) return { kind, text: lines[index]?.text ?? "", index };
  }
  return undefined;
}

const waiting = causeKinds.flatMap((kind) => causes[kind] as readonly CauseLine[]).filter(({ waits }) => waits);

/** Whether a guest that prints this line waits for a person, or has stopped. The line need not have ended: prompts do not. */
export const waitsForever = (line: string): boolean => waiting.some(({ pattern }) => pattern.test(line));

/**
 * Lines that systemd prints when it starts a unit, on its own status lines and in its log: `[  OK  ] Started systemd-udevd.service - Rule-…`,
 * `Starting dracut-cmdline.service`. Before systemd 249 only descriptions.
 */
const step =
  /(?:systemd\[1\]: |^\[ *(?:OK|FAILED|DEPEND|TIME) *\] |^ {4,})(?:Starting|Started|Finished|Mounting|Mounted|Reached target|Failed to start|Failed to mount) (.*?)(?: - .*|\.\.\.|\.)?$/;
/** Units that end the guest, whatever failed. */
const ending = /\b(poweroff|reboot|halt|shutdown|umount|final|emergency|rescue)\b/i;

/** The last unit that was started, of those up to the cause where there is one. */
export function lastStep(lines: readonly { readonly text: string }[], cause: Cause | undefined): string | undefined {
  const before = cause === undefined ? lines : lines.slice(0, cause.index + 1);
  for (const { text } of before.toReversed()) {
    const unit = step.exec(text)?.[1];
    // systemd cuts its status lines in the middle.
    if (unit !== undefined && !ending.test(unit)) return (unit.split("…")[0] ?? unit).trim();
  }
  return undefined;
}

const longest = 200;

/** A line without what differs from run to run: times, callers, process ids, UUIDs. */
export const steady = (line: string): string =>
  line
    .replace(/^(?:<\d+>)?(?:\[ *\d+\.\d+\] ?)?(?:\[ *[TC]\d+\] ?)?/, "")
    // Kernel messages after a prompt, which has no newline.
    .replace(/\[ *\d+\.\d{6}\].*$/, "")
    .replace(/\b([\w.@()-]+)\[\d+\]:/g, "$1:")
    .replace(/[0-9a-f]{8}((-|\\x2d)[0-9a-f]{4}){3}(-|\\x2d)[0-9a-f]{12}/g, "(its UUID)")
    // Texts that systemd cut in the middle, mostly a device's UUID.
    .replace(/\S*\u2026\S*/g, "\u2026")
    .trim()
    .slice(0, longest);

/** A complaint of the kernel about itself, by the words that it begins with. */
type Splat = { readonly kind: string; readonly text: string; readonly index: number };

type KernelWarning = { readonly kind: string; readonly pattern: RegExp; readonly emulator?: true };

/** `emulator`: what a guest says when its processor was taken away, which is the machine's doing and no kernel's. */
const kernelWarnings: readonly KernelWarning[] = [
  { kind: "soft lockup", pattern: /watchdog: BUG: soft lockup/, emulator: true },
  { kind: "RCU stall", pattern: /rcu: INFO: rcu_\w+ (self-)?detected .*stall/, emulator: true },
  { kind: "hung task", pattern: /INFO: task .* blocked for more than \d+ seconds/, emulator: true },
  { kind: "KASAN", pattern: /BUG: (KASAN|KFENCE|KMSAN|KCSAN|UBSAN): / },
  { kind: "BUG", pattern: leading("(?:kernel )?BUG(?:: | at )") },
  { kind: "Oops", pattern: leading("Oops: |Oops - |general protection fault|Unable to handle kernel ") },
  { kind: "WARNING", pattern: /\[ *[\dTC.]+\] ?WARNING: / },
  // Without a prefix it may be a program's: kernel/panic.c and kernel/locking/lockdep.c name a processor, a place or a rule.
  {
    kind: "WARNING",
    pattern: /^(<\d+>)?WARNING: (CPU: \d|\S+:\d+ at |possible |suspicious |inconsistent |bad |held lock )/,
  },
];

/** Kernel warnings that are unrelated to the archive, each with its reason and, if known, its fix. */
const allowed: readonly { readonly pattern: RegExp; readonly reason: string }[] = [
  {
    pattern: /WARNING: .*Spectre v2/i,
    reason: "speaks of the processor's weaknesses, which an emulated one has, too (arch/x86/kernel/cpu/bugs.c)",
  },
];

/** The first complaint of the kernel that is on no list of allowed ones; `emulator`: the machine's doing. */
export function firstSplat(
  lines: readonly { readonly text: string }[],
): (Splat & { readonly emulator: boolean }) | undefined {
  for (const [index, { text }] of lines.entries()) {
    const found = kernelWarnings.find(({ pattern }) => pattern.test(text));
    if (found === undefined || allowed.some(({ pattern }) => pattern.test(text))) continue;
    return { kind: found.kind, text, index, emulator: found.emulator === true };
  }
  return undefined;
}
