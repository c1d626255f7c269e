import { writers } from "../domain/axes.ts";
import type { ArchiveSharing, MemberSharing, SharingVerdict } from "../domain/outcome.ts";

/** Bytes. A share of less says little: an archive with dracut's defaults has 3 MB and more that can be shared. */
const minShareable = 1_000_000;

/**
 * Files that dracut makes anew under the name of an installed one: accounts, the linker's cache, what its depmod writes,
 * the units of its own emergency shell (98dracut-systemd/module-setup.sh), and the journal's configuration, which 059 adds to
 * (00systemd/module-setup.sh). Seen with dracut 059, 106 and 112 of Debian; another may make others.
 */
const madeAnew = [
  /^etc\/(passwd|shadow|group|gshadow)-?$/,
  /^etc\/ld\.so\.cache$/,
  /^(usr\/)?lib\/modules\/[^/]+\/modules\.[^/]+$/,
  /^usr\/lib\/systemd\/system\/(rescue|emergency)\.service$/,
  /^etc\/systemd\/journald\.conf$/,
];

/** Some writers, as bsdcpio, keep the ./ that dracut's names begin with. */
const isMadeAnew = (name: string): boolean => madeAnew.some((pattern) => pattern.test(name.replace(/^\.\//, "")));

/** `demanded`: of what can be shared, the part that has to be. The rest is what a file system may refuse for a moment. */
export function judgeSharing(
  { shareable, shared, members }: ArchiveSharing,
  demanded: number = writers.cowpio.demanded,
): SharingVerdict {
  const altered = members
    .filter(({ name, original }) => original === "differs" && !isMadeAnew(name))
    .map(({ name }) => name);
  if (altered.length > 0) return { kind: "altered", altered };

  if (shareable < minShareable) {
    if (members.some(isCompressed)) return { kind: "compressed" };
    const identical = members.filter(({ original }) => original === "identical");
    return { kind: "unproven", compared: sizeOf(identical), total: sizeOf(members) };
  }

  if (shared === 0) return { kind: "copied", shareable };
  // Made anew with the same bytes it lies elsewhere, as what depmod writes does, and no writer can help it.
  const missing = members.filter((member) => member.shared < member.shareable);
  const excused = missing.filter(({ name }) => isMadeAnew(name));
  const possible = shareable - excused.reduce((sum, member) => sum + member.shareable - member.shared, 0);
  if (shared >= possible * demanded) return { kind: "shared", shared, shareable };
  const missed = missing.filter(({ name }) => !isMadeAnew(name)).map(({ name }) => name);
  return { kind: "partly shared", shared, shareable, missed };
}

const isCompressed = ({ ranges }: MemberSharing): boolean => ranges[0]?.reason === "compressed";

const sizeOf = (members: ArchiveSharing["members"]): number => members.reduce((sum, { size }) => sum + size, 0);
