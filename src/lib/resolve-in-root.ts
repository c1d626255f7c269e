import { lstat, readlink } from "node:fs/promises";

/** As many links as Linux follows in a path (MAXSYMLINKS in include/linux/namei.h). */
const maxLinks = 40;

/**
 * Where `path` lies below `root`, each link on its way followed as one would who has `root` as its /: none leads out. What
 * does not exist is taken as it is written. Nothing may change the tree meanwhile. Throws at a loop of links.
 */
export async function resolveInRoot(root: string, path: string): Promise<string> {
  const open = parts(path);
  const location: string[] = [];
  for (let links = 0; open.length > 0; ) {
    const part = open.shift() as string;
    if (part === "..") {
      location.pop();
      continue;
    }
    const here = [root, ...location, part].join("/");
    if (!(await isLink(here))) {
      location.push(part);
      continue;
    }
    if (++links > maxLinks) throw new Error(`${path}: too many levels of symbolic links in the distro`);
    const target = await readlink(here);
    if (target.startsWith("/")) location.length = 0;
    open.unshift(...parts(target));
  }
  return [root, ...location].join("/");
}

const parts = (path: string): string[] => path.split("/").filter((part) => part !== "" && part !== ".");

const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (status) => status.isSymbolicLink(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return false;
      throw error;
    },
  );
