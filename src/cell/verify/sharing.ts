import { writers } from "../../model/axes.ts";
import type { ArchiveSharing, Hops, MemberSharing, SharingVerdict } from "../../model/outcome.ts";
import { lossesOf } from "./losses.ts";

/** Bytes. A share of less says little: an archive with dracut's defaults has 3 MB and more that can be shared. */
const minShareable = 1_000_000;

/**
 * Part of the installed files' bytes that the generator has to clone into its staging tree. The rest may be files that it
 * makes anew with the same bytes, as its depmod does, which no writer can help.
 */
const clonedByGenerator = 0.95;

/** The files that the writer read: those of a staging tree that was kept, of one that was not, or the installed ones. */
export type Source = Hops | "unknown" | "installed files";

/**
 * `demanded`: of the data that can be shared, the part that the writer has to share; the rest is what a file system may refuse for
 * a moment. The writer is judged against what it read: a file that the generator changed on the way is contents, and no
 * fault of sharing.
 */
export function judgeSharing(
  proof: ArchiveSharing,
  demanded: number = writers.cowpio.demanded,
  source: Source = "installed files",
): SharingVerdict {
  const { shareable, shared, members } = proof;
  const hops = typeof source === "object" ? source : undefined;
  const read = hops?.staging ?? proof;
  const altered = (source === "unknown" ? [] : read.members)
    .filter(({ original }) => original === "differs")
    .map(({ name }) => name);
  if (altered.length > 0) return { kind: "altered", altered };

  if (shareable < minShareable) {
    if (members.some(isCompressed)) return { kind: "compressed" };
    const identical = members.filter(({ original }) => original === "identical");
    return { kind: "unproven", compared: sizeOf(identical), total: sizeOf(members) };
  }

  const where = hops ? { lost: lossesOf(proof, hops) } : {};
  if (shared === 0) return { kind: "copied", shareable, ...where };
  const cloned = shared >= shareable * Math.min(demanded, clonedByGenerator);
  if (cloned && (source === "unknown" || read.shared >= read.shareable * demanded))
    return { kind: "shared", shared, shareable };
  const missed = members.filter((member) => member.shared < member.shareable).map(({ name }) => name);
  return { kind: "partly shared", shared, shareable, missed, ...where };
}

const isCompressed = ({ ranges }: MemberSharing): boolean => ranges[0]?.reason === "compressed";

const sizeOf = (members: ArchiveSharing["members"]): number => members.reduce((sum, { size }) => sum + size, 0);
