/** The kinds of file systems that the conformance cases run on, each mounted once for the cases of a file. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { after, before, describe, type TestContext, test } from "node:test";
import { mounted, mountProblem, type Profile, run, scratch, skipReason } from "./scratch.ts";

export type Kind = Profile & {
  /** statfs's, bytes. */
  readonly block: number;
  /** Why nothing can be cloned here; absent where it can. */
  readonly reason?: "no reflink support";
  /** Sources are looked up in a read-only snapshot, the archive is written outside of it. */
  readonly snapshot?: true;
  /** Small files that compress well have no blocks of their own, up to a whole block. */
  readonly compresses?: true;
};

const reason = "no reflink support";
const btrfs = ["mkfs.btrfs", "-q"] as const;
const xfs = ["mkfs.xfs", "-q"] as const;

export const kinds: readonly Kind[] = [
  { name: "Btrfs", mkfs: btrfs, block: 4096 },
  { name: "Btrfs with zstd", mkfs: btrfs, mount: "compress-force=zstd", block: 4096, compresses: true },
  { name: "Btrfs mounted nodatacow", mkfs: btrfs, mount: "nodatacow", block: 4096 },
  { name: "Btrfs, a read-only snapshot", mkfs: btrfs, block: 4096, snapshot: true },
  { name: "XFS", mkfs: [...xfs, "-m", "rmapbt=0"], block: 4096 },
  { name: "XFS with rmapbt", mkfs: [...xfs, "-m", "rmapbt=1"], block: 4096 },
  { name: "XFS, 1 KiB blocks", mkfs: [...xfs, "-b", "size=1024"], block: 1024 },
  { name: "XFS, 64 KiB blocks", mkfs: [...xfs, "-b", "size=65536"], block: 65536 },
  { name: "XFS without reflink", mkfs: [...xfs, "-m", "reflink=0"], block: 4096, reason },
  { name: "ext4", mkfs: ["mkfs.ext4", "-q", "-b", "4096"], block: 4096, reason },
  { name: "tmpfs", mkfs: [], block: 4096, reason },
];

export const kindOf = (name: string): Kind => {
  const found = kinds.find((kind) => kind.name === name);
  assert.ok(found, name);
  return found;
};
export const isBtrfs = ({ mkfs }: Kind) => mkfs[0] === btrfs[0];
export const isXfs = ({ mkfs }: Kind) => mkfs[0] === xfs[0];

/** mkfs.xfs refuses less than 300 MB. */
const image = 320 << 20;

function open(kind: Kind): { readonly path: string } & Disposable {
  if (kind.mkfs.length > 0) return mounted(kind, image);
  const folder = scratch();
  run("mount", "-t", "tmpfs", "-o", `size=${image}`, "none", folder.path);
  return {
    path: folder.path,
    [Symbol.dispose]: () => {
      run("umount", folder.path);
      folder[Symbol.dispose]();
    },
  };
}

/** Blocks larger than a page are mounted from Linux 6.12 on; only a trial tells. */
function whyNotHere(kind: Kind): string | undefined {
  const why = mountProblem() ?? (kind.mkfs.length > 0 ? skipReason(kind) : undefined);
  if (why !== undefined || kind.block <= 4096) return why;
  try {
    open(kind)[Symbol.dispose]();
    return undefined;
  } catch {
    return `this kernel does not mount blocks of ${kind.block} bytes`;
  }
}

/** Where one case works: all of it on the file system under test. */
export type Location = {
  readonly kind: Kind;
  /** Size of the whole file system. */
  readonly mount: string;
  /** To write the sources in. */
  readonly tree: string;
  /** Where the sources are archived from: the tree, or the snapshot that the first call makes of it. */
  readonly sources: () => string;
  /** An empty folder. */
  readonly out: string;
  readonly archive: string;
};

function placeOn(kind: Kind, mount: string, name: string): Location {
  const base = `${mount}/${name}`;
  const tree = `${base}/tree`;
  const out = `${base}/out`;
  mkdirSync(out, { recursive: true });
  if (!kind.snapshot) mkdirSync(tree);
  else run("btrfs", "-q", "subvolume", "create", tree);
  let frozen: string | undefined;
  const sources = () => {
    if (!kind.snapshot) return tree;
    if (frozen === undefined) run("btrfs", "-q", "subvolume", "snapshot", "-r", tree, (frozen = `${base}/frozen`));
    return frozen;
  };
  return { kind, mount, tree, sources, out, archive: `${out}/archive.img` };
}

export type Case = (sentence: string, body: (location: Location, context: TestContext) => Promise<void> | void) => void;

/** Runs the cases that `cases` names on each kind. */
export function onEach(wanted: readonly Kind[], cases: (it: Case, kind: Kind) => void): void {
  for (const kind of wanted)
    describe(kind.name, { skip: whyNotHere(kind) ?? false }, () => {
      let disk: ReturnType<typeof open>;
      let count = 0;
      before(() => {
        disk = open(kind);
      });
      after(() => disk?.[Symbol.dispose]());
      cases(
        (sentence, body) => test(sentence, async (context) => body(placeOn(kind, disk.path, `${++count}`), context)),
        kind,
      );
    });
}

/** The same bytes every time, which no compressor makes smaller. */
export const noise = (size: number, seed: number | string): Buffer =>
  createHash("shake256", { outputLength: size || 1 })
    .update(String(seed))
    .digest()
    .subarray(0, size);

/** The same bytes every time, which every compressor makes smaller. */
export const prose = (size: number, seed: number | string): Buffer =>
  Buffer.alloc(size, `The line of ${seed} says nothing new. `);
