import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readlink } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Digest } from "../model/cell.ts";
import { filesBelow } from "./files.ts";

/** Returns the digest of a text. */
export const digestOf = (text: string): Digest => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** Returns the digest of a file's bytes. */
export async function digestFile(path: string): Promise<Digest> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return `sha256:${hash.digest("hex")}`;
}

/**
 * Digests every file's path and bytes, sorted by path. `left` are names in the folder that do not count, such as `.git`: a
 * directory, or in a worktree or submodule a file with an absolute path.
 */
export async function digestTree(folder: string, left: readonly string[] = []): Promise<Digest> {
  const hash = createHash("sha256");
  for (const { path, symlink } of await filesBelow(folder)) {
    if (left.some((name) => path === name || path.startsWith(`${name}/`))) continue;
    const content = symlink
      ? `-> ${await readlink(`${folder}/${path}`)}`
      : (await digestFile(`${folder}/${path}`)).slice("sha256:".length);
    hash.update(`${path}\0${content}\0`);
  }
  return `sha256:${hash.digest("hex")}`;
}
