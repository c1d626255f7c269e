import { writers } from "../../model/axes.ts";
import type { Generator } from "../../model/generators.ts";
import type { ArchiveSharing, Hops, Loss, MemberSharing, SharingVerdict } from "../../model/outcome.ts";

/** Bytes. A share of less says little: an archive with a generator's defaults has 3 MB and more that can be shared. */
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

const missingOf = ({ shareable, shared }: MemberSharing): number => shareable - shared;
const byName = ({ members }: ArchiveSharing): ReadonlyMap<string, MemberSharing> =>
  new Map(members.map((member) => [member.name, member]));

/** Where the sharing was lost on the way from the installed files to the output, the hop that lost most first. */
function lossesOf({ members, blockSize }: ArchiveSharing, { staging, written, sameFileSystem }: Hops): Loss[] {
  const missing = members.filter((member) => missingOf(member) > 0);
  const staged = byName(staging);
  const inTmpdir = written && byName(written);
  const losses = new Map<string, Loss>();
  for (const member of missing) {
    const loss = ((): Omit<Loss, "bytes"> => {
      if (!sameFileSystem) return { hop: "installed to staging", reason: "other file system" };
      const read = staged.get(member.name);
      if (read !== undefined && missingOf(read) === 0) return { hop: "installed to staging", reason: "copied" };
      const wrote = inTmpdir?.get(member.name);
      if (wrote !== undefined && wrote.shareable > 0 && missingOf(wrote) === 0)
        return { hop: "archive to output", reason: "copied" };
      const offset = member.dataOffset % blockSize;
      return offset > 0
        ? { hop: "staging to archive", reason: "not aligned", offset, block: blockSize }
        : { hop: "staging to archive", reason: "copied" };
    })();
    const key = `${loss.hop} ${loss.reason}`;
    const previous = losses.get(key);
    losses.set(key, { ...(previous ?? loss), bytes: (previous?.bytes ?? 0) + missingOf(member) });
  }
  return [...losses.values()].sort((a, b) => b.bytes - a.bytes);
}

/** One sentence each, without the bytes. */
export function describeLoss({ hop, reason, offset, block }: Loss, { name, copier }: Generator): string {
  if (reason === "other file system") return `${name}'s tmpdir is on another file system`;
  switch (hop) {
    case "installed to staging":
      return `lost between installed file and staging: copied, not cloned (${copier})`;
    case "staging to archive":
      return reason === "not aligned"
        ? `lost between staging and archive: data not aligned (at ${offset} of ${block})`
        : "lost between staging and archive: copied by the writer";
    case "archive to output":
      return "lost between archive and output: copied";
  }
}

/** An archive that no reader can read to its end: where, and what is wrong. */
export type Damage = { readonly damaged: string };

/** Returns the damage that the core reports (ERR_DAMAGED). Other errors do not concern the archive. */
export function damageOf(error: unknown): Damage | undefined {
  const { code, detail } = (error ?? {}) as { readonly code?: string; readonly detail?: string };
  return code === "ERR_DAMAGED" && detail !== undefined ? { damaged: detail } : undefined;
}

/** Nothing is known of the sharing of a damaged archive. */
export const unknownSharing: ArchiveSharing = {
  size: 0,
  blockSize: 0,
  shareable: 0,
  shared: 0,
  fiemap: { total: 0, shared: 0, exclusive: 0, extents: 0 },
  members: [],
};

export const judgeDamage = ({ damaged }: Damage): SharingVerdict => ({ kind: "damaged", why: damaged });
