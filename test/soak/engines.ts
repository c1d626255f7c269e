import { spawn } from "node:child_process";
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import { parseRun } from "../../src/report/json.ts";
import { verdictSentence } from "../../src/report/verdict.ts";
import { makeOciArchive } from "../support/oci.ts";
import { run } from "../support/scratch.ts";
import { type DebianEngine, engineRoot, RunningEngine } from "./debian-engine.ts";
import type { Log, SoakResult } from "./result.ts";

const engines: Readonly<Record<string, DebianEngine & { readonly killed?: true }>> = {
  "docker-bookworm": { program: "docker", suite: "bookworm", killed: true },
  "docker-trixie": { program: "docker", suite: "trixie" },
  "docker-sid": { program: "docker", suite: "sid", killed: true },
  "docker-sid-containerd": {
    program: "docker",
    suite: "sid",
    config: { features: { "containerd-snapshotter": true } },
  },
  "podman-bookworm": { program: "podman", suite: "bookworm" },
  "podman-trixie": { program: "podman", suite: "trixie" },
  "podman-sid": { program: "podman", suite: "sid", killed: true },
};
const remapped: DebianEngine = { program: "docker", suite: "sid", config: { "userns-remap": "default" } };

const cell = { kernels: "6.12", "file-systems": "btrfs", compare: "none", controls: "none", jobs: "1" } as const;

type Command = { readonly status: number | null; readonly output: string };

/** Runs `cowpio-matrix` with an engine; `onLine` is called for each line of output. */
async function cowpio(
  { host }: RunningEngine,
  name: string,
  given: Readonly<Record<string, string>>,
  onLine: (line: string) => void,
  more: readonly string[] = [],
): Promise<Command> {
  const args = [...Object.entries(given).flatMap(([option, value]) => [`--${option}`, value]), ...more];
  const child = spawn(process.execPath, [resolve(import.meta.dirname, "../../dist/cli.js"), name, ...args], {
    env: { ...process.env, DOCKER_HOST: host },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const input of [child.stdout, child.stderr])
    createInterface({ input }).on("line", (line) => {
      output += `${line}\n`;
      onLine(line);
    });
  return { status: await new Promise((done) => child.on("close", done)), output };
}

/** Loop devices of this machine's cells. */
const loops = () =>
  run("losetup", "--list", "--noheadings", "--output", "NAME,BACK-FILE")
    .split("\n")
    .filter((line) => line.includes("disk.img"));

/** Returns what is left after 30 s of the containers and volumes of an engine, of loop devices and of the cache's run folders. */
async function leftBehind({ docker }: RunningEngine, cache: string, before: readonly string[]): Promise<string[]> {
  for (let tries = 60; ; tries--) {
    const left = [
      ...(await docker.listContainers({ all: true })).map(({ Id }) => `container ${Id}`),
      ...((await docker.listVolumes()).Volumes ?? []).map(({ Name }) => `volume ${Name}`),
      ...loops().filter((line) => !before.includes(line)),
      ...readdirSync(`${cache}/tmp`),
    ];
    if (left.length === 0 || tries === 0) return left;
    await wait(500);
  }
}

/**
 * Runs one cell with each engine: it builds the cell image, and loads and exports the distro from an image's archive. Three engines run
 * two cells more, and are killed between them. Passes if all reports of a kind have the same bytes, nothing is left, and Docker
 * with user namespaces is refused. Needs a machine on which nothing else runs cells.
 */
export async function soakEngines(folder: string, more: readonly string[], log: Log): Promise<SoakResult> {
  const cache = `${folder}/cache`;
  const before = loops();
  const bad: string[] = [];
  const check = (what: string, good: boolean) => {
    log(`${good ? "as expected" : "NOT AS EXPECTED"}: ${what}`);
    if (!good) bad.push(what);
  };
  const withEngine = async (name: string, debian: DebianEngine, use: (engine: RunningEngine) => Promise<void>) => {
    const root = engineRoot(`${folder}/roots`, debian.suite);
    const engine = await RunningEngine.start(root, debian, `${folder}/${name}`);
    try {
      await use(engine);
    } finally {
      await engine.stop();
    }
  };

  await withEngine("docker-userns", remapped, async (engine) => {
    const places = { "cache-dir": cache, "report-dir": `${folder}/report-docker-userns` };
    for (const name of ["doctor", "run"]) {
      const { status, output } = await cowpio(engine, name, places, log);
      const reports = output.split("it runs containers in a user namespace").length - 1;
      check(`${name} with --userns-remap: status ${status}, reported ${reports} times`, status === 3 && reports === 1);
    }
  });

  /** By kind: the bytes of the first report. */
  const first = new Map<string, string>();
  const versions: string[] = [];
  for (const [name, debian] of Object.entries(engines))
    await withEngine(name, debian, async (engine) => {
      const distros = await distroArchive(engine, folder, cache, more, log);
      const matrix = async (kind: string, given: Readonly<Record<string, string>>, onLine = (_: string) => {}) => {
        const report = `${folder}/report-${name}-${kind}`;
        rmSync(report, { recursive: true, force: true });
        const own = { ...cell, ...given, "cache-dir": cache, "report-dir": report };
        const onOutput = (line: string) => {
          log(`${name} | ${line}`);
          onLine(line);
        };
        const { status, output } = await cowpio(engine, "run", own, onOutput, more);
        if (!existsSync(`${report}/run.json`)) return check(`${name}, ${kind}: ${output}`, false);
        const done = parseRun(readFileSync(`${report}/run.json`, "utf8"));
        if (kind === "cell") versions.push(done.host.engine.split(", ", 2).join(" "));
        const bytes = readFileSync(`${report}/report.json`, "utf8");
        if (!first.has(kind)) first.set(kind, bytes);
        const same = bytes === first.get(kind);
        const left = await leftBehind(engine, cache, before);
        const what = `${verdictSentence(done)}, ${same ? "the same report.json" : "ANOTHER report.json"}`;
        const leftText = left.length === 0 ? "nothing left" : `LEFT ${left.join(", ")}`;
        check(`${name}, ${kind}: ${what}, ${leftText}`, status === 0 && same && left.length === 0);
      };
      await matrix("cell", { distros });
      if (!debian.killed) return;
      let killed = false;
      await matrix("killed", { "file-systems": "btrfs xfs" }, (line) => {
        if (killed || !line.startsWith("[1/2]") || !line.includes(" after ")) return;
        killed = true;
        engine.kill();
      });
      check(`${name}: killed between two cells`, killed);
    });
  const killed = Object.values(engines).filter((engine) => engine.killed).length;
  const good = `the same report.json of each, nothing left; ${killed} killed between two cells, their runs went on; user namespaces refused`;
  return {
    good: bad.length === 0,
    figures: `${versions.length} engines (${versions.join("; ")}): ${bad.length === 0 ? good : bad.join("; ")}`,
  };
}

/** Makes an image's archive of Debian's trixie, once. */
async function distroArchive(
  engine: RunningEngine,
  folder: string,
  cache: string,
  more: readonly string[],
  log: Log,
): Promise<string> {
  const archive = `${folder}/distro/oci.tar`;
  if (existsSync(archive)) return archive;
  const { status } = await cowpio(engine, "doctor", { distro: "trixie", "cache-dir": cache }, log, more);
  const [tar] = globSync(`${cache}/distros/*.tar`);
  if (status !== 0 || tar === undefined) throw new Error("the distro could not be built");
  mkdirSync(`${folder}/distro`, { recursive: true });
  return makeOciArchive(`${folder}/distro`, tar);
}
