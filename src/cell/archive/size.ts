import { lstat } from "node:fs/promises";
import type { Recipe } from "../../model/cell.ts";
import { StageFailure } from "../../model/failure.ts";

/** Bytes of an archive that is read and booted: a guest for a larger one needs more memory than its container has. */
export const maxArchiveSize = 2 ** 30;

/**
 * The size of what lies in the archive's place. It was the distro that put it there: before it is read or copied to the
 * engine's disk, it is a file, and no larger than an archive may be.
 */
export async function sizeOfArchive(path: string, recipe: Recipe): Promise<number> {
  const wrong = (why: string) => new StageFailure("archive", `dracut (${recipe})`, why, "FAIL");
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw wrong("it ended with status 0, and made no archive");
    throw error;
  });
  if (!found.isFile()) throw wrong("its output is not a regular file");
  if (found.size > maxArchiveSize)
    throw wrong(`its archive has ${found.size} bytes, more than ${maxArchiveSize}. Leave modules out of it`);
  return found.size;
}
