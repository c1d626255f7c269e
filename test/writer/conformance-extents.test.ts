/** `cowpio extents` on partial sharing and on clones from compressed extents. Numbers are fstests'. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { create, extents, proveSharing } from "../../native/index.js";
import { archive } from "../support/conform.ts";
import { isBtrfs, type Kind, kindOf, kinds, type Location, noise, onEach, prose } from "../support/kinds.ts";
import { run } from "../support/scratch.ts";

const io = (path: string, ...commands: string[]) =>
  run("xfs_io", "-f", ...commands.flatMap((one) => ["-c", one]), path);

/** Bytes before `end` that FIEMAP says are shared with somebody. */
async function calledShared(path: string): Promise<number> {
  const found = await extents(path);
  return found.reduce((sum, { flags, length }) => sum + (flags.includes("shared") ? length : 0), 0);
}

/** A file of `count` extents, all of them the same block: each round doubles what is there. */
function repeatBlock(path: string, block: number, count: number): void {
  writeFileSync(path, noise(block, "repeated"));
  for (let have = 1; have < count; have *= 2) io(path, `reflink ${path} 0 ${have * block} ${have * block}`);
}

const sharing = kinds.filter(({ reason, snapshot }) => reason === undefined && !snapshot);
const wide = (kind: Kind) => Math.max(kind.block, 4096);

onEach(sharing, (it, kind) => {
  const block = wide(kind);

  it("generic/702: of two adjacent extents the one that is cloned is shared, and the other is not", async (location) => {
    const file = `${location.tree}/file`;
    io(file, `pwrite -q 0 ${2 * block}`, "fsync", `pwrite -q ${2 * block} ${2 * block}`, "fsync");
    io(`${location.tree}/clone`, `reflink ${file} 0 0 ${2 * block}`);
    run("sync", "-f", location.mount);
    for (const { logical, length, flags } of await extents(file)) {
      assert.ok(logical >= 2 * block || logical + length <= 2 * block, `${logical} ${length}`);
      assert.equal(flags.includes("shared"), logical < 2 * block, `${logical} ${flags}`);
    }
  });

  it("generic/372: every other block of an original is written anew: half is shared, by place", async (location) => {
    const bytes = noise(64 * block, "half");
    writeFileSync(`${location.tree}/half`, bytes);
    await create({ tree: location.tree, output: location.archive, dataAlign: block });
    for (let i = 0; i < 64; i += 2) {
      const piece = `${location.out}/piece`;
      writeFileSync(piece, bytes.subarray(i * block, (i + 1) * block));
      io(`${location.tree}/half`, `pwrite -q -i ${piece} ${i * block} ${block}`);
    }
    rmSync(`${location.out}/piece`);
    const { members } = await proveSharing(location.archive, location.tree);
    assert.deepEqual([members[0]?.original, members[0]?.shared], ["identical", 32 * block]);
  });

  it("generic/353: the same is reported before and after everything is synced", async (location) => {
    writeFileSync(`${location.tree}/a`, noise(70001, "a"));
    await create({ tree: location.tree, output: location.archive, dataAlign: block });
    // XFS may still call blocks of the archive's own shared, with the nameless file that gaps were gathered in.
    const text = async () => {
      const { members, shared } = await proveSharing(location.archive, location.tree);
      return { members, shared, source: await extents(`${location.tree}/a`) };
    };
    const before = await text();
    run("sync", "-f", location.mount);
    assert.deepEqual(await text(), before);
    assert.ok(before.source[0]?.flags.includes("shared"));
  });

  it("generic/352: a source that is one block 2048 times is shared as often", async (location) => {
    repeatBlock(`${location.tree}/one`, block, 2048);
    const { proof } = await archive(location);
    assert.equal(proof?.shared, 2048 * block);
  });

  it("generic/297 and 298: a signal in the middle of a clone of 16384 extents leaves nothing, and is not waited for long", async (location) => {
    repeatBlock(`${location.tree}/one`, block, 16384);
    for (const killSignal of ["SIGTERM", "SIGKILL"] as const) {
      const started = performance.now();
      const args = ["create", "--tree", location.tree, location.archive];
      const { status, signal } = spawnSync(resolve("build/cowpio"), args, { timeout: 20, killSignal });
      assert.ok(status === 0 || signal === killSignal, `${status} ${signal}`);
      if (status === 0) rmSync(location.archive);
      assert.ok(performance.now() - started < 20_000);
      assert.deepEqual(readdirSync(location.out), []);
    }
  });
});

onEach([kindOf("Btrfs"), kindOf("XFS")], (it, kind) => {
  it("btrfs/279: what was shared with a file that is deleted is called shared no more", async (location) => {
    writeFileSync(`${location.tree}/a`, noise(16 * kind.block, "a"));
    run("sync", "-f", location.mount);
    run("cp", "--reflink=always", `${location.tree}/a`, `${location.out}/other`);
    run("sync", "-f", location.mount);
    assert.equal(await calledShared(`${location.tree}/a`), 16 * kind.block);
    rmSync(`${location.out}/other`);
    run("sync", "-f", location.mount);
    assert.equal(await calledShared(`${location.tree}/a`), 0);
  });
});

onEach([kindOf("Btrfs")], (it) => {
  /** A subvolume with a file of many extents, whose archive lies beside it, so that a snapshot has both. */
  async function snapshotted(
    location: Location,
    pieces: number,
  ): Promise<{ root: string; file: string; image: string }> {
    const root = `${location.out}/root`;
    run("btrfs", "-q", "subvolume", "create", root);
    mkdirSync(`${root}/tree`);
    const file = `${root}/tree/comb`;
    io(file, ...Array.from({ length: pieces }, (_, i) => `pwrite -q -S ${1 + (i % 250)} ${i * 8192} 4096`));
    run("sync", "-f", location.mount);
    const image = `${root}/archive.img`;
    await create({ tree: `${root}/tree`, output: image, dataAlign: 4096 });
    run("btrfs", "-q", "subvolume", "snapshot", "-r", root, `${location.out}/frozen`);
    return { root, file, image };
  }

  it("btrfs/276: 2000 extents, their leaves shared by a snapshot, are proven one by one", async (location) => {
    const { root, file, image } = await snapshotted(location, 2000);
    assert.equal(await calledShared(file), 2000 * 4096);
    assert.equal((await proveSharing(image, `${root}/tree`)).shared, 2000 * 4096);
    const same = readFileSync(file).subarray(8192 * 1000, 8192 * 1000 + 4096);
    writeFileSync(`${location.out}/piece`, same);
    io(file, `pwrite -q -i ${location.out}/piece ${8192 * 1000} 4096`, "fsync");
    const { shared, members } = await proveSharing(image, `${root}/tree`);
    assert.deepEqual([members[0]?.original, shared], ["identical", 1999 * 4096]);
  });

  it("btrfs/280: an extent that was written anew behind a snapshot is shared with nobody, its neighbours are", async (location) => {
    const { file } = await snapshotted(location, 2000);
    io(file, `pwrite -q ${8192 * 1000} 4096`, "fsync");
    const alone = (await extents(file)).filter(({ flags }) => !flags.includes("shared"));
    assert.deepEqual(
      alone.map(({ logical, length }) => [logical, length]),
      [[8192 * 1000, 4096]],
    );
  });
});

onEach([kindOf("Btrfs with zstd")], (it) => {
  it("btrfs/106, 183, 337: pieces of compressed extents, next to each other, twice, with a hole between, read back", async (location) => {
    const whole = `${location.tree}/whole`;
    writeFileSync(whole, Buffer.concat(Array.from({ length: 32 }, (_, i) => prose(16384, i))));
    run("sync", "-f", location.mount);
    const K = 1024;
    io(`${location.tree}/twice`, `reflink ${whole} 0 0 ${64 * K}`, `reflink ${whole} 0 ${64 * K} ${64 * K}`);
    io(
      `${location.tree}/inner`,
      `reflink ${whole} ${32 * K} 0 ${64 * K}`,
      `reflink ${whole} ${160 * K} ${64 * K} ${128 * K}`,
    );
    io(
      `${location.tree}/punched`,
      `reflink ${whole} 0 0 ${256 * K}`,
      `fpunch ${16 * K} ${48 * K}`,
      `fpunch ${128 * K} ${4 * K}`,
    );
    io(`${location.tree}/written`, `reflink ${whole} 0 0 ${256 * K}`, `pwrite -q -S 0x5a ${60 * K} ${8 * K}`);
    run("sync", "-f", location.mount);
    const { proof } = await archive(location);
    assert.equal(proof?.shared, proof?.shareable);
    // From the disk: what was read until now may have come from memory.
    run("sync", "-f", location.mount);
    for (const path of [location.archive, ...readdirSync(location.tree).map((name) => `${location.tree}/${name}`)])
      io(path, "fadvise -d 0 0");
    for (const { name, size, dataOffset } of proof?.members ?? [])
      run("cmp", "-n", `${size}`, "-i", `${dataOffset}:0`, location.archive, `${location.tree}/${name}`);
  });
});

const withHoleItems: Kind = {
  ...kindOf("Btrfs"),
  name: "Btrfs without no-holes",
  mkfs: ["mkfs.btrfs", "-q", "-O", "^no-holes"],
};
onEach([kindOf("Btrfs"), withHoleItems], (it) => {
  it("btrfs/055: holes are holes, whether the file system writes them down or not", async (location) => {
    assert.ok(isBtrfs(location.kind));
    io(`${location.tree}/middle`, "pwrite -q 0 64k", "pwrite -q 448k 64k");
    io(`${location.tree}/end`, "pwrite -q 0 64k", "truncate 513000");
    io(`${location.tree}/punched`, "pwrite -q 0 512k", "fsync", "fpunch 64k 128k");
    const { proof } = await archive(location);
    assert.equal(proof?.shared, proof?.shareable);
    const holes = proof?.members.map(({ name, ranges }) => [
      name,
      ranges.reduce((sum, { reason, length }) => sum + (reason === "hole" ? length : 0), 0),
    ]);
    assert.deepEqual(Object.fromEntries(holes ?? []), {
      middle: 384 << 10,
      end: 512000 - 65536,
      punched: 128 << 10,
    });
  });
});
