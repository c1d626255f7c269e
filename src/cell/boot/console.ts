import { type BootFault, bootFaults } from "../../model/faults.ts";
import {
  availableLine,
  comparedLine,
  comparedMarker,
  guestTime,
  insideLine,
  noInitLine,
  noncesOf,
  otherwiseLine,
  plainLine,
  realRootLine,
  realRootMarker,
  runInitLine,
  unpackedLine,
  unpackingLine,
} from "../../model/markers.ts";
import type { BootTimes, BootVerdict } from "../../model/outcome.ts";
import { causeOf, firstSplat, lastStep, steady } from "./causes.ts";

/** A line of the guest's console and when it was seen, milliseconds since QEMU was started. */
export type ConsoleLine = { readonly at: number; readonly text: string };

export type Ending = "exited" | "killed" | "too long" | "silent" | "stopped";

/** Endings of a guest, in words. */
export const endings: Readonly<Record<Ending, string>> = {
  exited: "ended",
  killed: "was killed",
  "too long": "took too long",
  silent: "fell silent",
  stopped: "waited for input",
};

/** Output of a guest, and how it ended. */
type GuestOutput = {
  readonly console: readonly ConsoleLine[];
  /** Lines of the second serial port. */
  readonly port: readonly string[];
  readonly ending: Ending;
};

/** `verifier`: the archive was booted behind the guest's verifier; a compressed one is not. */
type BootExpectation = { readonly nonce: string; readonly verifier: boolean };

/** init/do_mounts.c; only reached when there is no first program in the initramfs. */
const noRoot = /VFS: (Unable to mount root fs|Cannot open root device)/;

/**
 * The markers, in this order: the kernel runs the first program, the verifier finds all as it was written, the pre-pivot hook of
 * the archive runs, the real root prints its nonce; the second port has the same. A kernel that warns on the way is no proof.
 * Every marker is looked for before a reason is chosen.
 */
export function judgeBoot(
  { console: raw, port, ending }: GuestOutput,
  { nonce, verifier }: BootExpectation,
): BootVerdict {
  const console = raw.map(({ at, text }) => ({ at, text: plainLine(text) }));
  const nonces = noncesOf(nonce);
  const last = console.findLast(({ text }) => text.trim() !== "")?.text ?? "";
  const find = (pattern: RegExp, after = -1) =>
    console.findIndex(({ text }, index) => index > after && pattern.test(text));
  const textAt = (index: number) => console[index]?.text ?? "";
  const onPort = (marker: RegExp, printed: string) => port.some((line) => marker.exec(line)?.at(-1) === printed);

  const unpack = find(/Initramfs unpacking failed/);
  const rootless = find(noRoot);
  const panic = find(/Kernel panic - not syncing/);
  const splat = firstSplat(console);
  const init = find(runInitLine);
  const compared = verifier ? find(comparedLine, init) : init;
  const [, , right, wrong, more, archiveNonce] = comparedLine.exec(textAt(compared)) ?? [];
  const otherwise = find(otherwiseLine, init);
  const missing = find(noInitLine, compared);
  const inside = find(insideLine, compared);
  const root = find(realRootLine, compared);
  const rootNonce = realRootLine.exec(textAt(root))?.[2];
  const early = console.some(({ text }) => realRootLine.exec(text)?.[2] === nonces.root);
  const reached = early || onPort(realRootMarker, nonces.root);

  const no = (fault: BootFault, line: string, why: string = bootFaults[fault]): BootVerdict => ({
    kind: "did not boot",
    fault,
    why,
    line,
  });
  /** A guest that stopped on its way: the console's own cause first, and the last unit. */
  const stopped = (fault: BootFault, why: string = bootFaults[fault], line?: string): BootVerdict => {
    const cause = causeOf(console.slice(init));
    const unit = lastStep(console.slice(init), cause);
    const words = [
      ...(cause ? [`${cause.kind}: "${steady(cause.text)}"`] : []),
      ...(unit ? [`the last unit was ${steady(unit)}`] : []),
      why,
    ];
    return { ...no(fault, line ?? cause?.text ?? last, words.join("; ")), ...(cause ? { cause: cause.kind } : {}) };
  };
  const unknown = (why: string, line = last): BootVerdict => ({ kind: "could not tell", why, line });

  if (unpack >= 0) return no("unpacking failed", textAt(unpack));
  if (init < 0) {
    if (reached)
      return unknown("the real root was reached, but the console lacks the line of the kernel that runs /init");
    if (rootless >= 0) return no(verifier ? "unpacking failed" : "no init", textAt(rootless));
    const cause = causeOf(console);
    if (cause?.kind === "out of memory")
      return unknown("the guest was out of memory before the kernel ran /init. Set guest-memory to more", cause.text);
    if (panic >= 0) return unknown("the kernel panicked before it ran /init", textAt(panic));
    return unknown(`the guest ${endings[ending]} before the kernel ran /init`);
  }
  if (splat?.emulator) return unknown(`the guest's processor was taken away: ${splat.kind}`, splat.text);
  if (splat !== undefined && splat.index < init)
    return unknown(`the kernel printed a warning before it ran /init: ${splat.kind}`, splat.text);

  if (compared < 0)
    return unknown(
      reached
        ? "the real root was reached, but the console lacks the result of the guest's verifier"
        : `the guest ${endings[ending]} before its verifier had compared what was unpacked`,
    );
  if (verifier) {
    if (archiveNonce !== nonces.archive) return unknown("the guest's verifier printed another nonce", textAt(compared));
    if (Number(right) === 0 || Number(wrong) > 0 || Number(more) > 0)
      return no("unpacked otherwise", textAt(otherwise >= 0 ? otherwise : compared));
    if (missing >= 0) return no("no init", textAt(missing));
  }
  if (panic >= 0) return stopped("kernel panic", bootFaults["kernel panic"], textAt(panic));

  if (root < 0) {
    if (early) return no("out of order", last);
    if (reached) return unknown("only the second port has the marker of the real root");
    if (ending === "killed") return unknown("QEMU was killed before the real root ran");
    const fault =
      inside >= 0 ? "no hand-over" : ending === "exited" ? "ended before the real root" : "hung before the real root";
    return stopped(fault, `the guest ${endings[ending]} ${bootFaults[fault]}`);
  }
  if (rootNonce !== nonces.root) return no("other nonce", textAt(root));
  if (inside < 0 || inside > root) return stopped("no pre-pivot");

  if (splat !== undefined) return no("kernel warning", splat.text, `${bootFaults["kernel warning"]}: ${splat.kind}`);
  if (verifier && !onPort(comparedMarker, nonces.archive))
    return unknown("the second port lacks the result of the guest's verifier");
  if (!onPort(realRootMarker, nonces.root)) return unknown("the second port lacks the marker of the real root");

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
