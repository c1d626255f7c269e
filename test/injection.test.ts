/** Each system call of a small run fails, or is its last, in turn: what lies under the output's name is old or whole. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { mounted, type Profile, run, whyNoMounts, whyNot } from "./scratch.ts";

const cowpio = resolve("build/cowpio");

/** By call, what may go wrong with it (their manual pages). Refusals of a clone are no failures: the data is copied. */
const errors: Readonly<Record<string, readonly string[]>> = {
  openat: ["EIO", "EMFILE"],
  fcntl: ["EMFILE"],
  newfstatat: ["EIO"],
  fstatfs: ["EIO"],
  getdents64: ["EIO"],
  readlinkat: ["EIO"],
  read: ["EIO", "EINTR"],
  pread64: ["EIO", "EINTR"],
  pwrite64: ["ENOSPC", "EIO", "EDQUOT", "EINTR"],
  ioctl: ["EXDEV", "EINVAL", "EOPNOTSUPP", "EPERM", "ETXTBSY", "ENOSPC", "EIO", "EDQUOT"],
  ftruncate: ["EFBIG", "EIO"],
  fsync: ["EIO"],
  fadvise64: ["EIO"],
  sync_file_range: ["EIO"],
  access: ["EACCES"],
  linkat: ["EIO", "ENOSPC"],
  rename: ["EIO"],
};

type Injection = { readonly call: string; readonly nth: number; readonly fault: string };
type Tally = Record<"equal bytes" | "failed cleanly" | "killed" | "killed between link and rename", number>;

/** Around a block's size, a hard link, a symlink, a folder. */
function plant(tree: string): void {
  mkdirSync(`${tree}/folder`, { recursive: true });
  for (const size of [0, 1, 4095, 4096, 5000, 70_001])
    writeFileSync(`${tree}/folder/file-${size}`, Buffer.alloc(size, `${size} `));
  linkSync(`${tree}/folder/file-5000`, `${tree}/linked`);
  symlinkSync("folder", `${tree}/link`);
  // What is dirty is flushed by the first clone; every run is to make the same calls.
  run("sync", "-f", tree);
}

/** The calls of a run, in order, from its first of the tree on. */
function callsOf(trace: string): readonly string[] {
  const calls = readFileSync(trace, "utf8")
    .split("\n")
    .flatMap((line) => /^(\w+)\(/.exec(line)?.[1] ?? []);
  return calls.filter((call) => call in errors);
}

function* injections(calls: readonly string[]): Generator<Injection> {
  const seen = new Map<string, number>();
  for (const call of calls) {
    const nth = (seen.get(call) ?? 0) + 1;
    seen.set(call, nth);
    for (const error of errors[call] ?? []) yield { call, nth, fault: `error=${error}` };
    for (const signal of ["KILL", "TERM"]) yield { call, nth, fault: `signal=${signal}` };
  }
}

function inject(
  disk: string,
  options: readonly string[],
  { call, nth, fault }: Injection,
  whole: Buffer,
  tally: Tally,
): void {
  const out = `${disk}/out`;
  writeFileSync(`${out}/archive`, "before");
  const what = `${call} ${nth} ${fault}`;
  const { status, signal, stderr } = spawnSync(
    "strace",
    ["-o", "/dev/null", "-e", `inject=${call}:${fault}:when=${nth}`, cowpio, "create", ...options, `${out}/archive`],
    { encoding: "utf8", env: { ...process.env, TMPDIR: disk } },
  );
  const now = readFileSync(`${out}/archive`);
  assert.ok(
    now.equals(whole) || now.toString() === "before",
    `${what}: what lies under the name is neither old nor whole`,
  );
  const left = readdirSync(out).filter((name) => name !== "archive");
  if (signal === "SIGKILL" && left.length === 1) {
    assert.ok(readFileSync(`${out}/${left[0]}`).equals(whole), `${what}: a temporary file that is not whole`);
    rmSync(`${out}/${left[0]}`);
    tally["killed between link and rename"]++;
    return;
  }
  assert.deepEqual(left, [], what);
  if (signal !== null) tally.killed++;
  else if (status === 0) {
    assert.ok(now.equals(whole), `${what}: status 0, and the archive is not there`);
    tally["equal bytes"]++;
  } else {
    assert.match(stderr, /^cowpio: create: .+/m, what);
    tally["failed cleanly"]++;
  }
}

const profiles: readonly Profile[] = [
  { name: "Btrfs", mkfs: ["mkfs.btrfs", "-q"] },
  { name: "XFS, gaps gathered", mkfs: ["mkfs.xfs", "-q", "-m", "rmapbt=0"] },
  { name: "ext4", mkfs: ["mkfs.ext4", "-q"] },
];
for (const profile of profiles)
  test(`${profile.name}: whatever call fails or is the last, the output is old or whole`, {
    skip: whyNoMounts() ?? whyNot(profile) ?? false,
  }, (t) => {
    using disk = mounted(profile, 400 << 20);
    plant(`${disk.path}/tree`);
    mkdirSync(`${disk.path}/out`);
    const options = ["--tree", `${disk.path}/tree`, "--data-align", "4096", "--mtime", "0", "--truncate-existing"];
    writeFileSync(`${disk.path}/out/archive`, "before");
    run("strace", "-o", `${disk.path}/trace`, cowpio, "create", ...options, `${disk.path}/out/archive`);
    const whole = readFileSync(`${disk.path}/out/archive`);
    const tally: Tally = { "equal bytes": 0, "failed cleanly": 0, killed: 0, "killed between link and rename": 0 };
    for (const one of injections(callsOf(`${disk.path}/trace`))) inject(disk.path, options, one, whole, tally);
    assert.ok(tally["equal bytes"] > 0 && tally["failed cleanly"] > 0 && tally.killed > 0);
    t.diagnostic(
      Object.entries(tally)
        .map(([end, count]) => `${count} ${end}`)
        .join(", "),
    );
  });
