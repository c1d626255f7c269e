/** Starts the bundled Action as GitHub's runner does: inputs and files by environment, then the post step with its state. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { bootstrapped } from "../../src/host/engine/cell-image.ts";

/** Why the Action cannot be run as an unprivileged user of the engine's group; undefined when it can. */
export function actionProblem(): string | undefined {
  if (process.getuid?.() !== 0) return "taking on another user needs root";
  try {
    execFileSync("setpriv", ["--version"]);
    statSync("/var/run/docker.sock");
    return undefined;
  } catch (error) {
    return `the engine's socket or setpriv is not there: ${(error as Error).message}`;
  }
}

const user = { uid: 65534, gid: 65534 } as const;

export type Ended = { readonly status: number | null; readonly output: string };

/** A workspace of the runner, with the files that it hands to steps. Everything in it belongs to the unprivileged user. */
export class Workspace implements Disposable {
  readonly path: string;
  readonly uid = user.uid;

  /** `cache`: one whose kernels and distros are not staged again. */
  constructor(cache?: string) {
    this.path = mkdtempSync(join(tmpdir(), "cowpio-runner-"));
    chownSync(this.path, user.uid, user.gid);
    for (const folder of ["home", "work"]) {
      mkdirSync(this.file(folder));
      chownSync(this.file(folder), user.uid, user.gid);
    }
    for (const name of ["GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY"]) {
      writeFileSync(this.file(name), "");
      chownSync(this.file(name), user.uid, user.gid);
    }
    if (cache === undefined || !existsSync(cache)) return;
    const own = this.file("home/.cache/cowpio");
    cpSync(cache, own, { recursive: true, filter: (path) => path !== join(cache, "tmp") });
    execFileSync("chown", ["--recursive", `${user.uid}:${user.gid}`, this.file("home/.cache")]);
  }

  file(name: string): string {
    return join(this.path, name);
  }

  /** The values of a file in GitHub's `name<<delimiter` form. */
  values(name: "GITHUB_OUTPUT" | "GITHUB_STATE"): Record<string, string> {
    const found = readFileSync(this.file(name), "utf8").matchAll(/^([\w-]+)<<(\S+)\n([\s\S]*?)\n\2$/gm);
    return Object.fromEntries([...found].map(([, key, , value]) => [key, value]));
  }

  /** Starts a step's script, of this checkout or of another; inputs only for `main`, the saved state only for `post`. */
  start(
    step: "main" | "post",
    inputs: Readonly<Record<string, string>> = {},
    { env: more = {}, home = "." }: { readonly env?: Readonly<Record<string, string>>; readonly home?: string } = {},
  ): { child: ChildProcess; ended: Promise<Ended>; output: () => string } {
    const env: Record<string, string> = {
      PATH: process.env["PATH"] ?? "",
      HOME: this.file("home"),
      GITHUB_ACTIONS: "true",
      ...more,
    };
    for (const name of ["GITHUB_OUTPUT", "GITHUB_STATE", "GITHUB_STEP_SUMMARY"]) env[name] = this.file(name);
    if (step === "main") for (const [name, value] of Object.entries(inputs)) env[`INPUT_${name.toUpperCase()}`] = value;
    if (step === "post")
      for (const [name, value] of Object.entries(this.values("GITHUB_STATE"))) env[`STATE_${name}`] = value;

    const groups = `${statSync("/var/run/docker.sock").gid}`;
    const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, `--groups=${groups}`];
    const script = [process.execPath, resolve(home, `dist/${step}.js`)];
    const child = spawn("setpriv", [...identity, ...script], {
      cwd: this.file("work"),
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    const ended = new Promise<Ended>((done) => child.on("close", (status) => done({ status, output })));
    return { child, ended, output: () => output };
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Everything of ours that a run could leave on this machine: containers, volumes, loop devices, mounts. */
function present(): string[] {
  const lines = (program: string, ...args: string[]) =>
    execFileSync(program, args, { encoding: "utf8" })
      .split("\n")
      .filter((line) => line !== "");
  const loops = lines("losetup", "--list", "--noheadings", "--output", "NAME,BACK-FILE").filter(
    (line) =>
      // Other suites have disks of their own.
      /disk\.img/.test(line) && !/\/cowpio-test-/.test(line),
  );
  const mounts = readFileSync("/proc/mounts", "utf8")
    .split("\n")
    .filter((line) => / \/cell\/root /.test(line));
  const labelled = ["--quiet", "--filter", "label=io.github.cowpio.run"];
  // Those of an image that is being built have no label before its last step: they are known by what they are built on.
  const building = [bootstrapped, "debian:trixie-slim"].flatMap((base) => ["--filter", `ancestor=${base}`]);
  const found = [
    ...lines("docker", "ps", "--all", ...labelled),
    ...lines("docker", "ps", "--all", "--quiet", ...building),
    ...lines("docker", "volume", "ls", ...labelled),
    ...loops,
    ...mounts,
  ];
  return [...new Set(found)];
}

// Leftovers of earlier runs or other programs do not count against these tests.
const before = new Set(actionProblem() === undefined ? present() : []);

/** Returns cowpio's containers, mounts, loop devices and folders that did not exist when this file was loaded. */
export const leftBehind = (): string[] => present().filter((one) => !before.has(one));
