import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { resolveInRoot } from "../../lib/files.ts";
import type { CellPlan } from "../../model/cell.ts";
import { faultOf } from "../../model/faults.ts";
import { optionSetOf } from "../../model/generators.ts";
import type { ArchiveSharing } from "../../model/outcome.ts";

/** The folder of our files on the real root, and nowhere in the archive. */
export const ours = "/.cowpio";

/** A copy of a file, executable, at a place of the distro; folders on the way are made. */
export async function putProgram(root: string, path: string, from: string): Promise<void> {
  const location = await placeOf(root, path);
  await copyFile(from, location);
  await chmod(location, 0o755);
}

export async function putScript(root: string, path: string, text: string): Promise<void> {
  const location = await placeOf(root, path);
  await writeFile(location, text);
  await chmod(location, 0o755);
}

export async function putText(root: string, path: string, text: string | Buffer): Promise<void> {
  await writeFile(await placeOf(root, path), text);
}

async function placeOf(root: string, path: string): Promise<string> {
  const location = await resolveInRoot(root, path);
  await mkdir(dirname(location), { recursive: true });
  return location;
}

/**
 * Lays out what the guest clones with, and of what: the members of the proven archive that are what is installed. After
 * the archives are written, so that nothing of it can be in them.
 */
export async function layOutClone(
  root: string,
  { fault, dracutOptions: options }: Pick<CellPlan, "fault" | "dracutOptions">,
  { members }: ArchiveSharing,
  from: { readonly cowpio: string; readonly clone: string },
): Promise<void> {
  await putProgram(root, `${ours}/cowpio`, from.cowpio);
  await putProgram(root, `${ours}/clone`, from.clone);
  const { align: own } = optionSetOf(options);
  const align = faultOf(fault).unaligned ? "4" : `${own ?? "auto"}`;
  await putText(root, `${ours}/clone.align`, align);
  const names = members.filter(({ original }) => original === "identical").map(({ name }) => nameBytes(`${name}\0`));
  await putText(root, `${ours}/clone.names`, Buffer.concat(names));
}

/** The bytes of a member's name: lone surrogates U+DC80 to U+DCFF are bytes that are not UTF-8, as in `MemberSharing.name`. */
export const nameBytes = (name: string): Buffer =>
  Buffer.concat(
    name
      .split(/(?<![\ud800-\udbff])([\udc80-\udcff])/)
      .map((part, index) => (index % 2 === 0 ? Buffer.from(part) : Buffer.of(part.charCodeAt(0) & 0xff))),
  );
