import { leading } from "../../model/markers.ts";

/** A complaint of the kernel about itself, by the words that it begins with. */
export type Splat = { readonly kind: string; readonly text: string; readonly index: number };

type Known = { readonly kind: string; readonly pattern: RegExp; readonly emulator?: true };

/** `emulator`: what a guest says when its processor was taken away, which is the machine's doing and no kernel's. */
const known: readonly Known[] = [
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

/** Complaints that say nothing about an archive, each with its reason and, where it is known, who mended it. */
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
    const found = known.find(({ pattern }) => pattern.test(text));
    if (found === undefined || allowed.some(({ pattern }) => pattern.test(text))) continue;
    return { kind: found.kind, text, index, emulator: found.emulator === true };
  }
  return undefined;
}
