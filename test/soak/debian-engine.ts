/** Container engines of Debian's suites, each run beside the machine's own. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import Docker from "dockerode";
import { makeDebianRoot } from "../support/debian-root.ts";

export type DebianEngine = {
  readonly program: "docker" | "podman";
  readonly suite: "bookworm" | "trixie" | "sid";
  /** Docker's daemon.json. */
  readonly config?: object;
};

/**
 * Makes a root of a suite with both engines, once; returns its path. runc: crun refuses a hybrid cgroup hierarchy. passwd: Docker
 * creates the user of `"userns-remap": "default"`.
 */
export function engineRoot(folder: string, suite: DebianEngine["suite"]): string {
  const root = `${folder}/${suite}`;
  if (existsSync(root)) return root;
  mkdirSync(folder, { recursive: true });
  makeDebianRoot(root, suite, ["docker.io", "podman", "runc", "passwd"]);
  return root;
}

/**
 * The suite's programs and configuration in the place of the machine's, in a mount namespace: every other path is the same for the
 * engine as for the process that uses it. As PID 1 it starts a killed engine again after 5 s; with it go all processes and mounts.
 */
const inRoot = `set -eu
root=$1; shift
for folder in run dev/shm; do mount -t tmpfs tmpfs "/$folder"; done
for folder in etc usr; do mount --bind "$root/$folder" "/$folder"; done
while true; do "$@" || true; sleep 5; done`;

export class RunningEngine {
  readonly host: string;
  readonly docker: Docker;
  readonly #folder: string;
  readonly #namespaces: ChildProcess;

  private constructor(folder: string, namespaces: ChildProcess) {
    this.#folder = folder;
    this.#namespaces = namespaces;
    this.host = `unix://${folder}/engine.sock`;
    this.docker = new Docker({ socketPath: `${folder}/engine.sock` });
  }

  /** Starts an engine without images; its files are in `folder` until `stop`, its log is beside it. */
  static async start(root: string, { program, config = {} }: DebianEngine, folder: string): Promise<RunningEngine> {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const name of ["resolv.conf", "hosts"]) copyFileSync(`/etc/${name}`, `${root}/etc/${name}`);
    writeFileSync(`${folder}/daemon.json`, JSON.stringify(config));
    const socket = `unix://${folder}/engine.sock`;
    const command = {
      docker: [
        ...["dockerd", "--host", socket, "--data-root", `${folder}/data`, "--config-file", `${folder}/daemon.json`],
        ...["--bridge=none", "--iptables=false", "--ip6tables=false"],
      ],
      podman: [
        ...["podman", "--root", `${folder}/data`, "--runtime=runc", "--cgroup-manager=cgroupfs"],
        ...["--events-backend=file", "system", "service", "--time=0", socket],
      ],
    }[program];
    const namespaces = ["--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
    const log = openSync(`${folder}.log`, "w");
    const args = ["--pdeathsig", "KILL", "unshare", ...namespaces, "sh", "-c", inRoot, "sh", root, ...command];
    const child = spawn("setpriv", args, { stdio: ["ignore", log, log] });
    closeSync(log);
    const engine = new RunningEngine(folder, child);
    try {
      await engine.answers();
      return engine;
    } catch (error) {
      await engine.stop();
      throw error;
    }
  }

  /** Waits for the engine's answer. Throws after a minute without one. */
  async answers(): Promise<void> {
    for (let tries = 120; ; tries--)
      try {
        await this.docker.ping();
        return;
      } catch (error) {
        if (tries === 0)
          throw new Error(`no engine answers at ${this.host}; see ${this.#folder}.log`, { cause: error });
        await wait(500);
      }
  }

  /** Kills the engine, but not its containers. It starts again after 5 s. */
  kill(): void {
    const children = (pid: number) => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
    const [first] = children(this.#namespaces.pid as number);
    for (const pid of children(Number(first))) process.kill(Number(pid), "SIGKILL");
  }

  /** Ends the engine with everything that it started, and removes its files. */
  async stop(): Promise<void> {
    const closed = new Promise((done) => this.#namespaces.on("close", done));
    this.#namespaces.kill("SIGKILL");
    await closed;
    // The kernel takes a namespace's mounts down after its processes.
    for (let tries = 20; ; tries--)
      try {
        execFileSync("rm", ["--recursive", "--force", "--one-file-system", this.#folder], { stdio: "pipe" });
        return;
      } catch (error) {
        if (tries === 0) throw error;
        await wait(500);
      }
  }
}
