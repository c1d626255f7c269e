import type { CellPlan } from "../../model/cell.ts";
import { faultOf } from "../../model/faults.ts";
import type { ArchiveSharing, GuestSharing, MissedBytes, Status } from "../../model/outcome.ts";
import { judgeSharing } from "./sharing.ts";

/** Reads the output of containers/guest/clone.c on the second serial port, between its two lines with the run's nonce. */
export function readGuestSharing(port: string, nonce: string): GuestSharing {
  const unknown = (why: string): GuestSharing => ({ kind: "could not tell", why });
  const lines = port.split("\n").map((line) => line.replace(/\r$/, ""));
  const begin = lines.indexOf(`cowpio-clone begin ${nonce}`);
  if (begin < 0) return unknown("the guest printed nothing on its second serial port");
  const end = lines.indexOf(`cowpio-clone end ${nonce}`, begin);
  if (end < 0) return unknown("the guest ended before it reported what it cloned");
  const [first = "", ...rest] = lines.slice(begin + 1, end);
  const kernel = /^kernel (\S+)$/.exec(first)?.[1];
  if (kernel === undefined) return unknown("the guest did not name its kernel");
  const failure = rest.find((line) => line.startsWith("failed "));
  if (failure !== undefined) return { kind: "failed", kernel, why: failure.slice("failed ".length) };
  const proof = rest.indexOf("proof");
  try {
    if (proof !== 0) throw new Error(`${rest[0]}`);
    return summed(kernel, JSON.parse(rest.slice(1).join("\n")) as ArchiveSharing);
  } catch (cause) {
    return unknown(`the guest's report is invalid: ${(cause as Error).message}`);
  }
}

function summed(kernel: string, proof: ArchiveSharing): GuestSharing {
  const { size, blockSize, shareable, shared, members } = proof;
  const missed = members.flatMap(({ name, ranges }) => {
    const sums = new Map<MissedBytes["reason"], number>();
    for (const { reason, length } of ranges)
      if (reason === "unaligned" || reason === "not-shared") sums.set(reason, (sums.get(reason) ?? 0) + length);
    return [...sums].map(([reason, bytes]): MissedBytes => ({ name, reason, bytes }));
  });
  missed.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { kind: "proven", kernel, size, blockSize, shareable, shared, verdict: judgeSharing(proof), missed };
}

type Judgement = { readonly status: Status; readonly reason: string; readonly stage: "verify" };

/**
 * Returns the problem of the guest's own archive; undefined if it is as expected. The guest's writer is always cowpio,
 * of the installed files: its archive is shared, unless the fault keeps the writer from aligning.
 */
export function judgeGuest(
  { cloneKernel, fault, kernel }: Pick<CellPlan, "cloneKernel" | "fault" | "kernel">,
  guest: GuestSharing | undefined,
): Judgement | undefined {
  if (cloneKernel !== "guest") return undefined;
  const whose = "under the guest's own kernel";
  if (guest === undefined || guest.kind === "could not tell")
    return {
      status: "INCONCLUSIVE",
      stage: "verify",
      reason: `could not tell what was cloned ${whose}: ${guest?.why ?? "it was not asked"}`,
    };
  if (guest.kernel !== kernel.version)
    return { status: "ERROR", stage: "verify", reason: `the guest's kernel is ${guest.kernel}, not ${kernel.version}` };
  if (guest.kind === "failed")
    return { status: "FAIL", stage: "verify", reason: `cowpio failed ${whose}: ${guest.why}` };
  const expected = faultOf(fault).unaligned ? "copied" : "shared";
  const { kind } = guest.verdict;
  if (kind === "unproven" || kind === "compressed")
    return { status: "ERROR", stage: "verify", reason: `too little was compared ${whose} to judge the sharing` };
  if (kind !== expected)
    return {
      status: "FAIL",
      stage: "verify",
      reason: `expected the archive written ${whose} to be ${expected}: it is ${kind === "partly shared" ? "shared only in part" : kind}`,
    };
  return undefined;
}
