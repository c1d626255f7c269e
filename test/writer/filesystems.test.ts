/** The writer and the judge on real file systems, with a second opinion on everything that the judge says. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { test } from "node:test";
import { create, type Extent, extents, list, proveSharing } from "../../native/index.js";
import { content, cowpio } from "../support/cowpio.ts";
import { mounted, mountProblem, type Profile, run, scratch, skipReason } from "../support/scratch.ts";

const profiles: readonly (Profile & { readonly shares: boolean })[] = [
  { name: "Btrfs", mkfs: ["mkfs.btrfs", "-q"], shares: true },
  { name: "Btrfs with zstd", mkfs: ["mkfs.btrfs", "-q"], mount: "compress-force=zstd", shares: true },
  { name: "XFS", mkfs: ["mkfs.xfs", "-q"], shares: true },
  { name: "XFS without reflink", mkfs: ["mkfs.xfs", "-q", "-m", "reflink=0"], shares: false },
  { name: "ext4", mkfs: ["mkfs.ext4", "-q"], shares: false },
];

const sizes = [0, 1, 2047, 2049, 4095, 4096, 4097, 70001, 131072, 1 << 20, 5_000_003];

/** Regular files around every border, a hard link, links, folders, names of any bytes. Gives the names in order. */
function writeTree(folder: string): Buffer[] {
  mkdirSync(`${folder}/usr/lib/deep`, { recursive: true });
  for (const [index, size] of sizes.entries()) {
    writeFileSync(`${folder}/usr/lib/file-${size}`, content(size, index));
    writeFileSync(`${folder}/usr/lib/deep/${"long-name-".repeat(20)}${size}`, content(size, 100 + index));
  }
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/usr/lib/odd\n# `), Buffer.from([0xff, 0xfe])]), content(9000, 7));
  linkSync(`${folder}/usr/lib/file-70001`, `${folder}/usr/lib/linked`);
  symlinkSync("usr/lib", `${folder}/lib`);
  chmodSync(folder, 0o755);
  const found = run("sh", "-c", `cd "${folder}" && find . -print0 | LC_ALL=C sort -z | base64 -w0`);
  return splitNul(Buffer.from(found, "base64"));
}

function splitNul(bytes: Buffer): Buffer[] {
  const names: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0, at);
    names.push(bytes.subarray(at, end));
    at = end + 1;
  }
  return names;
}

const archiveOf = (folder: string, names: Buffer[], output: string, dataAlign = 4096) =>
  create({ directory: folder, names, output, dataAlign, mtime: 0, truncateExisting: true });

const digestOf = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
const mountSkip = mountProblem();
const digests = new Map<string, string>();

for (const profile of profiles) {
  const skip = mountSkip ?? skipReason(profile) ?? false;
  test(`${profile.name}: ${profile.shares ? "every block that can be shared is" : "everything is copied, with its reason"}`, {
    skip,
  }, async () => {
    using disk = mounted(profile);
    const tree = `${disk.path}/tree`;
    const names = writeTree(tree);
    const archive = `${disk.path}/archive.img`;
    const written = await archiveOf(tree, names, archive);
    const proof = await proveSharing(archive, tree);
    digests.set(profile.name, digestOf(archive));

    assert.ok(proof.members.every(({ original }) => original === "identical"));
    const whole = proof.members.reduce((sum, { size }) => sum + size - (size % 4096), 0);
    // Btrfs keeps what compresses to 2 KiB in its metadata: it has no blocks, and a clone of it would be a copy.
    const inline = proof.members
      .flatMap(({ ranges }) => ranges)
      .reduce((sum, { reason, length }) => sum + (reason === "inline" ? length : 0), 0);
    assert.equal(inline > 0, profile.name === "Btrfs with zstd");
    assert.equal(proof.shareable, whole - inline);
    assert.equal(proof.shared, profile.shares ? proof.shareable : 0);
    assert.equal(written.cloned, proof.shared);
    if (!profile.shares)
      for (const member of written.members)
        assert.equal(member.reason, member.size < 4096 ? "smaller than a block" : "no reflink support");

    secondOpinionOnBytes(archive, tree, proof.members);
    await secondOpinionOnExtents(archive);
    readersAgree(archive, tree);
  });
}

test("the archive's bytes are the same on every file system", { skip: mountSkip ?? false }, () => {
  assert.ok(digests.size >= 2, "there were not two file systems to compare");
  assert.equal(new Set(digests.values()).size, 1, JSON.stringify([...digests]));
});

/** cmp reads every byte of every member, and its original. */
function secondOpinionOnBytes(
  archive: string,
  tree: string,
  members: readonly { name: string; size: number; dataOffset: number }[],
): void {
  for (const { name, size, dataOffset } of members)
    if (!name.includes("\udcff")) run("cmp", "-n", `${size}`, "-i", `${dataOffset}:0`, archive, `${tree}/${name}`);
}

/** filefrag (e2fsprogs) and xfs_io ask the same ioctl with other programs. */
async function secondOpinionOnExtents(path: string): Promise<void> {
  const ours = await extents(path);
  const blocks = ({ logical, physical, length }: Extent) =>
    [logical / 4096, physical / 4096, Math.ceil(length / 4096)].join(" ");
  const filefrag = [
    ...run("filefrag", "-v", "-b4096", path).matchAll(/^ *\d+: +(\d+)\.\. *\d+: +(\d+)\.\. *\d+: +(\d+):/gm),
  ];
  assert.deepEqual(
    ours.map(blocks),
    filefrag.map(([, logical, physical, length]) => `${logical} ${physical} ${length}`),
  );

  const sectors = ({ logical, physical, length, flags }: Extent) =>
    [logical / 512, physical / 512, Math.ceil(length / 4096) * 8, flags.includes("shared")].join(" ");
  const fiemap = run("xfs_io", "-r", "-c", "fiemap -v", path);
  const theirs = [...fiemap.matchAll(/^ *\d+: \[(\d+)\.\.(\d+)\]: +(\d+)\.\.\d+ +\d+ +(0x[0-9a-f]+)$/gm)];
  const fiemapShared = 0x2000;
  assert.deepEqual(
    ours.map(sectors),
    theirs.map(
      ([, from, to, block, flags]) =>
        `${from} ${block} ${Number(to) - Number(from) + 1} ${(Number(flags) & fiemapShared) !== 0}`,
    ),
  );
}

/** GNU cpio and bsdcpio unpack the same tree. */
function readersAgree(archive: string, tree: string): void {
  using out = scratch();
  for (const reader of ["cpio -i -d -m --quiet", "bsdcpio -i -d -m --quiet"]) {
    const folder = `${out.path}/${reader.split(" ")[0]}`;
    mkdirSync(folder);
    run("sh", "-c", `cd "${folder}" && ${reader} < "${archive}"`);
    run("diff", "-r", "--no-dereference", tree, folder);
  }
}

const btrfs = profiles[0] as Profile;
const xfs = profiles[2] as Profile;

test("a plain copy of a shared archive is judged copied", {
  skip: mountSkip ?? skipReason(btrfs) ?? false,
}, async () => {
  using disk = mounted(btrfs);
  const names = writeTree(`${disk.path}/tree`);
  await archiveOf(`${disk.path}/tree`, names, `${disk.path}/archive.img`);
  run("cp", "--reflink=never", `${disk.path}/archive.img`, `${disk.path}/copy.img`);
  assert.equal((await proveSharing(`${disk.path}/copy.img`, `${disk.path}/tree`)).shared, 0);
  run("cp", "--reflink=always", `${disk.path}/archive.img`, `${disk.path}/clone.img`);
  const clone = await proveSharing(`${disk.path}/clone.img`, `${disk.path}/tree`);
  assert.equal(clone.shared, clone.shareable);
});

test("blocks shared with a snapshot, not with the originals, are judged copied", {
  skip: mountSkip ?? skipReason(btrfs) ?? false,
}, async () => {
  using disk = mounted(btrfs);
  run("btrfs", "subvolume", "create", `${disk.path}/root`);
  const tree = `${disk.path}/root/tree`;
  const names = writeTree(tree);
  const archive = `${disk.path}/root/archive.img`;
  await archiveOf(tree, names, archive, 4);
  run("btrfs", "subvolume", "snapshot", `${disk.path}/root`, `${disk.path}/snapshot`);
  const proof = await proveSharing(archive, tree);
  assert.equal(proof.fiemap.shared, proof.fiemap.total, "the snapshot makes FIEMAP call everything shared");
  assert.equal(proof.shared, 0);
});

test("a byte that is overwritten, not yet synced, takes its block out of the sharing", {
  skip: mountSkip ?? skipReason(xfs) ?? false,
}, async () => {
  using disk = mounted(xfs);
  const tree = `${disk.path}/tree`;
  const archive = `${disk.path}/archive.img`;
  await archiveOf(tree, writeTree(tree), archive);
  const member = (await list(archive)).find(({ name }) => name === "usr/lib/file-1048576");
  assert.ok(member);
  const same = readFileSync(archive).subarray(member.dataOffset + 8192, member.dataOffset + 8193);
  using file = openForWriting(archive);
  file.write(same, member.dataOffset + 8192);
  const proof = await proveSharing(archive, tree);
  assert.equal(proof.shareable - proof.shared, 4096);
});

for (const profile of [btrfs, xfs])
  test(`${profile.name}: space set aside without data counts as a hole`, {
    skip: mountSkip ?? skipReason(profile) ?? false,
  }, async () => {
    using disk = mounted(profile);
    const tree = `${disk.path}/tree`;
    mkdirSync(tree);
    run("fallocate", "-l", "1MiB", `${tree}/ahead`);
    using file = openForWriting(`${tree}/ahead`);
    file.write(content(65536, 1), 131072);
    await archiveOf(tree, [Buffer.from("ahead")], `${disk.path}/archive.img`);
    const places = await extents(`${tree}/ahead`);
    assert.ok(places.some(({ flags }) => flags.includes("unwritten")));
    const proof = await proveSharing(`${disk.path}/archive.img`, tree);
    assert.deepEqual([proof.shareable, proof.shared], [65536, 65536]);
  });

test("holes filled behind a first block that Btrfs keeps inline leave the rest in its place", {
  skip: mountSkip ?? skipReason(btrfs) ?? false,
}, async () => {
  using disk = mounted({ ...btrfs, mount: "compress-force=zstd" });
  const tree = `${disk.path}/tree`;
  mkdirSync(tree);
  writeFileSync(`${tree}/grown`, Buffer.alloc(4096, "a"));
  run("sync", "-f", disk.path);
  // Data behind the inline block, a hole to the end of the whole blocks, and a tail.
  using file = openForWriting(`${tree}/grown`);
  file.write(content(8192, 1), 4096);
  file.write(Buffer.from("tail"), 1 << 20);
  run("sync", "-f", disk.path);
  const { cloneable, cloned, members } = await create({
    tree,
    output: `${disk.path}/archive.img`,
    fillHoles: true,
    requireReflink: 100,
  });
  assert.equal(members[0]?.reason, "inline in the metadata");
  assert.deepEqual([cloneable, cloned], [8192, 8192]);
  const { members: proved } = await proveSharing(`${disk.path}/archive.img`, tree);
  assert.equal(proved[0]?.original, "identical");
});

function openForWriting(path: string): { write: (bytes: Buffer, at: number) => void } & Disposable {
  const fd = openSync(path, "r+");
  return {
    write: (bytes, at) => void writeSync(fd, bytes, 0, bytes.length, at),
    [Symbol.dispose]: () => closeSync(fd),
  };
}

test("XFS: copied data arrives where no temporary file can lie beside the output", {
  skip: mountSkip ?? skipReason(xfs) ?? false,
}, async () => {
  // Without a reverse map, blocks that cannot be cloned are gathered in a temporary file where there can be one.
  using disk = mounted({ ...xfs, mkfs: [...xfs.mkfs, "-m", "rmapbt=0"] });
  using elsewhere = scratch();
  writeTree(elsewhere.path);
  const at = (name: string) => `${disk.path}/${name}`;
  const write = (output: string) => run("sh", "-c", `"${cowpio}" create --tree "${elsewhere.path}" ${output}`);
  write(at("beside"));
  write(`- > "${at("descriptor")}"`);
  mkdirSync(at("closed"));
  writeFileSync(at("closed/output"), "");
  run("chattr", "+i", at("closed"));
  write(at("closed/output"));
  for (const name of ["descriptor", "closed/output"])
    assert.ok(readFileSync(at(name)).equals(readFileSync(at("beside"))), name);
});

test("XFS has lost no more space than the archive's own bytes, right after the run", {
  skip: mountSkip ?? skipReason(xfs) ?? false,
}, async () => {
  using disk = mounted(xfs);
  const tree = `${disk.path}/tree`;
  const names = writeTree(tree);
  run("sync", "-f", disk.path);
  const free = () => {
    const { bfree, bsize } = statfsSync(disk.path);
    return bfree * bsize;
  };
  const before = free();
  const { size } = await archiveOf(tree, names, `${disk.path}/archive.img`);
  const proof = await proveSharing(`${disk.path}/archive.img`, tree);
  const exclusive = size - proof.shared;
  assert.ok(before - free() <= 1.1 * exclusive + 65536, `${before - free()} bytes gone for ${exclusive}`);
});
