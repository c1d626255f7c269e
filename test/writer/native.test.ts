/** The executable as dracut and people call it, and the addon as TypeScript does. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { create, list, version } from "../../native/index.js";
import manifest from "../../package.json" with { type: "json" };
import { assertSameTree, call, cowpio, tree } from "../support/cowpio.ts";
import { run, scratch } from "../support/scratch.ts";

test("the executable needs no library and says the version of package.json", () => {
  assert.match(run("file", "-b", cowpio), /statically linked/);
  assert.equal(run(cowpio, "--version"), `cowpio ${manifest.version}\n`);
  assert.equal(version, manifest.version);
});

test("dracut's two calls, under the name dracut-cpio, give an early and a main archive in one file", () => {
  using folder = scratch();
  symlinkSync(cowpio, `${folder.path}/dracut-cpio`);
  const dracutCpio = `${folder.path}/dracut-cpio`;
  const image = `${folder.path}/initramfs.img`;
  writeFileSync(image, "left over from before");

  const early = `${folder.path}/early`;
  mkdirSync(`${early}/kernel/x86/microcode`, { recursive: true });
  writeFileSync(`${early}/early_cpio`, "1\n");
  writeFileSync(`${early}/kernel/x86/microcode/GenuineIntel.bin`, Buffer.alloc(9000, "m"));
  const earlyNames = run("sh", "-c", `cd "${early}" && find . -print0 | sort -z`);
  const first = ["--null", "--owner", "0:0", "--mtime", "0", "--data-align", "4096", "--truncate-existing", image];
  assert.deepEqual(call(dracutCpio, first, { cwd: early, input: earlyNames }), {
    status: 0,
    signal: null,
    out: "",
    err: "",
  });

  const main = `${folder.path}/main`;
  mkdirSync(main);
  const second = ["--null", "--mtime", "0", "--data-align", "4096", image];
  assert.equal(call(dracutCpio, second, { cwd: main, input: tree(main) }).status, 0);

  const names = run(cowpio, "list", image).split("\n");
  assert.deepEqual(names.slice(0, 7), [
    ".",
    "early_cpio",
    "kernel",
    "kernel/x86",
    "kernel/x86/microcode",
    "kernel/x86/microcode/GenuineIntel.bin",
    ".",
  ]);
  assert.ok(names.includes("usr/bin/large"));
});

test("data of the main archive is aligned, counted from the start of the file", async () => {
  using folder = scratch();
  const image = `${folder.path}/a`;
  writeFileSync(`${folder.path}/early_cpio`, "1");
  mkdirSync(`${folder.path}/t`);
  const names = tree(`${folder.path}/t`);
  call(cowpio, ["create", image], { cwd: folder.path, input: "early_cpio\n" });
  call(cowpio, ["create", "--null", "--data-align=4096", image], { cwd: `${folder.path}/t`, input: names });
  const large = (await list(image)).find(({ name }) => name === "usr/bin/large");
  assert.equal((large?.dataOffset ?? 1) % 4096, 0);
});

test("GNU cpio and bsdcpio unpack the same tree, devices too", () => {
  using folder = scratch();
  const source = `${folder.path}/t`;
  mkdirSync(source);
  const names = tree(source);
  call(cowpio, ["create", "--null", "--data-align", "4096", `${folder.path}/a`], { cwd: source, input: names });
  for (const reader of ["cpio", "bsdcpio"]) {
    const out = `${folder.path}/${reader}`;
    mkdirSync(out);
    run("sh", "-c", `cd "${out}" && ${reader} -idm --quiet < "${folder.path}/a"`);
    assertSameTree(source, out);
  }
});

test("names in errors, and in what --require-reflink lists, do nothing to a terminal", () => {
  using folder = scratch();
  const evil = "a\u001b[31m\nb";
  mkdirSync(`${folder.path}/tree`);
  writeFileSync(`${folder.path}/tree/${evil}`, Buffer.alloc(70000, 1));
  const args = ["create", "--tree", "tree", "--require-reflink", "--data-align", "4", "a"];
  const listed = call(cowpio, args, { cwd: folder.path });
  assert.equal(listed.status, 3);
  assert.match(listed.err, /\n {2}a\\033\[31m\\012b: /);
  const failed = call(cowpio, ["list", evil], { cwd: folder.path });
  assert.equal(failed.status, 1);
  assert.match(failed.err, /^cowpio: list: a\\033\[31m\\012b: open: /);
});

test("extract gives the tree back; device nodes are made only when requested", {
  skip: process.getuid?.() !== 0 && "device nodes need root",
}, () => {
  using folder = scratch();
  mkdirSync(`${folder.path}/t`);
  const names = tree(`${folder.path}/t`);
  call(cowpio, ["create", "--null", "--data-align", "4096", "../a"], { cwd: `${folder.path}/t`, input: names });
  mkdirSync(`${folder.path}/without`);
  const printed = call(cowpio, ["extract", "a", "without"], { cwd: folder.path });
  assert.deepEqual(
    [printed.status, printed.err],
    [0, "cowpio: extract: 1 device nodes left out; --devices makes them\n"],
  );
  mkdirSync(`${folder.path}/with`);
  assert.equal(call(cowpio, ["extract", "--devices", "a", "with"], { cwd: folder.path }).status, 0);
  assertSameTree(`${folder.path}/t`, `${folder.path}/with`);
});

test("a read-only file of two names is unpacked by a user who is not root", {
  skip: process.getuid?.() !== 0 && "becoming another user needs root",
}, () => {
  using folder = scratch();
  const [tree, out] = [`${folder.path}/t`, `${folder.path}/out`];
  for (const path of [tree, out]) mkdirSync(path);
  writeFileSync(`${tree}/first`, Buffer.alloc(9000, "r"), { mode: 0o444 });
  run("ln", `${tree}/first`, `${tree}/second`);
  call(cowpio, ["create", "--tree", tree, `${folder.path}/a`]);
  run("chown", "-R", "65534:65534", folder.path);
  const nobody = ["--reuid=65534", "--regid=65534", "--clear-groups", cowpio, "extract", `${folder.path}/a`, out];
  assert.deepEqual(call("setpriv", nobody), { status: 0, signal: null, out: "", err: "" });
  assert.equal(run("stat", "--format=%h %a", `${out}/first`), "2 444\n");
  run("cmp", `${tree}/first`, `${out}/second`);
});

test("names of any bytes survive: newline, #, blank, bytes that are not UTF-8", async () => {
  using folder = scratch();
  const names = ["a\nb", "# comment", " blank ", "ünïcode"]
    .map((name) => Buffer.from(name))
    .concat(Buffer.from([0xff, 0x41, 0xfe]));
  for (const name of names) writeFileSync(Buffer.concat([Buffer.from(`${folder.path}/`), name]), "x");
  await create({ directory: folder.path, names, output: `${folder.path}/a` });
  const listed = spawnSync(cowpio, ["list", "--null", `${folder.path}/a`]).stdout;
  assert.deepEqual(listed, Buffer.concat(names.map((name) => Buffer.concat([name, Buffer.from([0])]))));
  assert.deepEqual(
    (await list(`${folder.path}/a`)).map(({ name }) => name),
    ["a\nb", "# comment", " blank ", "ünïcode", "\udcffA\udcfe"],
  );
});

test("a directory that is repeated as a padding entry is nothing to find, and a changed one is", () => {
  using folder = scratch();
  const { path } = folder;
  mkdirSync(`${path}/tree/usr`, { recursive: true });
  writeFileSync(`${path}/tree/usr/a`, Buffer.alloc(70_000, 1));
  const args = ["create", "--data-align", "65536", "--truncate-existing", `${path}/a`];
  call(cowpio, args, { cwd: `${path}/tree`, input: "usr\nusr/a\n" });
  const findings = () =>
    (
      JSON.parse(call(cowpio, ["verify", "--json", "--tree", `${path}/tree`, `${path}/a`]).out) as {
        findings: { rule: string }[];
      }
    ).findings.map(({ rule }) => rule);
  assert.ok(
    call(cowpio, ["list", `${path}/a`])
      .out.split("\n")
      .filter((name) => name === "usr").length > 1,
  );
  assert.deepEqual(findings(), []);
  const bytes = readFileSync(`${path}/a`);
  // The mode of the third entry: newc's second field.
  const third = bytes.indexOf("070701", bytes.indexOf("070701", 6) + 6);
  bytes.write("000041C0", third + 14);
  writeFileSync(`${path}/a`, bytes);
  assert.notDeepEqual(findings(), []);
});
