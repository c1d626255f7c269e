/**
 * `node scripts/publish.ts REGISTRY [SUITE...]`: builds the cell image and the distros' (bookworm, trixie and sid, or those
 * named), pushes them to REGISTRY (`ghcr.io/cowpio`; `docker login` before), tagged with package.json's version, and prints
 * what dist/release.json says of them. Standard error tells the progress. Needs root where Debian's base cannot be pulled.
 */

import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { ensureCellImage, imageToBuild } from "../src/host/engine/cell-image.ts";
import { connectEngine } from "../src/host/engine/engine.ts";
import { newRunId } from "../src/host/run.ts";
import { openCache } from "../src/host/staging/cache.ts";
import { stageDistro } from "../src/host/staging/distros.ts";
import type { Release } from "../src/host/staging/release.ts";
import { defaultCacheDir } from "../src/lib/files.ts";
import { version } from "../src/version.ts";

const home = resolve(import.meta.dirname, "..");
const [registry, ...named] = process.argv.slice(2);
if (registry === undefined) throw new Error("give a registry: node scripts/publish.ts ghcr.io/cowpio");
const suites = named.length > 0 ? named : ["bookworm", "trixie", "sid"];
const source = "LABEL org.opencontainers.image.source=https://github.com/cowpio/cowpio";

const docker = (...args: string[]): string =>
  execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
const log = (line: string) => console.error(`publish: ${line}`);

/** Gives the reference by digest, as the registry has it. */
function push(local: string, name: string): string {
  const tagged = `${registry}/${name}:${version}`;
  log(`pushing ${tagged}`);
  docker("tag", local, tagged);
  docker("push", "--quiet", tagged);
  const digests = JSON.parse(docker("image", "inspect", "--format", "{{json .RepoDigests}}", tagged)) as string[];
  const digest = digests.find((one) => one.startsWith(`${registry}/${name}@`));
  if (digest === undefined) throw new Error(`${tagged} was pushed, and the engine knows no digest of it`);
  return digest;
}

const engine = await connectEngine();
const runId = newRunId();
await using cache = await openCache(defaultCacheDir(process.env), runId);
const { signal } = new AbortController();
const image = await ensureCellImage({
  engine,
  requested: "",
  home,
  runId,
  scratch: cache.scratch,
  signal,
  log,
});
const { reference: sources } = await imageToBuild(home);
const cell = { sources, image: push(image, "cowpio-cell") };

const distros: Record<string, string> = {};
for (const suite of suites) {
  const distro = await stageDistro({ requested: suite, toBuild: true }, { engine, image, runId, cache, signal, log });
  const local = `cowpio-distro-${suite}:${version}`;
  docker("import", "--change", source, distro.tar, local);
  distros[suite] = push(local, `cowpio-distro-${suite}`);
}
console.log(JSON.stringify({ cell, distros } satisfies Pick<Release, "cell" | "distros">));
