/** Sizes, alignments, orders and readers, on every kind of file system. Numbers are those of fstests. */
import assert from "node:assert/strict";
import { linkSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { create, extents, list } from "../../native/index.js";
import { alignmentFor, archive, bytesAreTheSameOnAll } from "../support/conform.ts";
import { kinds, type Location, noise, onEach, prose } from "../support/kinds.ts";
import { run, scratch } from "../support/scratch.ts";

const around = [1024, 4096, 65536].flatMap((block) => [block - 1, block, block + 1, 2 * block + 1, 3 * block - 1]);
const sizes = [0, 1, ...around, 5 * 4096 + 1000, 5 * 65536 + 1000];

const readers = [`${resolve("build/cowpio")} extract ARCHIVE .`, "cpio -idm --quiet", "bsdcpio -idm --quiet"];

/** For each size one compressible file and one that is not; a hard link, a symlink, folders. */
function writeTree({ tree }: Location): void {
  mkdirSync(`${tree}/usr/lib`, { recursive: true });
  mkdirSync(`${tree}/empty`);
  for (const size of sizes) {
    writeFileSync(`${tree}/usr/lib/noise-${size}`, noise(size, size));
    writeFileSync(`${tree}/usr/prose-${size}`, prose(size, size));
  }
  linkSync(`${tree}/usr/prose-65537`, `${tree}/usr/lib/linked`);
  symlinkSync("usr/lib", `${tree}/lib`);
}

/** Files of one block, which Btrfs stores in its metadata if compressed. */
const inline = ({ kind }: Location, name: string) =>
  kind.compresses ? ({ [name]: "inline in the metadata" } as const) : {};

onEach(kinds, (it, kind) => {
  it("generic/134, generic/518, btrfs/319: sizes around every block; a last partial block leaves the next header whole", async (location) => {
    writeTree(location);
    const reasons = inline(location, "usr/prose-4096");
    if (kind.block <= 4096) await archive(location, { digest: "sizes", reasons });
    const wide = await archive(location, {
      output: `${location.out}/wide`,
      dataAlign: 65536,
      minClone: 65536,
      digest: "sizes",
    });
    const own = await archive(location, {
      output: `${location.out}/own`,
      dataAlign: "auto",
      minClone: 0,
      digest: "sizes",
      reasons,
    });
    for (const { proof, written } of [wide, own]) {
      assert.ok(written.cloneable > 1_000_000);
      if (proof) assert.equal(proof.shared, kind.reason ? 0 : written.cloneable);
    }
    // All that is possible: whole blocks of every file that has one, less what has no blocks.
    if (own.proof && !kind.reason) assert.equal(own.proof.shared, own.proof.shareable);
  });

  it("the default archive is read by cowpio, GNU cpio and bsdcpio, and unpacked to the same tree", async (location) => {
    writeTree(location);
    const source = location.sources();
    await create({ tree: source, output: location.archive });
    using folder = scratch();
    for (const [index, reader] of readers.entries()) {
      const into = `${folder.path}/${index}`;
      mkdirSync(into);
      run("sh", "-c", `cd "${into}" && ${reader.replace("ARCHIVE", location.archive)} < "${location.archive}"`);
      run("diff", "-r", "--no-dereference", source, into);
    }
    const names = (text: string) => text.split("\n").filter((name) => name !== "" && name !== ".");
    const theirs = names(run("sh", "-c", `cpio -it --quiet < "${location.archive}"`));
    assert.deepEqual(names(run(resolve("build/cowpio"), "list", location.archive)), theirs);
  });

  it("generic/181: files of no bytes and of less than a block share nothing and disturb nothing", async (location) => {
    for (const name of ["a", "c", "e"]) writeFileSync(`${location.tree}/${name}`, "");
    writeFileSync(`${location.tree}/b`, noise(65536, "b"));
    writeFileSync(`${location.tree}/d`, "d");
    const { written } = await archive(location, { digest: "empty" });
    assert.deepEqual(written.members.map(({ name }) => name).sort(), ["b", "d"]);
  });

  it("generic/414: one file under two names, and three neighbours of a block, all share", async (location) => {
    writeFileSync(`${location.tree}/one`, noise(65536, "twice"));
    // Where the prover looks for the originals of the other two.
    for (const name of ["two", "three"]) symlinkSync("one", `${location.tree}/${name}`);
    const manifest = "one\ntwo\tsource=one\nthree\tsource=./one\n";
    const { written } = await archive(location, { manifest, digest: "twice" });
    assert.equal(written.entries, 3);
    assert.equal(written.cloned, kind.reason ? 0 : 3 * 65536);
  });

  it("generic/303: with an alignment of 1 MiB every file's data starts at a MiB", async (location) => {
    for (const size of [1, 65536, 100_000, (1 << 20) + 1])
      writeFileSync(`${location.tree}/${size}`, noise(size, `MiB ${size}`));
    const { written } = await archive(location, { dataAlign: 1 << 20, minClone: 65536, digest: "MiB" });
    for (const { size, dataOffset } of written.members)
      assert.equal(size < 65536 || dataOffset % (1 << 20) === 0, true);
  });

  if (!kind.reason)
    it("generic/303: data behind 4 GiB of the archive is cloned as well", async (location) => {
      writeFileSync(`${location.tree}/a`, "");
      truncateSync(`${location.tree}/a`, 2 ** 32 - 65536);
      writeFileSync(`${location.tree}/b`, noise(131072, "high"));
      const { members } = await create({ tree: location.sources(), output: location.archive });
      const b = members.find(({ name }) => name === "b");
      assert.ok(b && b.dataOffset > 2 ** 32 - 65536 && b.cloned === 131072);
      const [original] = await extents(`${location.sources()}/b`);
      const there = (await extents(location.archive)).find(({ logical }) => logical === b.dataOffset);
      assert.deepEqual([there?.physical, there?.length], [original?.physical, 131072]);
    });

  it("the order given, packed and padded by files: the same members with the same contents", async (location) => {
    writeTree(location);
    const members = async (path: string) => {
      const bytes = readFileSync(path);
      const found = (await list(path)).map(({ name, mode, nlink, target, size, dataOffset }) =>
        [name, mode, nlink, target, bytes.toString("latin1", dataOffset, dataOffset + size)].join("\n"),
      );
      return [...new Set(found)].filter((text) => !text.startsWith(".cowpio-pad")).sort();
    };
    const alignment = alignmentFor(kind.block);
    const reasons = inline(location, "usr/prose-4096");
    const expected = await archive(location, { reasons });
    for (const style of [{ order: "given" }, { pad: "file" }, { order: "given", pad: "file" }] as const) {
      const output = `${location.out}/${JSON.stringify(style).replaceAll(/\W/g, "")}`;
      const { written } = await archive(location, { ...style, output, reasons, digest: JSON.stringify(style) });
      assert.equal(written.cloned, expected.written.cloned);
      assert.deepEqual(await members(output), await members(location.archive));
      assert.ok(written.members.every(({ size, dataOffset }) => size < alignment || dataOffset % alignment === 0));
    }
  });

  it("an alignment of 64 KiB shares every whole block there is", async (location) => {
    writeTree(location);
    const how = { dataAlign: 65536, minClone: 0, reasons: inline(location, "usr/prose-4096") };
    const { proof, written } = await archive(location, how);
    if (proof) assert.equal(proof.shared, kind.reason ? 0 : proof.shareable);
    assert.ok(written.members.every(({ size, dataOffset }) => size < kind.block || dataOffset % 65536 === 0));
  });

  // Each file costs a block besides its own, for the header in front of it.
  const many = kind.block > 4096 ? 200 : 2000;
  if (!["nodatacow", "snapshot", "tmpfs", "without"].some((word) => kind.name.includes(word)))
    it(`${many} files of a block share all of it`, async (location) => {
      for (let i = 0; i < many; i++) writeFileSync(`${location.tree}/${i}`, noise(kind.block, i));
      const { proof } = await archive(location, { minClone: 0 });
      if (proof && !kind.reason) assert.equal(proof.shared, many * kind.block);
    });
});

bytesAreTheSameOnAll();
