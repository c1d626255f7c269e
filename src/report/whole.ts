import { createHash, randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import type { Digest } from "../model/cell.ts";

const buffered = 1 << 20;

/** Writes a file in pieces, whole or not at all, and gives the digest of its bytes. Makes its folder. */
export function writeWhole(path: string, pieces: Iterable<string | Buffer>): Digest {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${randomBytes(4).toString("hex")}.new`;
  const hash = createHash("sha256");
  try {
    const file = openSync(unfinished, "wx");
    try {
      let waiting: Buffer[] = [];
      let size = 0;
      const flush = () => {
        const bytes = Buffer.concat(waiting);
        hash.update(bytes);
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
        [waiting, size] = [[], 0];
      };
      for (const piece of pieces) {
        const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
        waiting.push(bytes);
        if ((size += bytes.length) >= buffered) flush();
      }
      flush();
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw cause;
  }
  return `sha256:${hash.digest("hex")}`;
}
