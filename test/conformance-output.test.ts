/** Outputs and the space around them, on every kind of file system. Numbers are fstests'. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { resolve } from "node:path";
import { create, extents, proveSharing } from "../native/index.js";
import { archive, bytesAreTheSameOnAll } from "./conform.ts";
import { isXfs, kinds, noise, onEach } from "./kinds.ts";
import { run, scratch } from "./scratch.ts";

function writeTree(folder: string, seed: string): void {
  mkdirSync(folder, { recursive: true });
  for (const size of [1, 4097, 70001, 131072, 500_001])
    writeFileSync(`${folder}/${seed}-${size}`, noise(size, `${seed} ${size}`));
}

/** Physical place of each block before `end`. */
async function placesOf(path: string, block: number, end: number): Promise<string[]> {
  const places: string[] = [];
  for (const { logical, physical, length, flags } of await extents(path))
    for (let at = logical; at < Math.min(logical + length, end - (end % block)); at += block)
      places.push(`${at} ${flags.includes("encoded") ? physical : physical + at - logical}`);
  return places;
}

const free = (path: string) => {
  const { bfree, bsize } = statfsSync(path);
  return bfree * bsize;
};

/** Leaves no whole block free. */
function fill(folder: string): void {
  mkdirSync(folder);
  for (let size = 256 << 20, count = 0; size >= 4096; )
    if (spawnSync("fallocate", ["-l", `${size}`, `${folder}/${count++}`]).status !== 0) size /= 4;
}

onEach(kinds, (it, kind) => {
  const shares = kind.reason === undefined;

  if (isXfs(kind) && shares)
    it("generic/150: right after the run, no more space is gone than the archive's own bytes take", async (place) => {
      for (const seed of ["a", "b", "c", "d"]) writeTree(`${place.tree}/${seed}`, seed);
      run("sync", "-f", place.mount);
      const before = free(place.mount);
      const { size } = await create({ tree: place.tree, output: place.archive, truncateExisting: true });
      const gone = before - free(place.mount);
      const exclusive = size - (await proveSharing(place.archive, place.tree)).shared;
      assert.ok(gone <= 1.1 * exclusive + Math.max(65536, 2 * kind.block), `${gone} bytes gone for ${exclusive}`);
    });

  it("behind an archive that is there: its bytes stay, and stay where they are", async (place) => {
    writeTree(place.tree, "first");
    writeTree(place.tree, "second");
    const manifest = (seed: string) =>
      `${[1, 4097, 70001, 131072, 500_001].map((size) => `${seed}-${size}`).join("\n")}\n`;
    const { written } = await archive(place, { manifest: manifest("first") });
    const bytes = readFileSync(place.archive);
    const places = kind.name === "tmpfs" ? [] : await placesOf(place.archive, kind.block, written.size);
    const { proof } = await archive(place, { manifest: manifest("second"), digest: "append" });
    assert.ok(readFileSync(place.archive).subarray(0, written.size).equals(bytes));
    if (!shares || proof === undefined) return;
    assert.deepEqual(await placesOf(place.archive, kind.block, written.size), places);
    // Where no directory is in the archive, none is repeated as a padding entry: files pad instead.
    assert.equal(proof.members.filter(({ name }) => !name.startsWith(".cowpio-pad/")).length, 10);
    assert.equal(proof.shared, 2 * written.cloned);
  });

  it("an output that is replaced keeps its mode and owner", async (place) => {
    writeTree(place.tree, "a");
    writeFileSync(place.archive, "what was there before");
    chmodSync(place.archive, 0o640);
    chownSync(place.archive, 12, 34);
    await archive(place, { truncateExisting: true, digest: "replaced" });
    const { mode, uid, gid } = statSync(place.archive);
    assert.deepEqual([mode.toString(8), uid, gid], ["100640", 12, 34]);
    assert.deepEqual(readdirSync(place.out), ["archive.img"]);
  });

  it("writers at once, to other outputs and to the same, do not see each other", async (place) => {
    writeTree(place.tree, "a");
    const tree = place.sources();
    const outputs = ["one", "two", "same", "same"].map((name) => `${place.out}/${name}`);
    await Promise.all(
      outputs.map((output) => create({ tree, output, dataAlign: kind.block, mtime: 0, truncateExisting: true })),
    );
    assert.deepEqual(readdirSync(place.out).sort(), ["one", "same", "two"]);
    for (const output of outputs) {
      assert.ok(readFileSync(output).equals(readFileSync(`${place.out}/one`)));
      if (!shares) continue;
      const { shared, shareable } = await proveSharing(output, tree);
      assert.equal(shared, shareable);
    }
  });

  it("generic/157: what lies on other file systems is copied, and the rest shared", async (place) => {
    using disk = scratch();
    using memory = scratch();
    run("mount", "-t", "tmpfs", "none", memory.path);
    try {
      const block = Math.max(kind.block, 4096);
      const manifest: string[] = [];
      const put = (name: string, size: number, folder: string) => {
        writeFileSync(`${folder}/${name}`, noise(size, name));
        // Where the prover looks for it.
        writeFileSync(`${place.tree}/${name}`, noise(size, name));
        manifest.push(`${name}\tsource=${folder === place.tree ? name : `${folder}/${name}`}\n`);
      };
      for (const size of [block, 5 * block + 1]) {
        put(`disk-${size}`, size, disk.path);
        put(`memory-${size}`, size, memory.path);
      }
      put("near", 5 * block + 1, place.tree);
      const far = "other file system";
      const { written } = await archive(place, {
        manifest: manifest.join(""),
        digest: `elsewhere, ${block}`,
        reasons: {
          [`disk-${block}`]: far,
          [`disk-${5 * block + 1}`]: far,
          [`memory-${block}`]: far,
          [`memory-${5 * block + 1}`]: far,
        },
      });
      assert.equal(written.cloned, shares ? 5 * block : 0);
    } finally {
      run("umount", memory.path);
    }
  });

  it("generic/373: sources seen through another mount of the same file system are shared", async (place) => {
    writeTree(place.tree, "a");
    using elsewhere = scratch();
    run("mount", "--bind", place.sources(), elsewhere.path);
    try {
      const { cloned } = await create({ tree: elsewhere.path, output: place.archive });
      if (kind.name === "tmpfs") return assert.equal(cloned, 0);
      const { shared, shareable } = await proveSharing(place.archive, elsewhere.path);
      assert.deepEqual([shared, cloned], shares ? [shareable, shareable] : [0, 0]);
    } finally {
      run("umount", elsewhere.path);
    }
  });

  it("generic/514: past the limit of a file's size there is an error, and nothing else", (place) => {
    writeTree(place.tree, "a");
    const args = ["--fsize=500000", resolve("build/cowpio"), "create", "--tree", place.sources(), place.archive];
    const { status, stderr } = spawnSync("prlimit", args, { encoding: "utf8" });
    assert.equal(status, 1, stderr);
    assert.match(stderr, /^cowpio: create: .*archive\.img: \w+: File too large \(EFBIG\)$/m);
    assert.deepEqual(readdirSync(place.out), []);
  });

  it("generic/171 to 174: where clones fit and nothing else, the error names the output, which is as it was", async (place) => {
    writeTree(place.tree, "a");
    for (let i = 0; i < 200; i++) writeFileSync(`${place.tree}/small-${i}`, noise(3000, i));
    const tree = place.sources();
    writeFileSync(place.archive, "what was there before");
    run("sync", "-f", place.mount);
    const clone = `${place.out}/../clone`;
    writeFileSync(clone, "");
    const work = () => create({ tree, output: place.archive, truncateExisting: true });
    const filler = `${place.out}/../filler`;
    fill(filler);
    try {
      if (shares) run("xfs_io", "-c", `reflink ${tree}/a-131072`, clone);
      await assert.rejects(work(), ({ code, path }: { code: string; path: string }) => {
        assert.deepEqual([code, path.startsWith(place.out)], ["ENOSPC", true]);
        return true;
      });
      assert.deepEqual(readdirSync(place.out), ["archive.img"]);
      assert.equal(readFileSync(place.archive, "utf8"), "what was there before");
    } finally {
      rmSync(filler, { recursive: true });
    }
    run("sync", "-f", place.mount);
    await work();
  });
});

bytesAreTheSameOnAll();
