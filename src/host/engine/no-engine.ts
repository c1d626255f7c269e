/** `engine: none`: the containers of cells are made with unshare(1), of the programs and libraries of the one that this runs in. */

import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { chmod, copyFile, mkdir, writeFile } from "node:fs/promises";
import { digestTree } from "../../lib/digest.ts";
import { runPiped } from "../../lib/process.ts";
import { inContainer } from "../../model/cell.ts";
import { UserError } from "../../model/errors.ts";
import type { At } from "../at.ts";
import type { Finding } from "../doctor-distro.ts";
import { cellCapabilities, longestFile, temporaryFolders } from "./privileges.ts";
import { buildPrograms, osName, programs, qemuProblem, searchPath, toolFindings } from "./programs.ts";
import type { CellProgram, CellRunner, RunnerRequest, Runtime } from "./runtime.ts";

const GiB = 2 ** 30;

/** The folder of cowpio's own programs in a cell's container, as in the cell image. */
const ownFolder = "/opt/cowpio";

/** Nothing of this process's environment, which may hold secrets, reaches a cell. */
const environment = { PATH: searchPath, HOME: "/root", LC_ALL: "C.UTF-8" };

/**
 * Runs the command in its arguments, removes the folder in $1 after it, and ends with its exit status. SIGTERM ends the command at
 * once; it comes from `runPiped`, or from the kernel when this process is killed. Its processes may outlive it by a moment.
 *
 * The shell prints nothing once the command runs. When this process has been killed, nobody reads its messages, and one of them
 * (`kill` reports a command that has just ended) would end it by SIGPIPE before it removes the folder.
 */
export const launch = `work=$1
shift
exec 3<&0
"$@" <&3 3<&- &
child=$!
exec >/dev/null 2>&1
trap 'kill -KILL "$child"' TERM INT HUP
wait "$child"
status=$?
while kill -0 "$child" 2>/dev/null; do
  wait "$child"
  status=$?
done
trap "" TERM INT HUP
tries=0
until rm -rf "$work" || [ "$tries" -ge 20 ]; do
  tries=$((tries + 1))
  sleep 0.5
done
exit "$status"`;

/**
 * Makes a cell's root in $1, in a mount namespace of its own, and runs a program in it: a tmpfs with the system's folders bound
 * read-only, a /dev without disks, a /proc of its own processes, and the triples FROM TO ro|rw of the arguments. $2 is the
 * maximum size of a file in bytes, $3 the bounding set of capabilities. The old root is unmounted, so that nothing else of it is seen.
 * mount -n: libmount would make /run/mount in the old root.
 */
const setUp = `set -eu
root=$1 size=$2 capabilities=$3
shift 3
mount() { command mount -n "$@"; }
mount -t tmpfs -o mode=755,size=1m cowpio "$root"
attach() {
  if [ -d "$1" ]; then mkdir -p "$root$2"
  elif [ ! -e "$root$2" ]; then mkdir -p "$(dirname "$root$2")"; : >"$root$2"; fi
  mount --bind "$1" "$root$2"
  [ "$3" = rw ] || mount -o "remount,bind,$3" "$root$2"
}
for path in /bin /etc /lib* /nix /sbin /usr; do
  if [ -L "$path" ]; then ln -s "$(readlink "$path")" "$root$path"
  elif [ -d "$path" ]; then attach "$path" "$path" ro; fi
done
mkdir -p "$root/dev" "$root/proc" "$root/.old"
mount -t tmpfs -o nosuid,mode=755,size=1m cowpio "$root/dev"
for name in null zero full random urandom tty; do attach "/dev/$name" "/dev/$name" rw; done
ln -s /proc/self/fd "$root/dev/fd"
ln -s /proc/self/fd/0 "$root/dev/stdin"
ln -s /proc/self/fd/1 "$root/dev/stdout"
ln -s /proc/self/fd/2 "$root/dev/stderr"
mount -t proc -o nosuid,nodev,noexec cowpio "$root/proc"
attach /sys /sys ro
while [ "$1" != -- ]; do
  case $3 in
    size=*) mkdir -p "$root$2"; mount -t tmpfs -o "nosuid,nodev,noexec,$3" cowpio "$root$2" ;;
    *) attach "$1" "$2" "$3" ;;
  esac
  shift 3
done
shift
cd "$root"
pivot_root . .old
cd /opt/cowpio
umount -l /.old
rmdir /.old
mount -o remount,bind,ro /
exec prlimit --fsize="$size" --nofile=1024:1024 setpriv --bounding-set="$capabilities" "$@"`;

/** The names that setpriv(1) has for capabilities. */
const boundingSet = (capabilities: readonly string[]): string =>
  ["-all", ...capabilities.map((name) => `+${name.toLowerCase()}`)].join();

/** Folders of one cell below the run's folder in the cache. */
type CellFolders = { readonly folder: string; readonly root: string; readonly work: string };

/** Returns the words of a program's command. `own`: the folder of cowpio's programs, with an empty file `node`. */
export function commandFor(program: CellProgram, own: string, { folder, root, work }: CellFolders): readonly string[] {
  const { command = [`${ownFolder}/node`, "cell.js"], mounts = [], capabilities = cellCapabilities } = program;
  const triples = [
    [own, ownFolder, "ro"],
    [process.execPath, `${ownFolder}/node`, "ro"],
    [work, inContainer.work, "rw"],
    ...Object.entries(temporaryFolders).map(([to, size]) => ["tmpfs", to, size]),
    ...(program.accelerator === "kvm" ? [["/dev/kvm", "/dev/kvm", "rw"]] : []),
    ...mounts.map(({ from, to, writable }) => [from, to, writable ? "rw" : "ro"]),
  ];
  const namespaces = ["--mount", "--pid", "--ipc", "--uts", "--net", "--propagation", "private"];
  return [
    ...["setpriv", "--pdeathsig", "TERM", "sh", "-c", launch, "sh", folder],
    ...["setpriv", "--pdeathsig", "KILL", "unshare", ...namespaces, "--fork", "--kill-child"],
    ...["sh", "-c", setUp, "sh", root, `${longestFile}`],
    ...[program.privileged ? "+all" : boundingSet(capabilities), ...triples.flat(), "--", ...command],
  ];
}

/** Runs programs in containers of their own, each with a folder below `scratch`. */
const ownRunner =
  (own: string, scratch: string): CellRunner["run"] =>
  async (program, { onStdout, onStderr, signal }) => {
    signal.throwIfAborted();
    if (program.accelerator === "kvm" && !existsSync("/dev/kvm")) throw new Error("there is no /dev/kvm");
    const folder = `${scratch}/cell-${randomBytes(6).toString("hex")}`;
    const folders = { folder, root: `${folder}/root`, work: `${folder}/work` };
    for (const path of [folders.root, folders.work]) await mkdir(path, { recursive: true });
    const [first = "", ...args] = commandFor(program, own, folders);
    const { input, stdin } = program;
    const streams = { onStdout, onStderr, signal, env: environment, ...(stdin ? { stdin } : {}) };
    return runPiped({ program: first, args }, input === undefined ? streams : { ...streams, input: `\n${input}\n` });
  };

/**
 * Everything that a cell does which a container may forbid: mounts, a node of the loop devices and its use, the sandbox of the
 * distro's programs, and Node with the addon, which needs glibc.
 */
const trial = `set -eu
mknod /dev/loop-control c 10 237
: </dev/loop-control
bwrap --ro-bind / / --dev /dev --proc /proc --unshare-pid --unshare-ipc --unshare-uts --cap-drop ALL true
"$0" -e 'require("/opt/cowpio/cowpio.node")'`;

/** Returns why programs do not run as a cell's does; undefined if they do. */
async function trialProblem(run: CellRunner["run"], signal: AbortSignal): Promise<string | undefined> {
  let output = "";
  const onOutput = (chunk: Buffer) => void (output = (output + chunk).slice(-500));
  const command = ["sh", "-c", trial, `${ownFolder}/node`];
  const status = await run({ name: "trial", command }, { onStdout: onOutput, onStderr: onOutput, signal });
  return status === 0 ? undefined : `exit status ${status}: ${output.trim().replace(/\s*\n\s*/g, "; ")}`;
}

const advice = "Start the container with --privileged (container: options: --privileged), as root";

/** Describes the privileges of cells without an engine in one line. */
export const describeOwnPrivilege = (privileged: boolean): string =>
  privileged
    ? "cells are privileged: they may do to this machine whatever root of this container may"
    : `cells have ${cellCapabilities.join(", ")}, this container's devices, ${longestFile / GiB} GiB a file, no network, and without an engine no limit of memory and processes; the distro's programs neither SYS_ADMIN, MKNOD nor devices`;

/** The runtime without an engine. */
export const withoutEngine = (): Runtime => ({
  describe: async () => "none (this container)",
  diskFolder: async () => undefined,
  describePrivilege: describeOwnPrivilege,
  findings,
  assertAble: async (request, at) => {
    const missing = (await toolFindings(request, at)).filter(({ ok }) => !ok);
    if (missing.length === 0) return;
    const lines = missing.map(({ what, seen, advice: wanted }) => `  ${what}: ${seen}. ${wanted ?? ""}`.trimEnd());
    throw new UserError(`engine none: this container lacks what cells need:\n${lines.join("\n")}`);
  },
  existing: (request, at, cache) => prepare({ request, at, cache, paths: [] }),
  prepare,
});

async function prepare({ at, cache: { scratch } }: RunnerRequest): Promise<CellRunner> {
  const own = await layOutPrograms(at, scratch);
  const run = ownRunner(own, scratch);
  const problem = await trialProblem(run, at.signal);
  if (problem !== undefined)
    throw new UserError(`engine none: programs do not run here as a cell's do: ${problem}. ${advice}`);
  const tcgProblem = await qemuProblem();
  const system = osName(readFileSync("/etc/os-release", "utf8"));
  const description = `this container (${system}) with cowpio's programs ${await digestTree(own)}`;
  return {
    image: description,
    description,
    ...(tcgProblem === undefined ? {} : { tcgProblem }),
    run,
    ready: async () => {},
  };
}

/** Copies cowpio's programs to a folder below `scratch`, so that they stay the same during a run. */
async function layOutPrograms(at: Pick<At, "home" | "release" | "signal" | "log">, scratch: string): Promise<string> {
  const folder = `${scratch}/programs`;
  const from = await buildPrograms(at);
  await mkdir(folder, { recursive: true });
  for (const name of programs) {
    await copyFile(`${from}/${name}`, `${folder}/${name}`);
    await chmod(`${folder}/${name}`, 0o755);
  }
  await copyFile(`${at.home}/dist/cell.js`, `${folder}/cell.js`);
  // Node is mounted over it.
  await writeFile(`${folder}/node`, "");
  return folder;
}

async function findings(request: Parameters<Runtime["findings"]>[0], at: At): Promise<readonly Finding[]> {
  const engine = { what: "container engine", seen: "none: cells run in this container", ok: true };
  return [engine, ...(await toolFindings(request, at))];
}
