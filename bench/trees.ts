import { createHash } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";

/** A tree of the size and the mixture of what initramfs images are made of; the same bytes on every machine. */
export type Tree = {
  readonly id: string;
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  /** File sizes are log-normal; their median is the mean divided by this. */
  readonly skew: number;
  readonly filesPerFolder: number;
  readonly filesPerLink: number;
};

export const trees: readonly Tree[] = [
  {
    // dracut 106's initramfs on Debian: 670 files, 158 folders, 88 links; the sizes' tenth percentile is
    // 0.6 KB, the median 4.9 KB, the ninetieth percentile 91 KB.
    id: "dracut",
    name: "dracut tree: 1400 files, 40 MB",
    files: 1400,
    bytes: 40e6,
    skew: 6,
    filesPerFolder: 4,
    filesPerLink: 8,
  },
  {
    // /lib/modules of a Debian kernel: the tenth percentile is 12 KB, the median 35 KB, the mean 100 KB.
    id: "modules",
    name: "kernel modules: 4900 files, 400 MB",
    files: 4900,
    bytes: 400e6,
    skew: 3,
    filesPerFolder: 40,
    filesPerLink: Number.POSITIVE_INFINITY,
  },
];

export type WrittenTree = {
  /** By name, as `sort -z` gives them, so that folders come before what is in them. */
  readonly names: readonly string[];
  /** Size of a newc archive of the tree without padding: headers, names with their NULs, data. */
  readonly unpadded: number;
};

/** Numbers from 0 to 1, the same every time (xorshift32). */
function* numbers(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield (state >>> 0) / 2 ** 32;
  }
}

/** Names are as long as a kernel's modules have them: what name padding reaches depends on it. */
const root = "usr/lib/modules/6.12.57+deb13-amd64/kernel/drivers";

export function writeTree(folder: string, { files, bytes, skew, filesPerFolder, filesPerLink }: Tree): WrittenTree {
  const random = numbers(0x2f6e2b1);
  const next = () => random.next().value;
  const normal = () => Math.sqrt(-2 * Math.log(next() || 1e-9)) * Math.cos(2 * Math.PI * next());
  const sigma = Math.sqrt(2 * Math.log(skew));
  const median = bytes / files / skew;
  const parents = root.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/"));
  const data = new Map<string, number>([".", ...parents].map((name) => [name, 0]));
  for (let file = 0; file < files; file++) {
    const directory = `${root}/dir-${Math.floor(file / filesPerFolder)}`;
    if (file % filesPerFolder === 0) {
      mkdirSync(`${folder}/${directory}`, { recursive: true });
      data.set(directory, 0);
    }
    const size = Math.min(8e6, Math.round(median * Math.exp(sigma * normal())));
    const content = Buffer.alloc(size, createHash("sha512").update(`${file}`).digest());
    const name = `module-${file}.ko`;
    writeFileSync(`${folder}/${directory}/${name}`, content);
    data.set(`${directory}/${name}`, size);
    if (file % filesPerLink === 0 && file > 0) {
      symlinkSync(name, `${folder}/${directory}/link-${file}`);
      data.set(`${directory}/link-${file}`, name.length);
    }
  }
  const header = 110;
  const members = [...data, ["TRAILER!!!", 0] as const];
  const unpadded = members.reduce((sum, [name, size]) => sum + header + name.length + 1 + size, 0);
  return { names: [...data.keys()].sort(), unpadded };
}
