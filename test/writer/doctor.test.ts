/** `cowpio doctor` on real file systems, checked against what happens. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { create, type DoctorResult, doctor as diagnose, proveSharing } from "../../native/index.js";
import { mounted, mountProblem, type Profile, run, scratch, skipReason } from "../support/scratch.ts";

const cowpio = resolve("build/cowpio");

const call = (...args: string[]) => spawnSync(cowpio, ["doctor", ...args], { encoding: "utf8" });

function doctor(status: number, tree: string, tmpdir: string, output: string): DoctorResult {
  const response = call(tree, "--tmpdir", tmpdir, "--output", output, "--json");
  assert.equal(response.status, status, response.stderr + response.stdout);
  return JSON.parse(response.stdout);
}

/** `tree>tmpdir can share` and so on. */
const verdicts = ({ steps }: DoctorResult) => steps.map(({ from, to, verdict }) => `${from}>${to} ${verdict}`);
const allShare = ["tree>tmpdir can share", "tmpdir>output can share", "tree>output can share"];

/** The folders of a run; in the tree a file of some blocks and a small one. */
function folders(disk: { readonly path: string }): [tree: string, tmpdir: string, output: string] {
  const made = ["tree", "tmpdir", "boot"].map((name) => `${disk.path}/${name}`) as [string, string, string];
  for (const folder of made) mkdirSync(folder);
  writeFileSync(`${made[0]}/large`, Buffer.alloc(300_000, "large"));
  writeFileSync(`${made[0]}/small`, "small");
  return made;
}

/** The writer and the prover are asked whether the verdict was true. */
async function sharesIndeed(tree: string, output: string, dataAlign: number): Promise<boolean> {
  await create({ directory: tree, names: ["large"], output: `${output}/archive`, dataAlign });
  const { shared, shareable } = await proveSharing(`${output}/archive`, tree);
  assert.ok(shareable > 0);
  return shared === shareable;
}

const profile = (name: string, mount?: string, ...mkfs: string[]): Profile => ({
  name,
  mkfs,
  ...(mount === undefined ? {} : { mount }),
});
const btrfs = profile("Btrfs", undefined, "mkfs.btrfs", "-q");
const xfs = (...options: string[]) => profile("XFS", undefined, "mkfs.xfs", "-q", ...options);
const tmpfs = (path: string) => {
  mkdirSync(path);
  run("mount", "-t", "tmpfs", "cowpio-test", path);
  return { path, [Symbol.dispose]: () => void run("umount", path) };
};

const needs = (...profiles: Profile[]) => ({
  skip: mountProblem() ?? profiles.map(skipReason).find((why) => why !== undefined) ?? false,
});

const sharing: readonly [string, Profile, number, Partial<DoctorResult["tree"]>][] = [
  ["Btrfs", btrfs, 4096, { fileSystem: "btrfs", blockSize: 4096, reflink: true, rmapbt: null }],
  ["XFS", xfs("-m", "reflink=1,rmapbt=0"), 4096, { fileSystem: "xfs", blockSize: 4096, reflink: true, rmapbt: false }],
  ["XFS with rmapbt", xfs("-m", "reflink=1,rmapbt=1"), 4096, { fileSystem: "xfs", reflink: true, rmapbt: true }],
  ["XFS with blocks of 1 KiB", xfs("-b", "size=1024", "-m", "reflink=1"), 1024, { fileSystem: "xfs", blockSize: 1024 }],
];
for (const [name, made, block, facts] of sharing)
  test(`${name}: all can share, and they do`, needs(made), async () => {
    using disk = mounted(made);
    const [tree, tmpdir, output] = folders(disk);
    const found = doctor(0, tree, tmpdir, output);
    assert.deepEqual(verdicts(found), allShare);
    assert.equal(found.canShare, true);
    for (const location of [found.tree, found.tmpdir, found.output]) {
      assert.deepEqual({ ...location, ...facts }, location);
      assert.deepEqual([location.sameFileSystem, location.sameMount, location.nocow], [true, true, false]);
    }
    assert.equal(
      found.hints.some((hint) => hint.includes("rmapbt=1")),
      facts.rmapbt === true,
    );
    assert.ok(found.hints.some((hint) => hint.includes(`a multiple of ${block},`)));
    assert.deepEqual([readdirSync(tmpdir), readdirSync(output)], [[], []]);
    assert.equal(await sharesIndeed(tree, output, block), true);
  });

const without: readonly [string, Profile, RegExp][] = [
  ["XFS without reflinks", xfs("-m", "reflink=0"), /made with reflink=0; make it anew with mkfs\.xfs -m reflink=1/],
  ["ext4", profile("ext4", undefined, "mkfs.ext4", "-q"), /\(ext4\) is a file system without reflinks; have tree/],
];
for (const [name, made, says] of without)
  test(`${name}: nothing can share, and nothing does`, needs(made), async () => {
    using disk = mounted(made, 400 << 20);
    const [tree, tmpdir, output] = folders(disk);
    const found = doctor(1, tree, tmpdir, output);
    assert.equal(found.canShare, false);
    for (const { verdict, reason, remedy } of found.steps) {
      assert.equal(verdict, "cannot share");
      assert.match(`${reason}; ${remedy}`, says);
    }
    assert.equal(await sharesIndeed(tree, output, 4096), false);
  });

test("Btrfs: a tmpdir on tmpfs and an output on ext4 are distinguished from the tree", needs(btrfs), () => {
  using disk = mounted(btrfs);
  using other = mounted(profile("ext4", undefined, "mkfs.ext4", "-q"), 64 << 20);
  const [tree, tmpdir, output] = folders(disk);
  using memory = tmpfs(`${disk.path}/memory`);

  const elsewhere = doctor(1, tree, tmpdir, `${other.path}/initramfs.img`);
  assert.deepEqual(verdicts(elsewhere), [
    "tree>tmpdir can share",
    "tmpdir>output cannot share",
    "tree>output cannot share",
  ]);
  assert.match(elsewhere.steps[1]?.reason ?? "", /\(btrfs\) and .* \(ext4\) are different file systems/);
  assert.match(elsewhere.steps[1]?.remedy ?? "", /choose with --output a directory on the file system of the tree/);
  assert.deepEqual([elsewhere.output.fileSystem, elsewhere.output.sameFileSystem], ["ext4", false]);

  const inMemory = doctor(1, tree, memory.path, output);
  assert.deepEqual(verdicts(inMemory), [
    "tree>tmpdir cannot share",
    "tmpdir>output cannot share",
    "tree>output can share",
  ]);
  assert.match(inMemory.steps[1]?.remedy ?? "", /choose with --tmpdir/);
  assert.deepEqual(readdirSync(memory.path), []);

  const above = doctor(0, disk.path, tmpdir, output);
  assert.deepEqual(above.files.elsewhere, { count: 1, names: ["memory"] });
});

test("Btrfs: NOCOW of a folder and of files is seen and reported", needs(btrfs), async () => {
  using disk = mounted(btrfs);
  const [tree, tmpdir, output] = folders(disk);
  // The writer makes its output without NOCOW where its sources are; what dracut stages is as the folder says.
  run("chattr", "+C", output);
  const folder = doctor(0, tree, tmpdir, output);
  assert.deepEqual(verdicts(folder), allShare);
  assert.equal(folder.output.nocow, true);
  assert.equal(await sharesIndeed(tree, output, 4096), true);
  run("chattr", "+C", tmpdir);
  const staged = doctor(1, tree, tmpdir, output);
  assert.deepEqual(verdicts(staged), ["tree>tmpdir cannot share", "tmpdir>output can share", "tree>output can share"]);
  assert.match(staged.steps[0]?.reason ?? "", /new files in .*tmpdir are NOCOW, .*large is not/);
  run("chattr", "-C", tmpdir);

  mkdirSync(`${tree}/vm`);
  run("chattr", "+C", `${tree}/vm`);
  writeFileSync(`${tree}/vm/disk`, Buffer.alloc(9000));
  writeFileSync(`${tree}/vm/note`, "below a block");
  run("chattr", "-C", output);
  const files = doctor(0, tree, tmpdir, output);
  assert.deepEqual(files.files.nocow, { count: 1, names: ["vm/disk"] });
  const only = doctor(1, `${tree}/vm`, tmpdir, output);
  assert.match(only.steps[0]?.reason ?? "", /vm\/disk is NOCOW, new files in .*tmpdir are not/);
});

test("Btrfs: new files without checksums cannot take blocks of those with", needs(btrfs), () => {
  using disk = mounted(btrfs);
  const [tree, tmpdir, output] = folders(disk);
  run("sync", "-f", disk.path);
  run("mount", "-o", "remount,nodatasum", disk.path);
  const found = doctor(1, tree, tmpdir, output);
  assert.equal(found.steps[0]?.verdict, "cannot share");
  assert.match(found.steps[0]?.reason ?? "", /mounted with nodatasum/);
  assert.deepEqual(found.tmpdir.mountOptions, ["nodatasum"]);
});

test("Btrfs: a read-only snapshot is a fine tree, and no tmpdir", needs(btrfs), () => {
  using disk = mounted({ ...btrfs, mount: "compress=zstd" });
  run("btrfs", "-q", "subvolume", "create", `${disk.path}/root`);
  const [tree, tmpdir, output] = folders({ path: `${disk.path}/root` });
  run("btrfs", "-q", "subvolume", "snapshot", "-r", `${disk.path}/root`, `${disk.path}/snapshot`);
  const found = doctor(0, `${disk.path}/snapshot/tree`, tmpdir, output);
  assert.deepEqual(found.tree.subvolume, { name: "snapshot", snapshot: true, readOnly: true });
  assert.deepEqual(found.output.subvolume, { name: "root", snapshot: false, readOnly: false });
  assert.equal(found.output.sameFileSystem, true);
  assert.match(String(found.output.compression), /^compress=zstd/);
  assert.ok(found.hints.some((hint) => hint.includes("read-only subvolume: fine")));

  const refused = doctor(1, tree, `${disk.path}/snapshot/tmpdir`, output);
  assert.match(refused.steps[0]?.reason ?? "", /snapshot\/tmpdir: open: Read-only file system/);
  assert.match(refused.steps[0]?.remedy ?? "", /outside of the read-only subvolume/);
});

test("a tree without a file of at least one block gives no verdict", () => {
  using folder = scratch();
  const [tree, tmpdir, output] = folders(folder);
  mkdirSync(`${tree}/below`);
  writeFileSync(`${tree}/below/small`, "small");
  const found = doctor(1, `${tree}/below`, tmpdir, output);
  assert.equal(found.steps[0]?.verdict, "cannot tell");
  assert.match(found.steps[0]?.reason ?? "", /no readable file of a block/);
});

test("the table says the verdicts in words; wrong use ends with 2, a folder that is not there with 1", () => {
  using folder = scratch();
  const [tree, tmpdir, output] = folders(folder);
  const table = call(tree, "--tmpdir", tmpdir, "--output", `${output}/initramfs.img`);
  assert.match(table.stdout, /^ +tree +tmpdir +output$/m);
  assert.match(table.stdout, /^file system +\w+ +\w+ +\w+$/m);
  assert.match(table.stdout, /^tree -> tmpdir: can(not)? share/m);
  assert.match(table.stdout, /^note: dracut shares with do_strip=no/m);

  assert.deepEqual([call().status, call(tree, tree).status, call(tree, "--tmpdri=/").status], [2, 2, 2]);
  assert.match(call(tree, "--tmpdri=/").stderr, /unknown option --tmpdri, did you mean --tmpdir\?/);
  const gone = call(tree, "--tmpdir", tmpdir, "--output", "/no/such/folder/initramfs.img");
  assert.equal(gone.status, 1);
  assert.match(gone.stderr, /\/no\/such\/folder: no such directory; name the one that will be used with --output/);
});

test("a dracut that finds this cowpio as 3cpio will align with it, and an addon reads the same", async () => {
  using folder = scratch();
  const root = `${folder.path}/root`;
  for (const name of ["usr/bin", "var/tmp", "boot"]) mkdirSync(`${root}/${name}`, { recursive: true });
  writeFileSync(`${root}/usr/bin/dracut`, "enhanced_cpio= *--data-align*\n");
  copyFileSync("build/cowpio", `${root}/usr/bin/3cpio`);
  const { dracut } = JSON.parse(call(`--dracut=${root}`, "--json").stdout) as DoctorResult;
  assert.deepEqual([dracut?.writer, dracut?.writerIsCowpio], ["/usr/bin/3cpio", true]);
  assert.match(dracut?.reason ?? "", /compress is not set/);
  const places = { tmpdir: `${root}/var/tmp`, output: `${root}/boot`, dracut: root };
  assert.deepEqual((await diagnose(`${root}/usr`, places)).dracut, dracut);
});

test("the addon says what the executable says", async () => {
  using folder = scratch();
  const [tree, tmpdir, output] = folders(folder);
  const text = call(tree, "--tmpdir", tmpdir, "--output", output, "--json").stdout;
  // Others write to this file system.
  const timeless = ({ free: _, ...location }: DoctorResult["tree"]) => location;
  const facts = ({ tmpdir: _, output: __, ...result }: DoctorResult) => ({ ...result, tree: timeless(result.tree) });
  assert.deepEqual(facts(await diagnose(tree, { tmpdir, output })), facts(JSON.parse(text)));
});
