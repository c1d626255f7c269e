import { lstat, readdir, rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import { proveSharing } from "../../lib/native.ts";
import { resolveInRoot } from "../../lib/resolve-in-root.ts";
import type { Hops } from "../../model/outcome.ts";
import { damageOf } from "../verify/damage.ts";
import { isTemporary, tmpdir } from "./dracut.ts";

export const namesInTmpdir = async (root: string): Promise<string[]> =>
  (await readdir(await resolveInRoot(root, tmpdir))).sort();

const temporaries = async (root: string): Promise<string[]> =>
  (await namesInTmpdir(root)).filter(isTemporary).map((name) => `${tmpdir}/${name}`);

const isA = (path: string, kind: "isFile" | "isDirectory"): Promise<boolean> =>
  lstat(path).then(
    (found) => found[kind](),
    () => false,
  );

/**
 * Proves the archive against dracut's staging tree, which the writer read, and where it shares less than it can, also the archive
 * that the writer wrote in the tmpdir. Undefined where dracut kept no staging tree, or the archive is damaged.
 */
export async function proveHops(root: string, output: string): Promise<Hops | undefined> {
  const [temporary, ...more] = await temporaries(root);
  if (temporary === undefined || more.length > 0) return undefined;
  // A link of the distro's leads nowhere but below its root.
  const [tree, written] = [
    await resolveInRoot(root, `${temporary}/initramfs`),
    await resolveInRoot(root, `${temporary}/initramfs.img`),
  ];
  if (!(await isA(tree, "isDirectory"))) return undefined;
  try {
    const staging = await proveSharing(output, tree);
    const sameFileSystem = (await stat(tree)).dev === (await stat(root)).dev;
    // Another file system shares no extents; a tmpfs has none.
    const lost = sameFileSystem && staging.shared < staging.shareable && (await isA(written, "isFile"));
    return { staging, sameFileSystem, ...(lost ? { written: await proveSharing(written, tree) } : {}) };
  } catch (error) {
    if (damageOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Removes dracut's temporary folders, whose blocks no figure of an archive may count. */
export async function removeTemporaries(root: string): Promise<void> {
  const folder = await resolveInRoot(root, tmpdir);
  for (const path of await temporaries(root)) await rm(`${folder}/${basename(path)}`, { recursive: true, force: true });
}
