/** What doctor found of one thing, and what to do about it. */
export type Finding = { readonly what: string; readonly seen: string; readonly ok: boolean; readonly advice?: string };

type Term = {
  /** One of these is enough. */
  readonly programs: readonly string[];
  /** Who calls it. */
  readonly wants: string;
  /** Without it no cell of this subject can say anything. */
  readonly needed?: boolean;
};

/** What a subject brings: docs/subjects.md. */
export const contract: readonly Term[] = [
  { programs: ["dracut"], wants: "every cell", needed: true },
  { programs: ["bash"], wants: "dracut", needed: true },
  { programs: ["depmod"], wants: "every cell, of the staged kernel's modules", needed: true },
  { programs: ["udevadm"], wants: "the initramfs, to find the real root", needed: true },
  { programs: ["btrfs"], wants: "dracut's module for Btrfs" },
  { programs: ["cpio"], wants: "compare: gzip, zstd; writers: gnu-cpio" },
  { programs: ["gzip"], wants: "compare: gzip" },
  { programs: ["zstd"], wants: "compare: zstd" },
  { programs: ["eu-strip", "strip"], wants: "options: strip" },
  { programs: ["cc"], wants: "dracuts: a checkout" },
  { programs: ["make"], wants: "dracuts: a checkout" },
  { programs: ["pkg-config", "pkgconf"], wants: "dracuts: a checkout" },
];

/** For a shell in the subject: of the programs that are its arguments, a line for each that is there. */
export const lookForPrograms = 'for name; do command -v "$name" >/dev/null && echo "$name"; done; true';

/** dracut knows --enhanced-cpio, and with it its dracut-cpio, from 057 on (its NEWS.md). */
const leastDracut = 57;

/** What the subject brings of the contract. `version`: what `dracut --version` says. */
export function judgeContract(found: readonly string[], version: string): Finding[] {
  const [, number] = /\b0*(\d+)/.exec(version) ?? [];
  const old = number === undefined || Number(number) < leastDracut;
  return contract.map(({ programs, wants, needed = false }) => {
    const there = programs.find((name) => found.includes(name));
    if (there === "dracut")
      return {
        what: "dracut",
        seen: version === "" ? "it does not say its version" : version,
        ok: !old,
        advice: `dracut ${leastDracut} or newer is needed: older ones know no --enhanced-cpio`,
      };
    return {
      what: programs.join(" or "),
      seen: there === undefined ? `not there; ${needed ? "needed by" : "only wanted by"} ${wants}` : "there",
      ok: there !== undefined || !needed,
      advice: `install it in the subject; ${wants} calls it`,
    };
  });
}
