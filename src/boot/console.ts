import type { BootTimes, BootVerdict } from "../domain/outcome.ts";
import {
  availableLine,
  beforeRealRoot,
  comparedLine,
  comparedMark,
  guestTime,
  insideLine,
  noInit,
  noInitLine,
  noncesOf,
  otherNonce,
  otherwiseLine,
  panicked,
  plainLine,
  realRootLine,
  realRootMark,
  runInitLine,
  unpackedLine,
  unpackedOtherwise,
  unpackingFailed,
  unpackingLine,
} from "../domain/witness.ts";
import { firstSplat } from "./splats.ts";

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

/** What a guest said, and how it ended. */
export type Seen = {
  readonly console: readonly ConsoleLine[];
  /** Lines of the second serial port. */
  readonly port: readonly string[];
  readonly ending: Ending;
};

/** `verifier`: the archive was booted behind the guest's verifier; a compressed one is not. */
export type Asked = { readonly nonce: string; readonly verifier: boolean };

/** init/do_mounts.c; only reached when there is no first program in the initramfs. */
const noRoot = /VFS: (Unable to mount root fs|Cannot open root device)/;

/**
 * The witnesses, in this order: the kernel runs the first program, the verifier finds all as it was written, the archive
 * speaks, the real root says its nonce; the second port says the same. A kernel that complains on the way is no witness.
 */
export function judgeBoot({ console: raw, port, ending }: Seen, { nonce, verifier }: Asked): BootVerdict {
  const console = raw.map(({ at, text }) => ({ at, text: plainLine(text) }));
  const nonces = noncesOf(nonce);
  const last = console.findLast(({ text }) => text.trim() !== "")?.text ?? "";
  const find = (pattern: RegExp, after = -1) =>
    console.findIndex(({ text }, index) => index > after && pattern.test(text));
  const textAt = (index: number) => console[index]?.text ?? "";
  const no = (why: string, line = last): BootVerdict => ({ kind: "did not boot", why, line });
  const unknown = (why: string, line = last): BootVerdict => ({ kind: "could not tell", why, line });

  const unpack = find(/Initramfs unpacking failed/);
  if (unpack >= 0) return no(unpackingFailed, textAt(unpack));

  const init = find(runInitLine);
  const panic = find(/Kernel panic - not syncing/);
  const splat = firstSplat(console);
  if (init < 0) {
    const rootless = find(noRoot);
    if (rootless >= 0) return no(verifier ? unpackingFailed : noInit, textAt(rootless));
    if (panic >= 0) return unknown("the kernel panicked before it ran /init", textAt(panic));
    return unknown(`the guest ${endings[ending]} before the kernel ran /init`);
  }
  if (splat?.emulator) return unknown(`the guest's processor was taken away: ${splat.kind}`, splat.text);
  if (splat !== undefined && splat.index < init)
    return unknown(`the kernel complained before it ran /init: ${splat.kind}`, splat.text);

  const compared = verifier ? find(comparedLine, init) : init;
  if (verifier) {
    const otherwise = find(otherwiseLine, init);
    if (compared < 0) return unknown(`the guest ${endings[ending]} before its verifier had compared what was unpacked`);
    const [, , right, wrong, more, said] = comparedLine.exec(textAt(compared)) ?? [];
    if (said !== nonces.archive) return unknown("the guest's verifier said another nonce", textAt(compared));
    if (Number(right) === 0 || Number(wrong) > 0 || Number(more) > 0)
      return no(unpackedOtherwise, textAt(otherwise >= 0 ? otherwise : compared));
    const missing = find(noInitLine, compared);
    if (missing >= 0) return no(noInit, textAt(missing));
  }
  if (panic >= 0) return no(panicked, textAt(panic));

  const inside = find(insideLine, compared);
  const root = find(realRootLine, inside);
  if (inside < 0) return no(`the guest ${endings[ending]} ${beforeRealRoot}`);
  if (root < 0) return no(`the guest ${endings[ending]} after the initramfs and before PID 1 of the real root spoke`);
  if (realRootLine.exec(textAt(root))?.[2] !== nonces.root) return no(otherNonce, textAt(root));

  if (splat !== undefined) return no(`the kernel complained after it ran /init: ${splat.kind}`, splat.text);
  const heard = (mark: RegExp, said: string) => port.some((line) => mark.exec(line)?.at(-1) === said);
  if (verifier && !heard(comparedMark, nonces.archive))
    return unknown("the second port did not say what the guest's verifier did");
  if (!heard(realRootMark, nonces.root)) return unknown("the second port did not say what PID 1 of the real root did");

  return { kind: "booted", times: timesOf(console, { init, compared, root, verifier }), ...memoryOf(console) };
}

function timesOf(
  console: readonly ConsoleLine[],
  { init, compared, root, verifier }: { init: number; compared: number; root: number; verifier: boolean },
): BootTimes {
  const at = (index: number) => {
    const { text = "", at: wall = 0 } = console[index] ?? {};
    const guest = guestTime(text);
    return { ...(guest === undefined ? {} : { guest }), wall };
  };
  const index = (pattern: RegExp) => console.findIndex(({ text }) => pattern.test(text));
  const [from, to] = [index(unpackingLine), index(unpackedLine)];
  const [started, ended] = [at(from).guest, at(to).guest];
  return {
    ...(from >= 0 && to > from && started !== undefined && ended !== undefined ? { unpacking: ended - started } : {}),
    kernelToInit: at(init),
    ...(verifier ? { verified: at(compared) } : {}),
    realRoot: at(root),
  };
}

/** Bytes. */
function memoryOf(console: readonly ConsoleLine[]): { readonly memoryAvailable?: number } {
  for (const { text } of console) {
    const found = availableLine.exec(text);
    if (found) return { memoryAvailable: Number(found[2]) * 1024 };
  }
  return {};
}
