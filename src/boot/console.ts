import type { BootVerdict } from "../domain/outcome.ts";
import { insideLine, noInit, realRootLine, runInitLine } from "../domain/witness.ts";

/** A line of the guest's console and when it was seen, milliseconds since QEMU was started. */
export type ConsoleLine = { readonly at: number; readonly text: string };

export type Ending = "exited" | "killed" | "too long" | "silent";

/** What a guest did, in words. */
export const endings: Readonly<Record<Ending, string>> = {
  exited: "ended",
  killed: "was killed",
  "too long": "took too long",
  silent: "fell silent",
};

const unpackingFailed = /Initramfs unpacking failed/;
/** init/do_mounts.c; only reached when the archive has no /init. */
const noRoot = /VFS: (Unable to mount root fs|Cannot open root device)/;
const panicked = /Kernel panic - not syncing/;

/** Three witnesses, in this order: the kernel runs /init, the archive speaks, the real root says the nonce. */
export function judgeBoot(lines: readonly ConsoleLine[], nonce: string, ending: Ending): BootVerdict {
  const last = lines.findLast(({ text }) => text.trim() !== "")?.text ?? "";
  const find = (pattern: RegExp, after = -1) =>
    lines.findIndex(({ text }, index) => index > after && pattern.test(text));
  const no = (why: string, line = last): BootVerdict => ({ kind: "did not boot", why, line });
  const unknown = (why: string, line = last): BootVerdict => ({ kind: "could not tell", why, line });

  const unpack = find(unpackingFailed);
  if (unpack >= 0) return no("the kernel could not unpack the archive", lines[unpack]?.text);

  const init = find(runInitLine);
  const panic = find(panicked);
  if (init < 0) {
    const rootless = find(noRoot);
    if (rootless >= 0) return no(noInit, lines[rootless]?.text);
    if (panic >= 0) return unknown("the kernel panicked before it ran /init", lines[panic]?.text);
    return unknown(`the guest ${endings[ending]} before the kernel ran /init`);
  }

  const inside = find(insideLine, init);
  const nonceLine = realRootLine(nonce);
  const root = find(nonceLine, inside);
  if (inside >= 0 && root >= 0) {
    const guest = (pattern: RegExp, index: number) => Number(pattern.exec(lines[index]?.text ?? "")?.[1]) * 1000;
    return {
      kind: "booted",
      times: {
        kernelToInit: { guest: guest(runInitLine, init), wall: lines[init]?.at ?? 0 },
        realRoot: { guest: guest(nonceLine, root), wall: lines[root]?.at ?? 0 },
      },
    };
  }
  if (panic >= 0) return no("the kernel panicked after it ran /init", lines[panic]?.text);
  if (inside < 0)
    return no(
      `the guest ${endings[ending]} after the kernel ran /init and before the initramfs had found the real root`,
    );
  return no(`the guest ${endings[ending]} after the initramfs and before PID 1 of the real root spoke`);
}
