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
import { create, extents, proveSharing } from "../../native/index.js";
import { archive, bytesAreTheSameOnAll } from "../support/conform.ts";
import { isXfs, kinds, noise, onEach } from "../support/kinds.ts";
import { run, scratch } from "../support/scratch.ts";

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
    it("generic/150: right after the run, no more space is gone than the archive's own bytes take", async (location) => {
      for (const seed of ["a", "b", "c", "d"]) writeTree(`${location.tree}/${seed}`, seed);
      run("sync", "-f", location.mount);
      const before = free(location.mount);
      const { size } = await create({ tree: location.tree, output: location.archive, truncateExisting: true });
      const gone = before - free(location.mount);
      const exclusive = size - (await proveSharing(location.archive, location.tree)).shared;
      assert.ok(gone <= 1.1 * exclusive + Math.max(65536, 2 * kind.block), `${gone} bytes gone for ${exclusive}`);
    });

  it("behind an archive that is there: its bytes stay, and stay where they are", async (location) => {
    writeTree(location.tree, "first");
    writeTree(location.tree, "second");
    const manifest = (seed: string) =>
      `${[1, 4097, 70001, 131072, 500_001].map((size) => `${seed}-${size}`).join("\n")}\n`;
    const { written } = await archive(location, { manifest: manifest("first") });
    const bytes = readFileSync(location.archive);
    const places = kind.name === "tmpfs" ? [] : await placesOf(location.archive, kind.block, written.size);
    const { proof } = await archive(location, { manifest: manifest("second"), digest: "append" });
    assert.ok(readFileSync(location.archive).subarray(0, written.size).equals(bytes));
    if (!shares || proof === undefined) return;
    assert.deepEqual(await placesOf(location.archive, kind.block, written.size), places);
    // Where no directory is in the archive, none is repeated as a padding entry: files pad instead.
    assert.equal(proof.members.filter(({ name }) => !name.startsWith(".cowpio-pad/")).length, 10);
    assert.equal(proof.shared, 2 * written.cloned);
  });

  it("an output that is replaced keeps its mode and owner", async (location) => {
    writeTree(location.tree, "a");
    writeFileSync(location.archive, "what was there before");
    chmodSync(location.archive, 0o640);
    chownSync(location.archive, 12, 34);
    await archive(location, { truncateExisting: true, digest: "replaced" });
    const { mode, uid, gid } = statSync(location.archive);
    assert.deepEqual([mode.toString(8), uid, gid], ["100640", 12, 34]);
    assert.deepEqual(readdirSync(location.out), ["archive.img"]);
  });

  it("writers at once, to other outputs and to the same, do not see each other", async (location) => {
    writeTree(location.tree, "a");
    const tree = location.sources();
    const outputs = ["one", "two", "same", "same"].map((name) => `${location.out}/${name}`);
    await Promise.all(
      outputs.map((output) => create({ tree, output, dataAlign: kind.block, mtime: 0, truncateExisting: true })),
    );
    assert.deepEqual(readdirSync(location.out).sort(), ["one", "same", "two"]);
    for (const output of outputs) {
      assert.ok(readFileSync(output).equals(readFileSync(`${location.out}/one`)));
      if (!shares) continue;
      const { shared, shareable } = await proveSharing(output, tree);
      assert.equal(shared, shareable);
    }
  });

  it("generic/157: what lies on other file systems is copied, and the rest shared", async (location) => {
    using disk = scratch();
    using memory = scratch();
    run("mount", "-t", "tmpfs", "none", memory.path);
    try {
      const block = Math.max(kind.block, 4096);
      const manifest: string[] = [];
      const put = (name: string, size: number, folder: string) => {
        writeFileSync(`${folder}/${name}`, noise(size, name));
        // Where the prover looks for it.
        writeFileSync(`${location.tree}/${name}`, noise(size, name));
        manifest.push(`${name}\tsource=${folder === location.tree ? name : `${folder}/${name}`}\n`);
      };
      for (const size of [block, 5 * block + 1]) {
        put(`disk-${size}`, size, disk.path);
        put(`memory-${size}`, size, memory.path);
      }
      put("near", 5 * block + 1, location.tree);
      const far = "other file system";
      const { written } = await archive(location, {
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

  it("generic/373: sources seen through another mount of the same file system are shared", async (location) => {
    writeTree(location.tree, "a");
    using elsewhere = scratch();
    run("mount", "--bind", location.sources(), elsewhere.path);
    try {
      const { cloned } = await create({ tree: elsewhere.path, output: location.archive });
      if (kind.name === "tmpfs") return assert.equal(cloned, 0);
      const { shared, shareable } = await proveSharing(location.archive, elsewhere.path);
      assert.deepEqual([shared, cloned], shares ? [shareable, shareable] : [0, 0]);
    } finally {
      run("umount", elsewhere.path);
    }
  });

  it("generic/514: past the limit of a file's size there is an error, and nothing else", (location) => {
    writeTree(location.tree, "a");
    const args = ["--fsize=500000", resolve("build/cowpio"), "create", "--tree", location.sources(), location.archive];
    const { status, stderr } = spawnSync("prlimit", args, { encoding: "utf8" });
    assert.equal(status, 1, stderr);
    assert.match(stderr, /^cowpio: create: .*archive\.img: \w+: File too large \(EFBIG\)$/m);
    assert.deepEqual(readdirSync(location.out), []);
  });

  it("generic/171 to 174: where clones fit and nothing else, the error names the output, which is as it was", async (location) => {
    writeTree(location.tree, "a");
    for (let i = 0; i < 200; i++) writeFileSync(`${location.tree}/small-${i}`, noise(3000, i));
    const tree = location.sources();
    writeFileSync(location.archive, "what was there before");
    run("sync", "-f", location.mount);
    const clone = `${location.out}/../clone`;
    writeFileSync(clone, "");
    const work = () => create({ tree, output: location.archive, truncateExisting: true });
    const filler = `${location.out}/../filler`;
    fill(filler);
    try {
      if (shares) run("xfs_io", "-c", `reflink ${tree}/a-131072`, clone);
      await assert.rejects(work(), ({ code, path }: { code: string; path: string }) => {
        assert.deepEqual([code, path.startsWith(location.out)], ["ENOSPC", true]);
        return true;
      });
      assert.deepEqual(readdirSync(location.out), ["archive.img"]);
      assert.equal(readFileSync(location.archive, "utf8"), "what was there before");
    } finally {
      rmSync(filler, { recursive: true });
    }
    run("sync", "-f", location.mount);
    await work();
  });
});

bytesAreTheSameOnAll();
