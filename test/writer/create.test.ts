/** Inputs and reports of `cowpio create` beyond dracut's call, with the executable and the addon. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { create, list, verify } from "../../native/index.js";
import { run, scratch } from "../support/scratch.ts";

const cowpio = resolve("build/cowpio");

type Call = { readonly cwd?: string; readonly input?: string | Buffer; readonly env?: Record<string, string> };
const call = (args: readonly string[], { cwd, input = "", env = {} }: Call = {}) => {
  const { status, stderr } = spawnSync(cowpio, ["create", ...args], { cwd, input, env: { ...process.env, ...env } });
  return { status, err: stderr.toString() };
};
const created = (args: readonly string[], how: Call = {}) => assert.deepEqual(call(args, how), { status: 0, err: "" });

/** Files around a block's size, a folder of small ones, hard links, a symlink. */
function writeTree(path: string): string {
  mkdirSync(`${path}/usr/share`, { recursive: true });
  for (let i = 0; i < 40; i++) {
    writeFileSync(`${path}/usr/share/small-${i}`, "s".repeat(i * 50));
    writeFileSync(`${path}/usr/large-${i}`, Buffer.alloc(4096 + i * 331, i));
  }
  linkSync(`${path}/usr/large-7`, `${path}/usr/share/linked`);
  symlinkSync("usr", `${path}/link`);
  return path;
}

const unpacked = (archive: string, reader: string, into: string) => {
  mkdirSync(into);
  run("sh", "-c", `cd "${into}" && ${reader} < "${archive}"`);
  return into;
};

test("a tree, its names on standard input and a manifest of them give the same bytes", async () => {
  using folder = scratch();
  const tree = writeTree(`${folder.path}/t`);
  const names = run("sh", "-c", `cd "${tree}" && find . -print | LC_ALL=C sort`);
  const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => `${folder.path}/${name}`) as [string, string, string, string];
  created(["--tree", tree, a]);
  created([b], { cwd: tree, input: names });
  created(["--manifest", "-", "--directory", tree, c], { input: names });
  await create({ tree, output: d });
  for (const other of [b, c, d]) assert.ok(readFileSync(other).equals(readFileSync(a)));
});

test("every order and padding unpacks to the same tree with GNU cpio, bsdcpio and busybox", () => {
  using folder = scratch();
  const tree = writeTree(`${folder.path}/t`);
  for (const [index, style] of [
    [],
    ["--order", "given"],
    ["--data-align", "65536"],
    ["--format", "crc"],
    ["--min-clone", "8192"],
    ["--pad", "file"],
    ["--pad", "file", "--data-align", "65536"],
  ].entries()) {
    const archive = `${folder.path}/a${index}`;
    created(["--data-align", "4096", ...style, "--tree", tree, archive]);
    for (const reader of ["cpio -idm --quiet", "bsdcpio -idm --quiet", "busybox cpio -idm"]) {
      const out = unpacked(archive, reader, `${folder.path}/${index}-${reader.split(" ")[0]}`);
      run("rm", "-rf", `${out}/.cowpio-pad`);
      run("diff", "-r", "--no-dereference", tree, out);
    }
  }
});

test("070702 carries sums that GNU cpio checks", () => {
  using folder = scratch();
  const tree = writeTree(`${folder.path}/t`);
  const archive = `${folder.path}/a`;
  created(["--tree", tree, "--format", "crc", archive]);
  run("sh", "-c", `cpio -i --only-verify-crc --quiet < "${archive}"`);
  const bytes = readFileSync(archive);
  assert.equal(bytes.subarray(0, 6).toString(), "070702");
  const at = bytes.indexOf(Buffer.alloc(4096, 7));
  bytes[at] = 8;
  writeFileSync(archive, bytes);
  const { stderr } = spawnSync("sh", ["-c", `cpio -i --only-verify-crc --quiet < "${archive}"`]);
  assert.match(stderr.toString(), /checksum error/);
});

test("a manifest and a gen_init_cpio list write straight from the system's files", async () => {
  using folder = scratch();
  const listed = async (archive: string) =>
    (await list(archive)).map(({ name, mode, size, target }) => [name, mode.toString(8), size, target]);
  writeFileSync(`${folder.path}/data`, "12345", { mode: 0o600 });
  const expected = [
    ["dev", "40755", 0, undefined],
    ["init", "100755", 5, undefined],
    ["sh", "120777", 4, "init"],
  ];
  created(["--spec", "-", `${folder.path}/a`], {
    input: `dir /dev 0755 0 0\nfile /init ${folder.path}/data 0755 0 0\nslink /sh init 0777 0 0\n`,
  });
  assert.deepEqual(await listed(`${folder.path}/a`), expected);
  created(["--manifest", "-", `${folder.path}/b`], {
    input: `dev\ttype=dir\ninit\tsource=${folder.path}/data\tmode=755\nsh\ttype=symlink\ttarget=init\n`,
  });
  assert.deepEqual(await listed(`${folder.path}/b`), expected);
  const wrong = call(["--spec", "-", `${folder.path}/c`], { input: "dir /dev 0755 0\n" });
  assert.deepEqual(wrong, { status: 1, err: "cowpio: create: spec line 1: gid is missing\n" });
});

test("SOURCE_DATE_EPOCH bounds the times of files, not what --mtime says, and a number it must be", async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/f`, "x");
  const env = { SOURCE_DATE_EPOCH: "1000000000" };
  created([`${folder.path}/a`], { cwd: folder.path, input: "f\n", env });
  assert.equal((await list(`${folder.path}/a`))[0]?.mtime, 1_000_000_000);
  created(["--mtime", "1500000000", `${folder.path}/b`], { cwd: folder.path, input: "f\n", env });
  assert.equal((await list(`${folder.path}/b`))[0]?.mtime, 1_500_000_000);
  assert.equal(call([`${folder.path}/c`], { env: { SOURCE_DATE_EPOCH: "now" } }).status, 2);
});

test("--require-reflink fails with status 3 and the list, and leaves what was there", () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/large`, Buffer.alloc(9000));
  writeFileSync(`${folder.path}/small`, "s");
  writeFileSync(`${folder.path}/out`, "before");
  const response = call(["--require-reflink", "--data-align", "4", "out"], {
    cwd: folder.path,
    input: "large\nsmall\n",
  });
  assert.deepEqual(response, {
    status: 3,
    err: "cowpio: create: 0.00 % of the 8192 bytes that can be cloned were cloned, not 100 %; copied were:\n  large: unaligned\nNothing was written to out; cowpio doctor . --output . says which file systems can share, and what to change\n",
  });
  assert.equal(readFileSync(`${folder.path}/out`, "utf8"), "before");
  const streamed = call(["--require-reflink", "-"], { cwd: folder.path, input: "large\n" });
  assert.equal(streamed.status, 3);
  assert.match(streamed.err, /\n\/proc\/self\/fd\/1 is written as it comes, .*; give the name of a file\n$/);
  created(["--require-reflink=0", "--data-align=4", "new"], { cwd: folder.path, input: "large\n" });
  created(["--require-reflink", "small-only"], { cwd: folder.path, input: "small\n" });
});

/** On a terminal of its own, where what is typed is shown too. */

test("a file that cannot be opened is reported with the option or variable that named it", () => {
  using folder = scratch();
  const { path } = folder;
  const messageOf = (option: string) => `cowpio: create: ${option}: no/f: open: No such file or directory (ENOENT)\n`;
  for (const option of ["--tree", "--manifest", "--spec", "--directory"])
    assert.deepEqual(call([option, "no/f", "out"], { cwd: path }), { status: 1, err: messageOf(option) });
  assert.equal(call(["--report=no/f", "out"], { cwd: path }).err, messageOf("--report"));
  assert.equal(call(["out"], { cwd: path, env: { COWPIO_REPORT: "no/f" } }).err, messageOf("COWPIO_REPORT"));
  created(["--tree=.", "../a"], { cwd: writeTree(`${path}/t`) });
  const verified = spawnSync(cowpio, ["verify", "--tree=no/f", "a"], { cwd: path, encoding: "utf8" });
  assert.equal(verified.stderr, "cowpio: verify: --tree: no/f: open: No such file or directory (ENOENT)\n");
});

test("--report has its lines when --require-reflink fails, and lies outside of the tree", () => {
  using folder = scratch();
  mkdirSync(`${folder.path}/t`);
  writeFileSync(`${folder.path}/t/large`, Buffer.alloc(9000));
  const how = ["--require-reflink", "--data-align=4", "--tree=t"];
  assert.equal(call([...how, "--report=report", "out"], { cwd: folder.path }).status, 3);
  const [, member = ""] = readFileSync(`${folder.path}/report`, "utf8").split("\n");
  assert.equal(JSON.parse(member).reason, "unaligned");
  for (const [report, env] of [
    ["t/report", {}],
    [undefined, { COWPIO_REPORT: "t/../t/report" }],
  ] as const) {
    const options = report === undefined ? [] : ["--report", report];
    const { status, err } = call([...options, "--tree=t", "out"], { cwd: folder.path, env });
    assert.equal(status, 1);
    assert.match(err, /t\/report: the report lies in the tree that is archived; write it elsewhere/);
  }
  assert.deepEqual(readdirSync(`${folder.path}/t`), ["large"]);
});

test("names of a hard-linked source that a manifest gives another mode or owner are files of their own", async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/f`, "data", { mode: 0o644 });
  linkSync(`${folder.path}/f`, `${folder.path}/g`);
  const input = "a\tsource=f\nsuid\tsource=f\tmode=4755\nb\tsource=g\nother\tsource=g\tuid=7\n";
  created(["--manifest=-", "--owner=0:0", "out"], { cwd: folder.path, input });
  assert.deepEqual(
    (await list(`${folder.path}/out`)).map(({ name, mode, uid, nlink, size }) => [
      name,
      mode.toString(8),
      uid,
      nlink,
      size,
    ]),
    [
      ["a", "100644", 0, 2, 0],
      ["suid", "104755", 0, 1, 4],
      ["b", "100644", 0, 2, 4],
      ["other", "100644", 7, 1, 4],
    ],
  );
});

test("a missing right to write the folder or read a source is reported, and nothing is left", () => {
  using folder = scratch();
  const { path } = folder;
  // Where everybody can start it.
  copyFileSync(cowpio, `${path}/cowpio`);
  writeFileSync(`${path}/f`, "f");
  mkdirSync(`${path}/unwritable`);
  mkdirSync(`${path}/writable`);
  writeFileSync(`${path}/secret`, "s", { mode: 0 });
  for (const [name, mode] of Object.entries({ "": 0o755, unwritable: 0o555, writable: 0o777 }))
    chmodSync(`${path}/${name}`, mode);
  const other = process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["env"];
  const printed = (output: string, source: string) => {
    const [program = "", ...args] = [...other, "./cowpio", "create", output];
    const { status, stderr } = spawnSync(program, args, { cwd: path, encoding: "utf8", input: `${source}\n` });
    assert.equal(status, 1, stderr);
    return stderr;
  };
  const advice = "run as a user who may read the sources and write the output's directory";
  for (const [output, source, what] of [
    ["unwritable/out", "f", "unwritable/out"],
    ["writable/out", "secret", "secret"],
  ] as const)
    assert.equal(printed(output, source), `cowpio: create: ${what}: open: Permission denied (EACCES); ${advice}\n`);
  assert.deepEqual([readdirSync(`${path}/unwritable`), readdirSync(`${path}/writable`)], [[], []]);
});

test("--verbose says what became of each member", () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/small`, "s");
  const { err } = call(["-v", "out"], { cwd: folder.path, input: "small\n" });
  assert.match(err, /^copied +0 of +1 {2}small: smaller than a block\n1 entries, 512 bytes; 0 bytes of data cloned/);
});

test("verify finds nothing wrong in any style, and tells what does not fit a tree", async () => {
  using folder = scratch();
  const tree = writeTree(`${folder.path}/t`);
  for (const style of [[], ["--pad", "file"], ["--data-align", "65536"], ["--format", "crc", "--order", "given"]]) {
    const archive = `${folder.path}/a`;
    created([...style, "--truncate-existing", "--tree", tree, archive]);
    assert.deepEqual(
      (await verify(archive, { tree })).findings.filter(({ severity }) => severity === "error"),
      [],
    );
  }
  run(cowpio, "verify", "--tree", tree, "--align", "4096", `${folder.path}/a`);
  writeFileSync(`${tree}/usr/large-3`, "changed");
  const { status, stdout } = spawnSync(cowpio, ["verify", "--tree", tree, `${folder.path}/a`]);
  assert.equal(status, 1);
  assert.match(stdout.toString(), /^error {2}usr\/large-3: has 5089 bytes, the tree's 7$/m);
  await assert.rejects(verify("/no/such/archive"), { code: "ENOENT" });
});

const refusals: readonly [string, readonly string[], string | Buffer, RegExp][] = [
  ["names with NULs without --null", ["out"], "a\0b\0", /a: a name with a NUL; give --null/],
  ["the trailer's name", ["out"], "TRAILER!!!\n", /this name ends an archive/],
  ["the output among the sources", ["a"], "a\n", /a: the output is among the sources, as a; write it elsewhere/],
  ["a symlink to nothing as output", ["dangling"], "a\n", /dangling: a symlink to what is not there/],
  ["a folder as output", ["."], "a\n", /a directory; give the name of a file in it/],
  ["a file of 4 GiB", ["out"], "huge\n", /huge: larger than newc can hold/],
  ["a report that cannot be written", ["--report", "/no/such/report", "out"], "a\n", /\/no\/such\/report: open/],
];
for (const [what, args, input, says] of refusals)
  test(`${what} is refused, and nothing changes`, () => {
    using folder = scratch();
    writeFileSync(`${folder.path}/a`, "a");
    writeFileSync(`${folder.path}/huge`, "");
    truncateSync(`${folder.path}/huge`, 2 ** 32);
    symlinkSync("nothing", `${folder.path}/dangling`);
    const response = call(args, { cwd: folder.path, input });
    assert.equal(response.status, 1);
    assert.match(response.err, says);
    assert.deepEqual(readdirSync(folder.path), ["a", "dangling", "huge"]);
    assert.equal(statSync(`${folder.path}/a`).size, 1);
  });

test("standard input that cannot be read is no end of the names", () => {
  using folder = scratch();
  const { stderr, status } = spawnSync("sh", ["-c", `"${cowpio}" create "${folder.path}/out" < "${folder.path}"`]);
  assert.equal(status, 1);
  assert.match(stderr.toString(), /standard input: read: Is a directory/);
});
