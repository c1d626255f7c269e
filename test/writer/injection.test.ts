/** Every system call of small runs fails in every way that matters, or is the last: what is under the output's name is whole, or what was there. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  constants,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { cpus } from "node:os";
import { resolve } from "node:path";
import { after, test } from "node:test";
import { type Call, callsOf, type Ended, type Fault, faultsAt, injected } from "../support/inject.ts";
import { mounted, mountProblem, type Profile, run, scratch, skipReason } from "../support/scratch.ts";

const folder: Profile = { name: "the temporary folder", mkfs: [] };
const btrfs: Profile = { name: "Btrfs", mkfs: ["mkfs.btrfs", "-q"] };
// Without a reverse map, what is not cloned goes through a nameless file.
const xfs: Profile = { name: "XFS", mkfs: ["mkfs.xfs", "-q", "-m", "rmapbt=0"] };

type Scene = {
  readonly name: string;
  readonly on: Profile;
  readonly output: "new" | "appended to" | "a pipe";
  readonly options?: readonly string[];
  /** Where a file cannot be without a name. */
  readonly named?: true;
};

const scenes: readonly Scene[] = [
  { name: "a new output", on: folder, output: "new" },
  {
    name: "an output that is appended to, from a manifest, with sums",
    on: folder,
    output: "appended to",
    options: ["--format=crc", "--manifest=MANIFEST", "--directory=TREE"],
  },
  { name: "an output with a name from the start", on: folder, output: "appended to", named: true },
  { name: "a pipe", on: folder, output: "a pipe" },
  { name: "a new output, holes filled", on: btrfs, output: "new", options: ["--fill-holes", "--tree=TREE"] },
  { name: "an output that is appended to", on: btrfs, output: "appended to" },
  { name: "a new output", on: xfs, output: "new" },
  {
    name: "an output that is appended to, padded with files",
    on: xfs,
    output: "appended to",
    options: ["--pad=file", "--tree=TREE"],
  },
];

/** Around a block's size; what lies behind the last whole block starts with a NUL, so that writes do. */
function writeTree(tree: string): void {
  mkdirSync(`${tree}/d`, { recursive: true });
  for (const size of [0, 3, 700, 4095, 4096, 4097, 8192, 9001]) {
    const bytes = Buffer.alloc(size, `${size}`);
    bytes.fill(0, size - (size % 4096));
    if (size < 4096) bytes.fill("s");
    writeFileSync(`${tree}/d/f${size}`, bytes);
  }
  linkSync(`${tree}/d/f9001`, `${tree}/link`);
  symlinkSync("d/f3", `${tree}/symlink`);
  writeFileSync(`${tree}/../manifest`, "d\nd/f4097\nd/f3\nd/f9001\nlink\nsymlink\nd/f4096\n");
}

/** Result of a fault. `late`: ended after the archive had its name. `left`: killed while a temporary name existed. */
type Verdict = "equal" | "clean" | "late" | "left" | `wrong: ${string}`;

class Stage {
  readonly args: readonly string[];
  readonly #out: string;
  readonly #old: Buffer | undefined;
  readonly #pipe: number | undefined;
  readonly #named: boolean;

  constructor(scene: Scene, root: string, worker: number, old: Buffer) {
    this.#out = `${root}/out-${worker}`;
    mkdirSync(this.#out, { recursive: true });
    this.#named = scene.named === true;
    this.#old = scene.output === "appended to" ? old : undefined;
    const options = scene.options ?? ["--tree=TREE"];
    const filled = options.map((option) =>
      option.replace("TREE", `${root}/tree`).replace("MANIFEST", `${root}/manifest`),
    );
    this.args = ["--mtime=0", "--owner=0:0", ...filled, this.output];
    if (scene.output === "a pipe") {
      run("mkfifo", this.output);
      this.#pipe = openSync(this.output, constants.O_RDWR | constants.O_NONBLOCK);
    }
    this.reset();
  }

  get output(): string {
    return `${this.#out}/x`;
  }

  reset(): void {
    if (this.#pipe !== undefined) return;
    for (const name of readdirSync(this.#out)) rmSync(`${this.#out}/${name}`);
    if (this.#old) writeFileSync(this.output, this.#old, { mode: 0o640 });
  }

  /** Content under the output's name, or from the pipe. */
  take(): Buffer | undefined {
    if (this.#pipe === undefined) return readdirSync(this.#out).includes("x") ? readFileSync(this.output) : undefined;
    const bytes = Buffer.alloc(1 << 17);
    let held = 0;
    try {
      for (;;) held += readSync(this.#pipe, bytes, held, bytes.length - held, null);
    } catch (error) {
      assert.equal((error as NodeJS.ErrnoException).code, "EAGAIN");
    }
    return bytes.subarray(0, held);
  }

  judge(fault: Fault, ended: Ended, whole: Buffer, named: readonly [number, number]): Verdict {
    const bytes = this.take();
    const others = readdirSync(this.#out).filter((name) => name !== "x");
    const { index } = fault.call;
    const isWhole = bytes?.equals(whole) ?? false;
    if (ended.status === 0) {
      if (fault.must === "fail") return "wrong: it succeeded";
      if (!isWhole) return "wrong: it succeeded with other bytes";
      if (others.length > 0) return `wrong: it left ${others}`;
      if (fault.reason !== undefined ? !fault.reason.test(ended.stderr) : ended.stderr !== "")
        return `wrong: it said ${ended.stderr}`;
      return "equal";
    }
    if (fault.must === "succeed") return `wrong: it failed: ${ended.stderr}`;
    if (fault.error !== undefined) {
      // A fault may add a call, so that strace makes another openat fail than the one that has to.
      const errors = this.#named ? [fault.error, "EOPNOTSUPP"] : [fault.error];
      const problem = this.#problemWith(ended, errors);
      if (problem) return `wrong: ${problem}`;
    }
    if (others.length > 0)
      return fault.what === "SIGKILL" && others.length === 1 && index > named[0] && index <= named[1]
        ? "left"
        : `wrong: it left ${others}`;
    if (this.#pipe !== undefined)
      return bytes !== undefined && whole.subarray(0, bytes.length).equals(bytes) ? "clean" : "wrong: other bytes";
    if (this.#old ? bytes?.equals(this.#old) : bytes === undefined) return "clean";
    if (!isWhole || index < named[1]) return "wrong: what was there changed";
    return fault.error === undefined || ended.stderr.includes("the archive is whole")
      ? "late"
      : `wrong: it said ${ended.stderr}`;
  }

  /** A failure says what, which call, and errno; the file is one of the run's. */
  #problemWith({ status, stderr }: Ended, errors: readonly string[]): string | undefined {
    if (status !== 1) return `it ended with ${status}: ${stderr}`;
    const [, path, call, name] =
      /^cowpio: create: (?:--[a-z]+: )?(.+?): ([A-Za-z_]+): .*\((E[A-Z]+)\)/.exec(stderr) ?? [];
    if (name === undefined || !errors.includes(name) || call === undefined) return `it said ${stderr || "nothing"}`;
    const known =
      path?.startsWith("/") || /^(\.|d|link|symlink)(\/|$)|^a temporary file beside the output$/.test(path ?? "");
    return known ? undefined : `it named no file: ${stderr}`;
  }
}

/** With the bytes that strace spelled out. */
const readable = ({ nth, text }: Call) =>
  `call ${nth} of ${text.replace(/\\x([2-7].)/g, (_, byte) => String.fromCharCode(Number.parseInt(byte, 16)))}`;

const totals = new Map<Verdict, number>();
after(() => console.log(`in all, ${describe(totals)}`));

function describe(counts: ReadonlyMap<Verdict, number>): string {
  const all = [...counts.values()].reduce((a, b) => a + b, 0);
  const of = (verdict: Verdict) => counts.get(verdict) ?? 0;
  return (
    `${all} injections: ${of("clean")} failed cleanly, ${of("equal")} succeeded with equal bytes, ` +
    `${of("late")} ended behind the archive's naming, ${of("left")} killed with a temporary name`
  );
}

async function tryAll(scene: Scene, root: string): Promise<string> {
  writeTree(`${root}/tree`);
  const seed = `${root}/seed`;
  run("build/cowpio", "create", `--tree=${root}/tree`, seed);
  const old = Buffer.concat([Buffer.alloc(16), readFileSync(seed)]);
  const stages = Array.from({ length: Math.min(2, cpus().length) }, (_, worker) => new Stage(scene, root, worker, old));
  const [first] = stages as [Stage];

  const nameless = (calls: readonly Call[]) => calls.find(({ text }) => text.includes("O_TMPFILE"));
  let always: string[] = [];
  let { calls, ended } = await callsOf(first.args, `${root}/log`);
  if (scene.named) {
    always = [`openat:error=EOPNOTSUPP:when=${nameless(calls)?.nth}`];
    first.reset();
    ({ calls, ended } = await callsOf(first.args, `${root}/log`, always));
  }
  assert.deepEqual([ended.status, ended.stderr], [0, ""]);
  const whole = first.take();
  assert.ok(whole !== undefined && whole.length > old.length * Number(scene.output === "appended to"));
  first.reset();

  const temporary = calls.find(
    ({ name, text }) => (name === "linkat" || text.includes("O_EXCL")) && /cowpio|\\x2e/.test(text),
  );
  const naming = calls.findLast(({ name }) => /^rename|^linkat$/.test(name));
  const named = [temporary?.index ?? Infinity, naming?.index ?? Infinity] as const;

  const faults = calls
    .filter(({ name }) => name !== "execve" && !(scene.named && name === "openat"))
    .flatMap((call) => faultsAt(call, calls));
  const counts = new Map<Verdict, number>();
  const wrong: string[] = [];
  let next = 0;
  const work = async (stage: Stage) => {
    for (let fault = faults[next++]; fault !== undefined; fault = faults[next++]) {
      const verbose = fault.reason === undefined ? [] : ["--verbose"];
      const verdict = stage.judge(
        fault,
        await injected([...verbose, ...stage.args], [...always, fault.inject]),
        whole,
        named,
      );
      counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
      if (verdict.startsWith("wrong")) wrong.push(`${fault.what} at ${readable(fault.call)}\n    ${verdict}`);
      if (verdict !== "clean") stage.reset();
    }
  };
  await Promise.all(stages.map(work));
  if (wrong.length > 0) assert.fail(`${wrong.length} of ${faults.length}:\n${wrong.join("\n")}`);
  for (const [verdict, count] of counts) totals.set(verdict, (totals.get(verdict) ?? 0) + count);
  const short = faults.filter(({ what }) => what === "short").length;
  return `${scene.on.name}, ${scene.name}: ${calls.length} calls, ${describe(counts)}; ${short} were short reads or writes`;
}

for (const scene of scenes) {
  const skip = scene.on === folder ? false : (mountProblem() ?? skipReason(scene.on) ?? false);
  test(`no fault leaves other bytes under the output's name: ${scene.on.name}, ${scene.name}`, { skip }, async () => {
    using location = scene.on === folder ? scratch() : mounted(scene.on);
    console.log(await tryAll(scene, location.path));
  });
}

test("SIGQUIT, too, takes the temporary file that has a name with it", async () => {
  using location = scratch();
  writeTree(`${location.path}/tree`);
  mkdirSync(`${location.path}/out`);
  const args = [`--tree=${location.path}/tree`, `${location.path}/out/x`];
  const { calls } = await callsOf(args, `${location.path}/log`);
  rmSync(`${location.path}/out/x`);
  const nameless = calls.find(({ text }) => text.includes("O_TMPFILE"));
  const ends = ["-e", `inject=openat:error=EOPNOTSUPP:when=${nameless?.nth}`, "-e", "inject=fsync:signal=QUIT:when=1"];
  const { status } = spawnSync("prlimit", [
    ...["--core=0", "strace", "-o", "/dev/null", ...ends, resolve("build/cowpio"), "create", ...args],
  ]);
  assert.notEqual(status, 0);
  assert.deepEqual(readdirSync(`${location.path}/out`), []);
});

test("a signal takes no temporary file that a process of the same number left", () => {
  using location = scratch();
  writeTree(`${location.path}/tree`);
  const left = 'cd "$0" && touch x .x.cowpio-$$-0 && exec "$1" create --tree=tree x';
  spawnSync("strace", [
    ...["-f", "-o", "/dev/null", "-e", "trace=linkat", "-e", "inject=linkat:signal=TERM:when=1"],
    ...["sh", "-c", left, location.path, resolve("build/cowpio")],
  ]);
  const names = readdirSync(location.path).map((name) => name.replace(/\d+-/, "PID-"));
  assert.deepEqual(names.sort(), [".x.cowpio-PID-0", "manifest", "tree", "x"]);
  assert.equal(readFileSync(`${location.path}/x`).length, 0);
});
