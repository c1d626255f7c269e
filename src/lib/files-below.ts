import { readdir } from "node:fs/promises";

/** A file or symlink, by its path in the folder. */
export type FileBelow = { readonly path: string; readonly symlink: boolean };

/**
 * Returns the files and symlinks in a folder and below it, sorted by path. Reads folder by folder, since the entries of a recursive
 * `readdir` name their folder (`Dirent.parentPath`) only from Node 20.12 on.
 */
export async function filesBelow(folder: string): Promise<readonly FileBelow[]> {
  const files: FileBelow[] = [];
  const walk = async (below: string): Promise<void> => {
    for (const entry of await readdir(`${folder}/${below}`, { withFileTypes: true })) {
      const path = `${below}${entry.name}`;
      if (entry.isDirectory()) await walk(`${path}/`);
      else if (entry.isFile() || entry.isSymbolicLink()) files.push({ path, symlink: entry.isSymbolicLink() });
    }
  };
  await walk("");
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}
