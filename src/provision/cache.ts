import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Digest } from "../domain/cell.ts";

/**
 * A folder that is kept from run to run:
 *   index/ASKED.json    of what was asked for, digest and origin; a file each, so that runs at once need no lock
 *   kernels/DIGEST/     boot/, lib/modules/
 *   subjects/DIGEST.tar
 *   tmp/RUN/            of a run that is under way; removed by it, by the Action's post step, or by `clean`
 */
export type Cache = { readonly folder: string; readonly scratch: string };

/** `path` may be relative; the engine, which mounts what is in the cache, wants the whole. */
export async function openCache(path: string, runId: string): Promise<Cache & AsyncDisposable> {
  const folder = resolve(path);
  const scratch = `${folder}/tmp/${runId}`;
  await mkdir(scratch, { recursive: true });
  return { folder, scratch, [Symbol.asyncDispose]: () => rm(scratch, { recursive: true, force: true }) };
}

export type IndexEntry = { readonly digest: Digest; readonly version: string; readonly origin: string };

const entryPath = (cache: Cache, asked: string) => `${cache.folder}/index/${asked}.json`;

export async function lookUp(cache: Cache, asked: string): Promise<IndexEntry | undefined> {
  const path = entryPath(cache, asked);
  try {
    return JSON.parse(await readFile(path, "utf8")) as IndexEntry;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`${path} is damaged; remove it, and what it names is staged again`, { cause: error });
  }
}

export async function record(cache: Cache, asked: string, entry: IndexEntry): Promise<void> {
  const unfinished = `${cache.scratch}/${asked}.json`;
  await mkdir(`${cache.folder}/index`, { recursive: true });
  await writeFile(unfinished, `${JSON.stringify(entry, null, 2)}\n`);
  await rename(unfinished, entryPath(cache, asked));
}

/** A file that takes a stream's chunks and knows their digest. */
export function digestingFile(path: string): {
  readonly write: (chunk: Buffer) => void;
  readonly close: () => Promise<Digest>;
} {
  const file = createWriteStream(path);
  const hash = createHash("sha256");
  let failure: Error | undefined;
  file.on("error", (error) => (failure = error));
  return {
    write: (chunk) => {
      hash.update(chunk);
      file.write(chunk);
    },
    close: () =>
      new Promise((resolve, reject) =>
        file.end((error?: Error | null) => {
          const wrong = failure ?? error;
          if (wrong) reject(wrong);
          else resolve(`sha256:${hash.digest("hex")}`);
        }),
      ),
  };
}

/** Digests are file names without their `sha256:`. */
export const hex = (digest: Digest): string => digest.slice("sha256:".length);
