/** The command line of the executable: streams, signals, help, messages, usage errors. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { list } from "../../native/index.js";
import { call, cowpio, tree } from "../support/cowpio.ts";
import { run, scratch } from "../support/scratch.ts";

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
  ["a folder without --tree", ["create", "t", "x"], 2, /unexpected x; a directory to archive is given by --tree\n/],
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
  ["a file that is not an archive", ["list", "package.json"], 1, /package\.json: at byte 0: no newc header/],
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

test("partial writes to a pipe are completed", () => {
  using location = scratch();
  mkdirSync(`${location.path}/tree`);
  writeFileSync(`${location.path}/tree/f`, Buffer.alloc(3_000_000, "bytes that differ from place to place "));
  // A stop and its end wake a writer that waits for room: what it has written by then is all that the call did.
  const log = run(
    "sh",
    "-c",
    `cd "$0" && mkfifo pipe && exec 3<>pipe
     "$1" create --tree=tree whole
     strace -o log -e trace=write sh -c 'echo $$ >pid && exec "$0" create --tree=tree pipe 3>&-' "$1" &
     for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
       sleep 0.05
       kill -STOP "$(cat pid)" && kill -CONT "$(cat pid)"
     done
     cat pipe >got 3>&- &
     exec 3>&- && wait && cat log`,
    location.path,
    resolve("build/cowpio"),
  );
  const lengths = [...log.matchAll(/, (\d+)\) = (\d+)$/gm)].map(([, requested, done]) => [
    Number(requested),
    Number(done),
  ]);
  assert.ok(
    lengths.some(([requested = 0, done = 0]) => done < requested),
    log,
  );
  assert.ok(readFileSync(`${location.path}/got`).equals(readFileSync(`${location.path}/whole`)));
});

const onTerminal = (command: string, cwd: string, typed = "") => {
  const script = `{ sleep 0.3; printf '${typed}'; } | script --quiet --return --command '"${cowpio}" ${command}' /dev/null`;
  const { status, stdout } = spawnSync("sh", ["-c", script], { cwd, encoding: "utf8" });
  return { status, shown: stdout };
};

test("reading names from a terminal is announced, and no terminal gets an archive", async () => {
  using folder = scratch();
  writeFileSync(`${folder.path}/f`, "f");
  const read = onTerminal("create out", folder.path, "f\\n\\004");
  assert.match(read.shown, /reading names from this terminal, one per line, up to Ctrl-D; .* by --tree\r\n/);
  assert.equal(read.status, 0);
  assert.deepEqual(
    (await list(`${folder.path}/out`)).map(({ name }) => name),
    ["f"],
  );
  const sent = onTerminal("create --tree . -", folder.path);
  assert.match(sent.shown, /^cowpio: create: -: standard output is a terminal, .*; redirect it, or give a file\r\n/);
  assert.equal(sent.status, 2);
});
