import { accessSync, constants, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { lstat, open, readdir, readlink } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, resolve } from "node:path";
import { UserError } from "../model/errors.ts";

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

/** A file or symlink, by its path in the folder. */
type FileBelow = { readonly path: string; readonly symlink: boolean };

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

/** The first `most` bytes of a file, as text. Somebody else wrote it: neither its length nor its kind is what it should be. */
export async function readHead(path: string, max: number): Promise<string> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const { size } = await file.stat();
  const head = Buffer.alloc(Math.min(size, max));
  let length = 0;
  while (length < head.length) {
    const { bytesRead } = await file.read(head, length, head.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return head.toString("utf8", 0, length);
}

/**
 * Makes a folder and tries to write to it, before hours are spent on what is to lie there. Throws a `UserError` that begins
 * with `what` asked for it. Folder by folder: mkdir with `recursive` goes round for ever below /proc (Node 20 to 24).
 */
export function makeWritable(folder: string, what: string): void {
  const path = resolve(folder);
  try {
    make(path);
    accessSync(path, constants.W_OK | constants.X_OK);
    const probe = `${path}/.cowpio-${process.pid}`;
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (cause) {
    throw new UserError(`${what} ${path}: ${(cause as Error).message}; use a writable directory`, {
      cause,
    });
  }
}

function make(path: string): void {
  const there = statSync(path, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  if (there !== undefined) throw new Error("a file, not a directory");
  make(dirname(path));
  mkdirSync(path);
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Returns the home directory: HOME if it is absolute, else that of the user's entry, else root's. */
export function homeOf({ HOME }: Environment, ofEntry: () => string = homedir): string {
  if (HOME?.startsWith("/")) return HOME;
  try {
    return ofEntry();
  } catch {
    return "/root";
  }
}

/** Returns the default of `cache-dir`, by freedesktop.org's base directories: relative paths are ignored. */
export function defaultCacheDir(env: Environment, ofEntry?: () => string): string {
  const base = env["XDG_CACHE_HOME"];
  return `${base?.startsWith("/") ? base : `${homeOf(env, ofEntry)}/.cache`}/cowpio`;
}
