import { open } from "node:fs/promises";
import { extents, proveSharing } from "../../lib/native.ts";
import { exec } from "../../lib/process.ts";
import type { ArchiveChange } from "../../model/faults.ts";
import type { ArchiveSharing, MemberSharing } from "../../model/outcome.ts";
import { extentTotals } from "./write.ts";

/**
 * Changes a finished archive. `proven`: the archive whose members are looked up. Throws if the change could not be detected:
 * such a control would prove nothing.
 */
export async function changeArchive(
  change: ArchiveChange,
  archive: string,
  root: string,
  proven = archive,
): Promise<void> {
  switch (change) {
    case "snapshot":
      return snapshot(archive, root);
    case "flipped byte":
      return flip(archive, largest(await proveSharing(proven, root)));
    case "wrong offset":
      return shareWrongOffset(archive, root);
  }
}

/** The archive's blocks and the originals' are all SHARED then, with the snapshot. */
async function snapshot(archive: string, root: string): Promise<void> {
  await exec({ program: "btrfs", args: ["subvolume", "snapshot", "-r", root, `${root}/.snapshot-of-archive`] });
  await exec({ program: "sync", args: ["--file-system", root] });
  const { shared, total } = extentTotals(await extents(archive));
  if (shared < total * 0.9) throw new Error(`the snapshot made ${shared} of ${total} bytes SHARED, not all`);
}

/** The lowest bit of the byte in the member's middle. */
async function flip(archive: string, { size, dataOffset }: MemberSharing): Promise<void> {
  await using file = await open(archive, "r+");
  const byte = Buffer.alloc(1);
  const at = dataOffset + Math.floor(size / 2);
  await file.read(byte, 0, 1, at);
  byte[0] = (byte[0] as number) ^ 1;
  await file.write(byte, 0, 1, at);
  await file.sync();
}

/**
 * The member's first block is cloned from the second of its original. FIEMAP names the start of a compressed extent as
 * the place of each of its blocks, so that the places agree, and the bytes do not.
 */
async function shareWrongOffset(archive: string, root: string): Promise<void> {
  const { members, blockSize } = await proveSharing(archive, root);
  for (const { name, dataOffset, shared, size } of members) {
    // xfs_io has no quotes for blanks.
    if (shared < 2 * blockSize || size > 1 << 20 || /\s/.test(name)) continue;
    const original = `${root}/${name}`;
    const [first] = await extents(original);
    if (first === undefined || !first.flags.includes("encoded") || first.length < 2 * blockSize) continue;
    const clone = `reflink ${original} ${blockSize} ${dataOffset} ${blockSize}`;
    await exec({ program: "xfs_io", args: ["-c", clone, archive] });
    await exec({ program: "sync", args: ["--file-system", root] });
    const seen = (await proveSharing(archive, root)).members.find((member) => member.dataOffset === dataOffset);
    if (seen?.original === "differs") return;
  }
  throw new Error("no member whose original is a compressed extent of two unlike blocks");
}

const largest = ({ members }: ArchiveSharing): MemberSharing => {
  const [first, ...others] = members.filter(({ original }) => original === "identical");
  if (first === undefined) throw new Error("the archive has no member with an identical original");
  return others.reduce((max, member) => (member.size > max.size ? member : max), first);
};
