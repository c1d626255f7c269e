import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { resolveInRoot } from "../../lib/resolve-in-root.ts";

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
