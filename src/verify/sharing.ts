import type { ArchiveSharing, SharingVerdict } from "../domain/outcome.ts";

/** Of what can be shared, the part that has to be. The rest is what a file system may refuse for a moment. */
const demanded = 0.999;

export function judgeSharing({ shareable, shared, members }: ArchiveSharing): SharingVerdict {
  if (shared === 0) return { kind: "copied", shareable };
  if (shared >= shareable * demanded) return { kind: "shared", shared, shareable };
  const missed = members.filter((member) => member.shared < member.shareable).map(({ name }) => name);
  return { kind: "partly shared", shared, shareable, missed };
}
