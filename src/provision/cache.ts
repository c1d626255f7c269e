import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Digest } from "../domain/cell.ts";

/**
 * A folder that is kept from run to run:
 *   index.json          what was asked for -> digest and origin
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

export async function lookUp(cache: Cache, key: string): Promise<IndexEntry | undefined> {
  return (await readIndex(cache))[key];
}

export async function record(cache: Cache, key: string, entry: IndexEntry): Promise<void> {
  const text = JSON.stringify({ ...(await readIndex(cache)), [key]: entry }, null, 2);
  await writeFile(`${cache.scratch}/index.json`, `${text}\n`);
  await rename(`${cache.scratch}/index.json`, `${cache.folder}/index.json`);
}

async function readIndex(cache: Cache): Promise<Record<string, IndexEntry>> {
  try {
    return JSON.parse(await readFile(`${cache.folder}/index.json`, "utf8")) as Record<string, IndexEntry>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw new Error(`${cache.folder}/index.json is damaged; remove it, and what it names is staged again`, {
      cause: error,
    });
  }
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
        file.end(() => (failure ? reject(failure) : resolve(`sha256:${hash.digest("hex")}`))),
      ),
  };
}

/** Digests are file names without their `sha256:`. */
export const hex = (digest: Digest): string => digest.slice("sha256:".length);
