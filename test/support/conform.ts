/** Invariants of every archive, whatever its input and location. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  type ArchiveSharing,
  type CopyReason,
  type CreateOptions,
  type CreateResult,
  create,
  type ListedMember,
  list,
  proveSharing,
} from "../../native/index.js";
import type { Location } from "./kinds.ts";
import { run } from "./scratch.ts";

export type Archived = {
  readonly written: CreateResult;
  readonly listed: readonly ListedMember[];
  /** Absent on tmpfs, which does not say where its bytes lie. */
  readonly proof?: ArchiveSharing;
};

type Wanted = Partial<Omit<CreateOptions, "tree" | "names" | "manifest" | "spec" | "directory">> & {
  /** Instead of the whole tree: a manifest's records, with sources below the tree. */
  readonly manifest?: string;
  /** Where a folder has the originals under the members' names. Default: the sources. */
  readonly originals?: string;
  /** Why members are copied that would be cloned otherwise, by name. */
  readonly reasons?: Readonly<Record<string, CopyReason>>;
  /** Bytes are compared among all kinds that make an archive of this name. */
  readonly digest?: string;
};

/** So that the layout is the same at all blocks up to the alignment. */
export const alignmentFor = (block: number) => Math.max(block, 4096);

export async function archive(location: Location, wanted: Wanted = {}): Promise<Archived> {
  const { manifest, originals: named, reasons, digest, ...options } = wanted;
  const directory = location.sources();
  const alignment = alignmentFor(location.kind.block);
  const input = manifest === undefined ? { tree: directory } : { directory, manifest };
  const how = { dataAlign: alignment, minClone: alignment, owner: { uid: 0, gid: 0 }, mtime: 0, ...options };
  const output = how.output ?? location.archive;
  const written = await create({ ...input, ...how, output });
  const originals = named ?? directory;
  const listed = await list(output);
  if (digest !== undefined) record(digest, location, how.dataAlign, output);

  sameBytes(output, originals, listed);
  if (manifest === undefined && how.output === undefined)
    assert.deepEqual(
      [...new Set(listed.map(({ name }) => name))].filter((name) => !name.startsWith(".cowpio-pad")).sort(),
      run("find", originals, "-printf", "%P\n").replace("\n", ".\n").trim().split("\n").sort(),
    );
  for (const { name, size, reason } of written.members)
    assert.equal(reason, reasons?.[name] ?? expectedReason(location, size, how), name);
  if (location.kind.name === "tmpfs") {
    await assert.rejects(proveSharing(output, originals), /tmpfs, does not say where its bytes lie \(no FIEMAP\)/);
    return { written, listed };
  }
  const proof = await proveSharing(output, originals);
  writerSaysWhatIsProven(written, proof);
  return { written, listed, proof };
}

function expectedReason(
  { kind }: Location,
  size: number,
  { dataAlign, minClone }: { readonly dataAlign: number | "auto"; readonly minClone: number | "auto" },
): CopyReason | undefined {
  if (size < kind.block) return "smaller than a block";
  if (dataAlign !== "auto" && dataAlign % kind.block !== 0) return "unaligned";
  if (minClone !== "auto" && size < minClone) return "smaller than asked to be cloned";
  return kind.reason;
}

/** Every header was found, so every member's bytes are where it says, and nothing wrote over them. */
function sameBytes(path: string, originals: string, listed: readonly ListedMember[]): void {
  const bytes = readFileSync(path);
  for (const { name, mode, size, dataOffset } of listed) {
    if ((mode & 0o170000) !== 0o100000 || size === 0 || name.startsWith(".cowpio-pad")) continue;
    const same = bytes.subarray(dataOffset, dataOffset + size).equals(readFileSync(`${originals}/${name}`));
    assert.ok(same, `${name} has other bytes than its original`);
  }
}

/**
 * Bytes that the writer reports as cloned lie, byte for byte, at the original's location, or are a hole in both. Or the
 * kernel copied it, for Btrfs had it in its metadata: a first block that was compressed before the file grew. The
 * writer asks FIEMAP of every file only for --require-reflink: it makes a run a tenth longer.
 */
function writerSaysWhatIsProven(written: CreateResult, proof: ArchiveSharing): void {
  const proven = new Map(proof.members.map((member) => [member.name, member]));
  for (const { name, cloned, dataOffset, reason: text } of written.members) {
    const requested = text === "inline in the metadata";
    const member = proven.get(name);
    assert.ok(member, name);
    assert.equal(member.original, "identical", name);
    if (member.dataOffset !== dataOffset) continue; // an earlier one of the same name, in an archive in front
    const same = member.ranges
      .filter(
        ({ reason }) => reason === "shared" || reason === "hole" || (reason === "inline" && cloned > 0 && !requested),
      )
      .reduce((sum, { length }) => sum + length, 0);
    assert.equal(cloned, same, `${name}: the writer says ${cloned} of ${member.size} were cloned, proven are ${same}`);
  }
}

const digests = new Map<string, Map<string, string>>();

function record(name: string, { kind }: Location, dataAlign: number | "auto", path: string): void {
  const key = `${name}, alignment ${dataAlign === "auto" ? `auto: ${kind.block}` : dataAlign}`;
  const found = digests.get(key) ?? new Map<string, string>();
  const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
  assert.equal(digest, found.get(kind.name) ?? digest, `${key}: other bytes than before`);
  digests.set(key, found.set(kind.name, digest));
}

/** Behind the cases of a file. What ran on one kind only, since only one has such a block, is equal to itself. */
export function bytesAreTheSameOnAll(): void {
  test("all kinds make the same bytes of the same sources, alignment and minimum size", (context) => {
    if (digests.size === 0) return context.skip("nothing was archived");
    for (const [name, found] of digests)
      assert.equal(new Set(found.values()).size, 1, `${name}: ${JSON.stringify([...found])}`);
  });
}
