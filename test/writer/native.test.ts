/** The executable as dracut and people call it, and the addon as TypeScript does. */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { create, extract, list, version } from "../../native/index.js";
import manifest from "../../package.json" with { type: "json" };
import { run, scratch } from "../support/scratch.ts";

const cowpio = resolve("build/cowpio");

type Call = { readonly cwd?: string; readonly input?: string | Buffer; readonly env?: Record<string, string> };
const call = (program: string, args: readonly string[], { cwd, input = "", env = {} }: Call = {}) => {
  const { status, stdout, stderr, signal } = spawnSync(program, args, { cwd, input, env: { ...process.env, ...env } });
  return { status, signal, out: stdout?.toString() ?? "", err: stderr?.toString() ?? "" };
};

/** diff, and the device node apart: diff 3.8 calls two of the same numbers different, once in ten times. */
function assertSameTree(one: string, other: string): void {
  run("diff", "-r", "--no-dereference", "--exclude=console", one, other);
  if (process.getuid?.() === 0) assert.equal(nodeAt(`${other}/console`), nodeAt(`${one}/console`));
}

const nodeAt = (path: string) => run("stat", "--format=%F %a %t:%T", path);

function tree(path: string): string {
  mkdirSync(`${path}/usr/bin`, { recursive: true });
  writeFileSync(`${path}/usr/bin/large`, Buffer.alloc(20_000, "l"));
  writeFileSync(`${path}/init`, "#!/bin/sh\n", { mode: 0o755 });
  symlinkSync("usr/bin", `${path}/bin`);
  if (process.getuid?.() === 0) run("mknod", `${path}/console`, "c", "5", "1");
  return run("sh", "-c", `cd "${path}" && find . -print0 | sort -z`);
}

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

test("the writer's report has a line for the call and one for each member and one for the sums; COWPIO_REPORT names its file", () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/small`, "s");
  writeFileSync(`${folder.path}/large`, Buffer.alloc(9000));
  const env = { COWPIO_REPORT: `${folder.path}/report` };
  call(cowpio, ["create", "--data-align", "4", `${folder.path}/a`], { cwd: folder.path, input: "small\nlarge\n", env });
  const lines = readFileSync(`${folder.path}/report`, "utf8").trim().split("\n");
  assert.deepEqual(
    lines.slice(1, -1).map((line) => JSON.parse(line)),
    [
      { name: "small", size: 1, dataOffset: 116, cloneable: 0, cloned: 0, copied: 1, reason: "smaller than a block" },
      { name: "large", size: 9000, dataOffset: 236, cloneable: 8192, cloned: 0, copied: 9000, reason: "unaligned" },
    ],
  );
  const { result } = JSON.parse(lines.at(-1) ?? "") as { result: Record<string, unknown> };
  assert.deepEqual([result["entries"], result["copied"], result["lostAttributes"]], [2, 9001, 0]);
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

test("extents of a FIFO are refused, not waited for", () => {
  using folder = scratch();
  run("mkfifo", `${folder.path}/pipe`);
  assert.equal(call(cowpio, ["extents", `${folder.path}/pipe`]).status, 1);
});

test("each call of the writer leaves its line in the report, also one that fails", () => {
  using folder = scratch();
  const { path } = folder;
  writeFileSync(`${path}/f`, Buffer.alloc(9000));
  symlinkSync(cowpio, `${path}/dracut-cpio`);
  const calls = [
    { args: ["--mtime", "0", "out"], status: 0 },
    { args: ["--no-such-option", "out"], status: 2 },
    { args: ["--owner", "root", "out"], status: 2 },
    { args: [], status: 2 },
    { args: ["no-such-folder/out"], status: 1 },
    { args: ["--require-reflink", "out"], status: 3 },
  ];
  const env = { COWPIO_REPORT: `${path}/report` };
  for (const { args, status } of calls)
    assert.equal(call(`${path}/dracut-cpio`, args, { cwd: path, input: "f\n", env }).status, status);
  const lines = readFileSync(`${path}/report`, "utf8").trim().split("\n");
  const written = lines.map((line) => JSON.parse(line)).filter(({ writer }) => writer !== undefined);
  const program = { program: `${path}/dracut-cpio`, executable: realpathSync(cowpio), version };
  assert.deepEqual(
    written,
    calls.map(({ args }) => ({ writer: { ...program, arguments: args } })),
  );
});

test("a report that is the output is refused, and the output is left as it was", () => {
  using folder = scratch();
  const { path } = folder;
  writeFileSync(`${path}/f`, "x");
  writeFileSync(`${path}/there`, "before");
  symlinkSync("there", `${path}/link`);
  for (const [report, output] of [
    ["there", "there"],
    ["link", "there"],
    ["./new", "new"],
  ] as const) {
    const options = ["create", "--report", report, output];
    assert.equal(call(cowpio, options, { cwd: path, input: "f\n" }).status, 1);
  }
  const env = { COWPIO_REPORT: `${path}/there` };
  assert.equal(call(cowpio, ["create", "--bogus", "there"], { cwd: path, env }).status, 2);
  assert.equal(readFileSync(`${path}/there`, "utf8"), "before");
  assert.ok(!existsSync(`${path}/new`));
});

test("an archive is streamed to a pipe, the same bytes as to a file", () => {
  using folder = scratch();
  mkdirSync(`${folder.path}/t`);
  const names = tree(`${folder.path}/t`);
  const creating = ["create", "--null", "--mtime", "0", "--data-align", "4096"];
  call(cowpio, [...creating, "../a"], { cwd: `${folder.path}/t`, input: names });
  run(
    "sh",
    "-c",
    `cd "${folder.path}/t" && find . -print0 | sort -z | "${cowpio}" ${creating.join(" ")} /dev/stdout | cat > ../b`,
  );
  assert.ok(readFileSync(`${folder.path}/a`).equals(readFileSync(`${folder.path}/b`)));
});

test("OUTPUT - is standard output: a pipe, a file from where it is, a file without a name", () => {
  using folder = scratch();
  const { path } = folder;
  mkdirSync(`${path}/t`);
  tree(`${path}/t`);
  const inFolder = (script: string) => run("sh", "-c", `cd "${path}" && ${script}`, cowpio);
  inFolder('"$0" create --tree t file');
  inFolder('"$0" create --tree t - | cat > pipe');
  inFolder('touch open && ls -i open > before && "$0" create --tree t - > open && ls -i open | cmp - before');
  inFolder('exec 3> gone 4< gone && rm gone && "$0" create --tree t /dev/fd/3 && cat <&4 > copy');
  inFolder('head -c 512 /dev/zero > behind && "$0" create --tree t - >> behind');
  for (const other of ["pipe", "open", "copy"])
    assert.ok(readFileSync(`${path}/${other}`).equals(readFileSync(`${path}/file`)), other);
  assert.deepEqual(readdirSync(path).sort(), ["before", "behind", "copy", "file", "open", "pipe", "t"]);
  assert.equal(call(cowpio, ["verify", "--align=4096", `${path}/behind`]).status, 0);
});

test("output to closed standard streams is lost and never goes into the archive", () => {
  using folder = scratch();
  mkdirSync(`${folder.path}/t`);
  tree(`${folder.path}/t`);
  const inFolder = (script: string) => call("sh", ["-c", script, cowpio], { cwd: folder.path });
  assert.equal(inFolder('"$0" create --tree t open').status, 0);
  assert.equal(inFolder('"$0" create -v --tree t closed <&- >&- 2>&-').status, 0);
  assert.ok(readFileSync(`${folder.path}/closed`).equals(readFileSync(`${folder.path}/open`)));
  assert.match(inFolder('"$0" create --tree t - >&-').err, /write: Bad file descriptor \(EBADF\)/);
  assert.match(inFolder('"$0" list open >&-').err, /standard output: write: Bad file descriptor \(EBADF\)/);
});

test("signals that are ignored when it starts, as by nohup, stay so", () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/f`, "f");
  // A shell that is not interactive has SIGINT and SIGQUIT ignored in what it starts behind itself.
  const script = `trap "" HUP; mkfifo names; "$0" create out < names & exec 3> names; sleep 0.2
    kill -HUP $! && kill -INT $! && kill -QUIT $! && sleep 0.1; echo f >&3; exec 3>&-; wait $!`;
  assert.deepEqual(call("sh", ["-c", script, cowpio], { cwd: folder.path }).status, 0);
  assert.ok(readdirSync(folder.path).includes("out"));
});

for (const [what, args] of [
  ["a hole of 1.5 GB that is filled", ["--fill-holes", "--tree=hole"]],
  ["a pad file of 1 GiB", ["--pad=file", "--data-align=1073741824", "--tree=block"]],
] as const)
  test(`${what} is written in pieces, in 128 MiB of memory`, () => {
    using folder = scratch();
    for (const [name, size] of [
      ["hole", 1_500_000_000],
      ["block", 4096],
    ] as const) {
      mkdirSync(`${folder.path}/${name}`);
      writeFileSync(`${folder.path}/${name}/f`, "");
      truncateSync(`${folder.path}/${name}/f`, size);
    }
    const limited = ["--as=134217728", cowpio, "create", ...args, "/dev/null"];
    assert.deepEqual(call("prlimit", limited, { cwd: folder.path }), { status: 0, signal: null, out: "", err: "" });
  });

test("advice is given where it is true", () => {
  using folder = scratch();
  const { path } = folder;
  writeFileSync(`${path}/f`, "f");
  const printed = (...args: string[]) => call(cowpio, args, { cwd: path, input: "gone\n" }).err.split("(ENOENT)")[1];
  assert.match(printed("create", "out") ?? "", /^; names are looked up below --directory/);
  call(cowpio, ["create", "--tree", path, `${path}/a`]);
  for (const args of [
    ["create", "--tree=.", "no/out"],
    ["create", "--manifest=no", "out"],
    ["list", "no"],
    ["verify", "no"],
    ["extract", "a", "no"],
  ])
    assert.equal(printed(...args), "\n", args.join(" "));
});

test("help, of cowpio and of a command, and the version come as people ask for them", () => {
  const printed = (...args: string[]) => {
    const { status, out, err } = call(cowpio, args);
    assert.deepEqual([status, err], [0, ""]);
    return out;
  };
  for (const args of [["help"], ["-h"], ["help", "--help"]]) assert.equal(printed(...args), printed("--help"));
  for (const args of [
    ["help", "create"],
    ["create", "-h"],
  ])
    assert.equal(printed(...args), printed("create", "--help"));
  assert.equal(printed("-V"), printed("--version"));
});

test("a reader that is gone ends it quietly, as SIGPIPE ends other programs, and nothing is left", () => {
  using folder = scratch();
  const { path } = folder;
  mkdirSync(`${path}/t`);
  writeFileSync(`${path}/t/large`, Buffer.alloc(9000, 1));
  assert.equal(call(cowpio, ["create", "--tree=t", "a"], { cwd: path }).status, 0);
  const piped = (command: string) =>
    call("bash", ["-c", `{ sleep 0.2; ${command}; } | true; echo \${PIPESTATUS[0]}`, cowpio], { cwd: path });
  for (const command of ["list a", "extents a", "verify a", "help", "create --tree=t -", "create -v --tree=t b 2>&1"]) {
    const { out, err } = piped(`"$0" ${command}`);
    assert.deepEqual([out, err], ["141\n", ""], command);
  }
  assert.deepEqual(readdirSync(path), ["a", "t"]);
  const ignored = piped('trap "" PIPE; "$0" list a');
  assert.match(ignored.err, /^cowpio: list: standard output: (write: Broken pipe|not all could be written)/);
});

const wrong: readonly [string, readonly string[], number, RegExp][] = [
  ["an unknown command", ["craete"], 2, /unknown command craete, did you mean create\?/],
  ["an unknown option", ["create", "--nul", "x"], 2, /unknown option --nul, did you mean --null\?/],
  ["no output", ["create"], 2, /OUTPUT is missing/],
  ["an alignment of 5001", ["create", "--data-align=5001", "x"], 2, /expected auto or a multiple of 4 bytes.*got 5001/],
  [
    "an alignment of 2^40",
    ["create", "--data-align=1099511627776", "x"],
    2,
    /--data-align: expected auto or a multiple of 4/,
  ],
  ["an owner by name", ["create", "--owner", "root", "x"], 2, /expected UID:GID as numbers, like 0:0, got root/],
  [
    "an owner and a group by name",
    ["create", "--owner=root:root", "x"],
    2,
    /--owner: expected UID:GID as numbers, .*got root:root/,
  ],
  [
    "a size with a suffix",
    ["create", "--min-clone=16K", "x"],
    2,
    /--min-clone: expected auto or a whole number of bytes .*got 16K/,
  ],
  ["a folder without --tree", ["create", "t", "x"], 2, /unexpected x; a folder to archive is given by --tree\n/],
  [
    "a percentage as a word of its own",
    ["create", "--require-reflink", "50", "--tree=.", "x"],
    2,
    /unexpected x; an optional value follows =, as --require-reflink=50\n/,
  ],
  [
    "a percentage in hexadecimal digits",
    ["create", "--require-reflink=0x10", "--tree=.", "x"],
    2,
    /--require-reflink: expected a percentage from 0 to 100, got 0x10\n/,
  ],
  ["a second tree", ["create", "--tree=a", "--tree=b", "x"], 2, /--tree is given twice; give one/],
  ["a second tree to compare with", ["verify", "--tree=a", "--tree=b", "x"], 2, /--tree is given twice; give one/],
  ["a negative time", ["create", "--mtime", "-1", "x"], 2, /--mtime: expected a whole number/],
  [
    "an unwritable folder",
    ["create", "/no/such/folder/x"],
    1,
    /\/no\/such\/folder\/x: open: No such file or directory \(ENOENT\)/,
  ],
  [
    "a full device",
    ["create", "/dev/full"],
    1,
    /\/dev\/full: write: No space left on device \(ENOSPC\); free some space/,
  ],
  ["an archive that is not there", ["list", "/no/such/archive"], 1, /\/no\/such\/archive: open: No such file/],
  ["what is no archive", ["list", "package.json"], 1, /package\.json: at byte 0: no newc header/],
];
for (const [what, args, status, says] of wrong)
  test(`${what} is reported with exit status ${status}`, () => {
    const response = call(cowpio, args);
    assert.equal(response.status, status);
    assert.match(response.err, says);
  });

for (const args of [
  ["create", "--help"],
  ["list", "ARCHIVE"],
  ["extents", "ARCHIVE"],
  ["extents", "--json", "ARCHIVE"],
])
  test(`a full disk at standard output is reported: ${args.join(" ")}`, () => {
    using folder = scratch();
    writeFileSync(`${folder.path}/t`, Buffer.alloc(9000, "t"));
    call(cowpio, ["create", "ARCHIVE"], { cwd: folder.path, input: "t\n" });
    const response = call("sh", ["-c", '"$@" > /dev/full', "sh", cowpio, ...args], { cwd: folder.path });
    assert.equal(response.status, 1);
    assert.match(response.err, /standard output: (write: No space left on device \(ENOSPC\)|not all could be written)/);
  });

test("a source that is not there fails with its name, and nothing is left", () => {
  using folder = scratch();
  const response = call(cowpio, ["create", "archive"], { cwd: folder.path, input: "gone\n" });
  assert.deepEqual(
    [response.status, response.err.split(";")[0]],
    [1, "cowpio: create: gone: stat: No such file or directory (ENOENT)"],
  );
  assert.deepEqual(readdirSync(folder.path), []);
});

test("a signal in the middle of the work leaves nothing", async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/big`, Buffer.alloc(64 << 20, 1));
  const names = Array.from({ length: 200 }, () => "big").join("\n");
  for (const signal of ["INT", "TERM", "KILL"]) {
    const response = call("timeout", [`--signal=${signal}`, "0.3", cowpio, "create", "archive"], {
      cwd: folder.path,
      input: `${names}\n`,
    });
    assert.notEqual(response.status, 0);
    assert.deepEqual(readdirSync(folder.path), ["big"]);
  }
});

test("an abort rejects with AbortError and leaves what was there", async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/big`, Buffer.alloc(8 << 20, 1));
  writeFileSync(`${folder.path}/out`, "before");
  const abort = new AbortController();
  const names = Array.from({ length: 500 }, () => "big");
  const work = create({
    directory: folder.path,
    names,
    output: `${folder.path}/out`,
    truncateExisting: true,
    signal: abort.signal,
    onProgress: () => abort.abort(),
  });
  await assert.rejects(work, { name: "AbortError" });
  assert.equal(readFileSync(`${folder.path}/out`, "utf8"), "before");
});

test("progress ends with all done", async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/a`, "x");
  const seen: { done: number; total: number }[] = [];
  await create({
    directory: folder.path,
    names: ["a"],
    output: `${folder.path}/out`,
    onProgress: (progress) => seen.push(progress),
  });
  await new Promise((done) => setTimeout(done, 20));
  assert.deepEqual(seen.at(-1), { done: 1, total: 1 });
});

test("an error of the system keeps its number, call and path", async () => {
  await assert.rejects(list("/no/such/archive"), {
    code: "ENOENT",
    errno: 2,
    syscall: "open",
    path: "/no/such/archive",
  });
  using folder = scratch();
  writeFileSync(
    `${folder.path}/x`,
    "garbage that is no archive at all, for long enough to hold a header of 110 bytes ".repeat(3),
  );
  await assert.rejects(
    extract(`${folder.path}/x`, folder.path),
    (error: NodeJS.ErrnoException) => error.errno === undefined && /no newc header/.test(error.message),
  );
  rmSync(`${folder.path}/x`);
});

/** A header without data, of a name of at most 2 bytes. */
const member = (name: string, mode: string) =>
  `070701${[0, mode, 0, 0, 1, 0, 0, 0, 0, 0, 0, name.length + 1, 0].map((n) => `${n}`.padStart(8, "0")).join("")}${name}`.padEnd(
    112,
    "\0",
  );

test("a signal that ends the process leaves no temporary file where a file without a name cannot be named", {
  skip: process.getuid?.() !== 0 && "needs root, for a chroot without /proc",
}, async () => {
  using folder = scratch();
  copyFileSync(cowpio, `${folder.path}/cowpio`);
  mkdirSync(`${folder.path}/t`);
  writeFileSync(`${folder.path}/t/large`, "");
  truncateSync(`${folder.path}/t/large`, 2 ** 32 - 4096);
  mkdirSync(`${folder.path}/out`);
  const left = () => readdirSync(`${folder.path}/out`);
  const args = [folder.path, "/cowpio", "create", "--fill-holes", "--tree", "/t", "/out/archive"];
  for (const signal of ["SIGALRM", "SIGXCPU", "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGPROF", "SIGTERM"] as const) {
    const child = spawn("chroot", args, { stdio: "ignore" });
    const ended = once(child, "exit");
    for (let tries = 0; left().length === 0 && tries < 1000; tries++) await delay(5);
    assert.equal(left().length, 1, "the temporary file was never there");
    child.kill(signal);
    assert.equal((await ended)[1], signal);
    assert.deepEqual(left(), [], signal);
  }
});

test("an abort ends the unpacking of a stream", async () => {
  using folder = scratch();
  // bzip2 takes seconds for bytes without a pattern.
  const packed = execFileSync("bzip2", ["--stdout"], { input: randomBytes(20 << 20), maxBuffer: 1 << 26 });
  writeFileSync(`${folder.path}/a.bz2`, packed);
  await assert.rejects(list(`${folder.path}/a.bz2`, { signal: AbortSignal.timeout(20) }), { name: "AbortError" });
});

test("60 KB of a compressed archive take no more than 64 MB, nor more members than the addon can hold", async () => {
  using folder = scratch();
  const bomb = `${folder.path}/bomb`;
  const within64MB = (args: readonly string[]) =>
    call("sh", ["-c", 'ulimit -v 65536 && exec "$0" "$@"', cowpio, ...args]);
  for (const bytes of [Buffer.alloc(60 << 20), Buffer.from(member("d", "000041ED").repeat(400_000))]) {
    writeFileSync(bomb, gzipSync(bytes, { level: 9 }));
    assert.ok(readFileSync(bomb).length < 200_000);
    for (const command of ["list", "verify"]) {
      const { signal, status } = within64MB([command, bomb]);
      assert.ok(signal === null && (status === 0 || status === 1), `${command}: ${signal} ${status}`);
    }
  }
  await assert.rejects(list(bomb), /more than \d+ members/);
});
