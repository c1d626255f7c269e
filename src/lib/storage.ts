import { open, rm, statfs } from "node:fs/promises";
import { fullStorageOf } from "../model/failure.ts";

/** Folders on file systems that are written to, and what is full if one of them is. */
export type Storage = Readonly<Record<string, string>>;

/** Below so many bytes, a file system is full: what a program needed is more, and what it frees when it fails shows later. */
const fullBelow = 1 << 20;

/** linux/magic.h: BTRFS_SUPER_MAGIC. */
const btrfsMagic = 0x9123683e;

/** Samples in milliseconds. A disk takes longer to be filled and freed. */
const interval = 100;

/**
 * Watches free space while programs run, since what they print when it ends is in any language. `full`: what was full
 * meanwhile, or what of `writable` does not take a block now; undefined: nothing.
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

/** Bytes that root may still write; undefined for a folder that is not there. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  const free = await statfs(folder).catch(() => undefined);
  // A tmpfs without a limit has no blocks.
  if (free === undefined || free.blocks === 0) return free && Number.POSITIVE_INFINITY;
  // Btrfs counts as free what metadata may take; others keep a reserve, which root may use.
  return (free.type === btrfsMagic ? free.bavail : free.bfree) * free.bsize;
}

/** Error code of a block written there; undefined if that works. */
async function codeOfWrite(folder: string): Promise<string | undefined> {
  const path = `${folder}/.cowpio-probe`;
  try {
    const file = await open(path, "w");
    try {
      await file.write(Buffer.alloc(4096, 1));
      await file.sync();
    } finally {
      await file.close();
    }
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  } finally {
    await rm(path, { force: true }).catch(() => {});
  }
}
