/** cowpio under the name 3cpio: 3cpio's own tests of its command line as cases, the readers of sid, and sharing. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { resolve } from "node:path";
import { after, test } from "node:test";
import { mounted, mountProblem, run, scratch, skipReason } from "../support/scratch.ts";
import { findThreeCpio } from "../support/threecpio.ts";

const cowpio = resolve("build/cowpio");
const folder = scratch();
after(() => folder[Symbol.dispose]());
mkdirSync(`${folder.path}/bin`);
const program = `${folder.path}/bin/3cpio`;
symlinkSync(cowpio, program);

type Call = { readonly status: number | null; readonly out: string; readonly err: string };
const call = (args: readonly string[], input = "", env: NodeJS.ProcessEnv = {}): Call => {
  const { SOURCE_DATE_EPOCH: _, COWPIO_REPORT: __, ...own } = process.env;
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder.path,
    input,
    env: { ...own, TZ: "UTC", ...env },
    encoding: "latin1",
  });
  return { status, out: stdout, err: stderr };
};
const succeeds = (args: readonly string[], expected: string, err = ""): void =>
  assert.deepEqual(call(args), { status: 0, out: expected, err });

/** `single.cpio`, `shell.cpio`, and both together with the second one compressed, as 3cpio's tests have them. */
const epoch = 1713104326;
const [single, shell] = [
  `-\t.\tdir\t775\t0\t0\t${epoch}\n-\tpath\tdir\t775\t0\t0\t${epoch}\ncontent\tpath/file\tfile\t664\t0\t0\t${epoch}\n`,
  `-\t.\tdir\t775\t0\t0\t${epoch}\n-\tusr\tdir\t775\t0\t0\t${epoch}\n-\tusr/bin\tdir\t775\t0\t0\t${epoch}\n-\tusr/bin/ash\tlink\t777\t0\t0\t${epoch}\tsh\nbusybox\tusr/bin/sh\tfile\t664\t0\t0\t${epoch}\n`,
];
writeFileSync(`${folder.path}/content`, "content\n");
writeFileSync(`${folder.path}/busybox`, "This is a fake busybox binary to simulate a POSIX shell\n");
const codecs = ["bzip2", "gzip", "lz4", "lzma", "xz", "zstd"];
const create = (name: string, manifest: string) =>
  assert.deepEqual(call(["--create", name], manifest), { status: 0, out: "", err: "" });
create("single.cpio", single);
create("shell.cpio", shell);
for (const codec of codecs) create(`${codec}.cpio`, `${single}#cpio: ${codec} -9\n${shell}`);
const names = ".\npath\npath/file\n.\nusr\nusr/bin\nusr/bin/ash\nusr/bin/sh\n";
const extracted = (name: string, path: string) => existsSync(`${folder.path}/${name}/${path}`);

test("--create writes 3cpio's bytes, up to the end of the archive, which is a multiple of 512", () => {
  const { out } = call(["--create"], "/usr\t\t\t755\t0\t0\t1681992796\n");
  const header = `07070100000001000041ED00000000000000000000000264412C5C${"0".repeat(40)}0000000400000000usr\0\0\0`;
  const trailer = `070701${"0".repeat(32)}00000001${"0".repeat(48)}0000000B00000000TRAILER!!!\0\0\0\0`;
  assert.equal(out.slice(0, 240), header + trailer);
  assert.equal(out.slice(240), "\0".repeat(512 - 240));
});

test("--create makes compressed archives after plain ones, in a file and on standard output", () => {
  const { status, out, err } = call(["--create"], "#cpio\n/usr\n#cpio: zstd -2\n");
  assert.deepEqual({ status, err, magic: out.slice(512, 516) }, { status: 0, err: "", magic: "(\xb5/\xfd" });
  assert.equal(
    call(["-c", "lz4"], "#cpio: lz4 -0\n").err.split("note: ")[1],
    "manifest record 1: lz4 has levels from 1 to 12: 1 is used instead of 0\n",
  );
  assert.match(readFileSync(`${folder.path}/lz4`, "latin1"), /^\x02!L\x18/);
  assert.match(call(["-c"], "#cpio: brotli\n").err, /record 1: compression: expected .*, got brotli\n$/);
  assert.match(call(["-c"], "#cpio: lzop\n").err, /got lzop\n$/);
});

test("--create takes locations from -C, and SOURCE_DATE_EPOCH bounds the manifest's times, too", () => {
  mkdirSync(`${folder.path}/tree`);
  writeFileSync(`${folder.path}/tree/f`, "f");
  const manifest = "f\tf\t\t\t\t\t1500000000\nf\tg\tfile\t644\t0\t0\t5\n";
  assert.equal(call(["-C", "tree", "-c", "epoch"], manifest, { SOURCE_DATE_EPOCH: "1000000000" }).status, 0);
  assert.match(
    run(cowpio, "list", "--long", `${folder.path}/epoch`),
    /2001-09-09T01:46:40Z .* f\n.* 1970-01-01T00:00:05Z .* g\n$/,
  );
});

test("--create aligns file data by --data-align, a positive multiple of 4", () => {
  writeFileSync(`${folder.path}/large`, Buffer.alloc(9000, "x"));
  call(["--create", "--data-align", "4096", "aligned"], "large\n");
  assert.equal(readFileSync(`${folder.path}/aligned`).indexOf("xxxx") % 4096, 0);
  for (const value of ["-42", "7", "0"])
    assert.deepEqual({ ...call(["--create", "--data-align", value, "no"]), err: "" }, { status: 2, out: "", err: "" });
});

test("--create fails with a reason, and leaves no archive", () => {
  assert.match(call(["--create", "gone/a"]).err, /^cowpio: 3cpio: gone\/a: open: No such file/);
  assert.equal(call(["--create", "--file", "a", "-F", "b"]).status, 2);
  assert.equal(call(["--create", "none"], "/gone\n").status, 1);
  assert.equal(existsSync(`${folder.path}/none`), false);
});

test("--create appends its report to COWPIO_REPORT, as dracut passes no options", () => {
  const report = `${folder.path}/report`;
  call(["--create", "reported"], "large\n#cpio: gzip\nlarge\n", { COWPIO_REPORT: report });
  const [writer, ...lines] = readFileSync(report, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(writer.writer.arguments, ["--create", "reported"]);
  assert.deepEqual([lines[0].name, lines[1].reason, lines[2].result.entries], ["large", "compressed", 2]);
});

test("--count prints the number of parts", () => {
  succeeds(["--count", "zstd.cpio"], "2\n");
  succeeds(["--count", "single.cpio"], "1\n");
  assert.match(call(["--count", "single.cpio", "foobar"]).err, /unexpected foobar/);
  assert.equal(call(["--count", "single.cpio", "foobar"]).status, 2);
});

test("--examine prints where each part is, its compression, and the size of its files", () => {
  for (const codec of codecs) {
    const { size } = statSync(`${folder.path}/${codec}.cpio`);
    succeeds(["-e", `${codec}.cpio`, "--raw"], `0\t512\t512\tcpio\t8\n512\t${size}\t${size - 512}\t${codec}\t58\n`);
  }
  succeeds(
    ["-e", "single.cpio"],
    "Start     End       Size      Compr.   Extracted\n0 B       512 B     512 B     cpio     8 B\n",
  );
});

test("--list prints names, or what ls -l prints, of the parts and patterns that are chosen", () => {
  for (const codec of codecs) succeeds(["-t", `${codec}.cpio`], names);
  succeeds(["-t", "--parts=1", "xz.cpio"], ".\npath\npath/file\n");
  succeeds(["-t", "single.cpio", "p?th"], "path\n");
  succeeds(["--list", "--parts", "2-", "gzip.cpio", "--", "usr/*"], "usr/bin\nusr/bin/ash\nusr/bin/sh\n");
  succeeds(
    ["-tv", "zstd.cpio", "*h"],
    "drwxrwxr-x   2 root     root            0 Apr 14  2024 path\nlrwxrwxrwx   1 root     root            2 Apr 14  2024 usr/bin/ash -> sh\n-rw-rw-r--   1 root     root           56 Apr 14  2024 usr/bin/sh\n",
  );
  assert.match(call(["-t", "--debug", "single.cpio", "path"]).out, /^ {3}2 drwx/);
  for (const bad of [["single.cpio", "[abc.txt"], ["--parts", "2-1", "single.cpio"], ["-P", "0", "single.cpio"], []])
    assert.equal(call(["-t", ...bad]).status, 2, bad.join(" "));
  assert.match(call(["-t", "gone"]).err, /No such file or directory/);
  assert.match(call(["--list", "content"]).err, /no newc header/);
});

test("--list without a compressed part does not unpack it", () => {
  writeFileSync(`${folder.path}/cut`, readFileSync(`${folder.path}/zstd.cpio`).subarray(0, 530));
  succeeds(["-t", "--parts", "1", "cut"], ".\npath\npath/file\n");
  assert.equal(call(["-t", "cut"]).status, 1);
});

test("--extract unpacks parts and patterns, several archives, and each part into a directory", () => {
  succeeds(["-x", "-C", "one", "-v", "-F", "single.cpio", "--file", "shell.cpio"], "", names);
  assert.ok(extracted("one", "path/file") && extracted("one", "usr/bin/ash"));
  succeeds(["-x", "-C", "parts", "-s", "subdir", "-v", "lz4.cpio"], "", names);
  assert.ok(extracted("parts", "subdir1/path/file") && extracted("parts", "subdir2/usr/bin/sh"));
  succeeds(["-x", "-C", "some", "--make-directories", "-v", "zstd.cpio", "path/file"], "", "path/file\n");
  assert.deepEqual(readdirSync(`${folder.path}/some`), ["path"]);
  assert.match(call(["-x", "-C", "few", "zstd.cpio", "path/file"]).err, /comes before this directory, or without it/);
  assert.equal(call(["-x", "-s", "a/b", "zstd.cpio"]).status, 2);
});

test("--extract --to-stdout prints contents", () => {
  succeeds(["-x", "-P", "2-", "--to-stdout", "zstd.cpio"], "This is a fake busybox binary to simulate a POSIX shell\n");
  succeeds(["-x", "--to-stdout", "gzip.cpio", "path/f?le"], "content\n");
});

test("--extract unpacks into a directory that is not empty with --force only", () => {
  mkdirSync(`${folder.path}/full/path`, { recursive: true });
  assert.match(call(["-x", "-C", "full", "single.cpio"]).err, /full: is not empty. Use --force/);
  succeeds(["-x", "-C", "full", "--force", "single.cpio"], "");
  assert.ok(extracted("full", "path/file"));
});

test("what callers look for in --help and --version is there", () => {
  const help = call(["--help"]).out;
  for (const option of ["--create", "--data-align", "--make-directories", "--parts"]) assert.ok(help.includes(option));
  assert.match(call(["--version"]).out, /^3cpio 0\.14\.0 \(cowpio \S+\)\n$/);
  assert.equal(call([]).status, 2);
  assert.match(call(["-t", "-x", "single.cpio"]).err, /--list and --extract exclude each other/);
});

test("3cpio itself lists and unpacks what cowpio wrote for it, and prints the same", (t) => {
  const real = findThreeCpio();
  if ("why" in real) return t.skip(real.why);
  const realCall = (args: string) => run("sh", "-c", `cd "${folder.path}"; TZ=UTC ${real.program} ${args}`);
  for (const codec of ["gzip", "zstd"]) {
    for (const args of [
      `-t --debug ${codec}.cpio`,
      `-e --raw ${codec}.cpio`,
      `-e ${codec}.cpio`,
      `--count ${codec}.cpio`,
    ])
      assert.equal(call(args.split(" ")).out, realCall(args), args);
    realCall(`-x -C real-${codec} ${codec}.cpio`);
    assert.ok(extracted(`real-${codec}`, "usr/bin/ash"));
  }
});

const sid = resolve("build/readers-sid");
test("lsinitrd of dracut 112 lists and unpacks by it", (t) => {
  // test/writer/readers.test.ts fetches it.
  if (!existsSync(`${sid}/usr/bin/lsinitrd`)) return t.skip("dracut of Debian sid was not fetched");
  create(
    "initrd",
    `#cpio\n-\t.\tdir\t755\t0\t0\t0\ncontent\tearly_cpio\n#cpio: zstd -3\n${shell}-\tusr/lib\tdir\t755\t0\t0\t0\nlarge\tusr/lib/large\n`,
  );
  const lsinitrd = (args: string, within = ".") =>
    run(
      "sh",
      "-c",
      `cd "${folder.path}/${within}" && PATH="${folder.path}/bin:$PATH" dracutbasedir="${sid}/usr/lib/dracut" bash "${sid}/usr/bin/lsinitrd" ${args}`,
    );
  assert.match(lsinitrd("initrd"), /Early CPIO image[\s\S]* early_cpio\n[\s\S]* 9000 [^\n]* usr\/lib\/large\n/);
  assert.equal(lsinitrd("initrd -f usr/bin/sh"), readFileSync(`${folder.path}/busybox`, "utf8"));
  mkdirSync(`${folder.path}/unpacked`);
  lsinitrd("--unpack ../initrd", "unpacked");
  assert.ok(extracted("unpacked", "usr/lib/large"));
});

test("blocks are cloned into a redirected standard output, also after an early archive", (t) => {
  const btrfs = { name: "btrfs", mkfs: ["mkfs.btrfs", "-q"] };
  const why = mountProblem() ?? skipReason(btrfs);
  if (why !== undefined) return t.skip(why);
  using disk = mounted(btrfs, 256 << 20);
  writeFileSync(`${disk.path}/module.xz`, Buffer.alloc(1_000_000, "m"));
  truncateSync(`${disk.path}/module.xz`, 1_000_000);
  writeFileSync(`${disk.path}/early`, readFileSync(`${folder.path}/single.cpio`));
  run(
    "sh",
    "-c",
    `cd "${disk.path}" && printf '#cpio\\nmodule.xz\\n#cpio: zstd -9\\nmodule.xz\\tcopy\\n' > manifest &&
    { cat early && "${program}" --create -C . < manifest && printf behind; } > initrd`,
  );
  assert.equal(readFileSync(`${disk.path}/initrd`).subarray(-6).toString(), "behind");
  truncateSync(`${disk.path}/initrd`, statSync(`${disk.path}/initrd`).size - 6);
  run("sync", "-f", disk.path);
  const proof = JSON.parse(run(cowpio, "extents", "--json", "--source", disk.path, `${disk.path}/initrd`));
  assert.deepEqual([proof.shared, proof.shareable], [999_424, 999_424]);
  assert.equal(run(program, "--count", `${disk.path}/initrd`), "3\n");
});

test("make install adds the name 3cpio if it is wanted", () => {
  const install = (...more: string[]) =>
    run("make", "-s", "-C", "native", "install", `DESTDIR=${folder.path}/dest`, "PREFIX=/usr", ...more);
  const link = `${folder.path}/dest/usr/bin/3cpio`;
  install();
  assert.equal(existsSync(link), false);
  install("THREE_CPIO=1");
  assert.equal(realpathSync(link), realpathSync(`${folder.path}/dest/usr/bin/cowpio`));
});
