import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";

/** A tree of the size and the mixture of an initramfs; the same bytes on every machine. */
export type Tree = { readonly name: string; readonly files: number; readonly bytes: number };

export const trees: readonly Tree[] = [
  { name: "dracut tree: 1400 files, 40 MB", files: 1400, bytes: 40e6 },
  { name: "kernel modules: 4900 files, 400 MB", files: 4900, bytes: 400e6 },
];

/** Numbers from 0 to 1, the same every time (xorshift32). */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield (state >>> 0) / 2 ** 32;
  }
}

/**
 * File sizes are log-normal around a median of a third of their mean, as in /lib/modules (median 35 KB, mean 100 KB,
 * tenth percentile 12 KB), each of its own content. Gives the names, parents first.
 */
export function plantTree(folder: string, { files, bytes }: Tree): string[] {
  const random = numbers(0x2f6e2b1);
  const next = () => random.next().value;
  const sigma = Math.sqrt(2 * Math.log(3));
  const normal = () => Math.sqrt(-2 * Math.log(next() || 1e-9)) * Math.cos(2 * Math.PI * next());
  const median = bytes / files / 3;
  const names = ["."];
  for (let file = 0; file < files; file++) {
    const directory = `dir-${Math.floor(file / 40)}`;
    if (file % 40 === 0) {
      mkdirSync(`${folder}/${directory}`, { recursive: true });
      names.push(directory);
    }
    const size = Math.min(8e6, Math.round(median * Math.exp(sigma * normal())));
    const content = Buffer.alloc(size, createHash("sha512").update(`${file}`).digest());
    const name = `${directory}/module-${file}.ko`;
    writeFileSync(`${folder}/${name}`, content);
    names.push(name);
  }
  return names;
}
