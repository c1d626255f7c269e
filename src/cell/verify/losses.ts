import type { ArchiveSharing, Hops, Loss, MemberSharing } from "../../model/outcome.ts";

const missingOf = ({ shareable, shared }: MemberSharing): number => shareable - shared;
const byName = ({ members }: ArchiveSharing): ReadonlyMap<string, MemberSharing> =>
  new Map(members.map((member) => [member.name, member]));

/** Where the sharing was lost on the way from the installed files to the output, the hop that lost most first. */
export function lossesOf({ members, blockSize }: ArchiveSharing, { staging, written, sameFileSystem }: Hops): Loss[] {
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
export function describeLoss({ hop, reason, offset, block }: Loss): string {
  if (reason === "other file system") return "dracut's tmpdir is on another file system";
  switch (hop) {
    case "installed to staging":
      return "lost between installed file and staging: copied, not cloned (dracut-install)";
    case "staging to archive":
      return reason === "not aligned"
        ? `lost between staging and archive: data not aligned (at ${offset} of ${block})`
        : "lost between staging and archive: copied by the writer";
    case "archive to output":
      return "lost between archive and output: copied";
  }
}
