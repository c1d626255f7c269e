import { randomBytes } from "node:crypto";
import { open, rm, statfs } from "node:fs/promises";
import { fullStorageOf } from "../model/errors.ts";

/** Folders on file systems that are written to, each with the message for a full one. */
type Storage = Readonly<Record<string, string>>;

/** Bytes. A file system with less free space is full; a program that fails there needed more. */
const fullBelow = 1 << 20;

/** linux/magic.h: BTRFS_SUPER_MAGIC. */
const btrfsMagic = 0x9123683e;

/** Milliseconds between samples. A disk takes longer to be filled and freed. */
const interval = 100;

/**
 * Watches free space while programs run: their own messages may be in any language. `full` returns the message for the first file
 * system that was full since the start, or for one of `writable` that does not accept a block now; undefined if there is none.
 */
export function watchStorage(
  storage: Storage,
  writable = Object.keys(storage),
): { readonly full: () => Promise<string | undefined> } & Disposable {
  const seen = new Set<string>();
  const sample = async () => {
    for (const [folder, what] of Object.entries(storage))
      if (((await freeBytes(folder)) ?? fullBelow) < fullBelow) seen.add(what);
  };
  const timer = setInterval(sample, interval);
  timer.unref();
  const full = async () => {
    await sample();
    const [first] = seen;
    if (first !== undefined) return first;
    for (const folder of writable) {
      const code = await codeOfWrite(folder);
      const text = code === "ENOSPC" ? storage[folder] : fullStorageOf({ code });
      if (text !== undefined) return text;
    }
    return undefined;
  };
  return { full, [Symbol.dispose]: () => clearInterval(timer) };
}

/** Returns the number of bytes that root can write; undefined for a folder that does not exist. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  const free = await statfs(folder).catch(() => undefined);
  // A tmpfs without a limit has no blocks.
  if (free === undefined || free.blocks === 0) return free && Number.POSITIVE_INFINITY;
  // Btrfs counts as free what metadata may take; others keep a reserve, which root may use.
  return (free.type === btrfsMagic ? free.bavail : free.bfree) * free.bsize;
}

/** Returns the error code of a block written there; undefined if that works. Others may own the folder: the file is a new one. */
async function codeOfWrite(folder: string): Promise<string | undefined> {
  const path = `${folder}/.cowpio-${randomBytes(8).toString("hex")}`;
  try {
    // O_EXCL follows no symlink and opens no FIFO (open(2)).
    const file = await open(path, "wx");
    try {
      await file.write(Buffer.alloc(4096, 1));
      await file.sync();
    } finally {
      await file.close();
      await rm(path, { force: true });
    }
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
