import { mkdir, mkdtemp, rename } from "node:fs/promises";
import { resolve } from "node:path";
import { digestFile } from "../../lib/digest.ts";
import { watch } from "../../lib/process.ts";
import type { Digest, DistroImage } from "../../model/cell.ts";
import { StageFailure, UserError } from "../../model/errors.ts";
import { nameOf } from "../../plan/names.ts";
import { type DistroSource, distroSource, sourceProblem } from "../../plan/sources.ts";
import { assertHasGenerator, examineArchive, loadImage } from "../engine/archives.ts";
import { runContainer } from "../engine/container.ts";
import { exportImage } from "../engine/images.ts";
import { type Cache, digestingFile, entryName, hex, lookUp, record, verified } from "./cache.ts";
import { needEngine, type Provisioner } from "./kernels.ts";
import { releasedDistro } from "./release.ts";

export type StagedDistro = { readonly image: DistroImage; readonly tar: string };

export type DistroRequest = {
  /** A Debian suite, `release:SUITE`, `image:REFERENCE`, or the path of a root's or an image's archive. */
  readonly requested: string;
  /** With what it takes to build a checkout of dracut in it; Debian's alone. */
  readonly toBuild: boolean;
};

/** Throws a `UserError` for what has no form of a distro: Debian's own are built with a network, and take no other words. */
export function sourceOfDistro(requested: string): DistroSource {
  const source = distroSource(requested);
  if (source === undefined) throw new UserError(sourceProblem.distro(requested));
  return source;
}

const instead = "Use distros: builtin or the path of a root file system's tar archive";

/** Throws a `UserError` for a distro that only a run with an engine has, or only one without. */
export async function assertDistroSource(
  { requested, toBuild }: DistroRequest,
  { engine, cache }: Pick<Provisioner, "engine" | "cache">,
): Promise<void> {
  const source = sourceOfDistro(requested);
  if (source.kind === "builtin" && engine !== undefined)
    throw new UserError("distro builtin: only a run with engine: none copies its own root. Use image:REFERENCE");
  if (engine !== undefined) return;
  const isImage =
    source.kind === "release" ||
    source.kind === "image" ||
    (source.kind === "path" && (await examineArchive(resolve(source.path))) === "image");
  const isBuilt = source.kind === "debian" && !(await lookUp(cache, entryOf(requested, toBuild)));
  if (isImage || isBuilt) needEngine(engine, `distro ${requested}`, instead);
}

const entryOf = (requested: string, toBuild: boolean): string =>
  entryName("distro", toBuild ? `${requested}-build` : requested);

/** A distro with a dracut in it. Throws a `UserError` for one that lacks it. */
export async function stageDistro(request: DistroRequest, provisioner: Provisioner): Promise<StagedDistro> {
  const { requested } = request;
  const { cache, log } = provisioner;
  const source = sourceOfDistro(requested);
  if (source.kind === "builtin") return fromOwnRoot(requested, provisioner);
  if (source.kind === "release")
    return fromImage(releasedDistro(provisioner.release, source.suite), requested, provisioner);
  if (source.kind === "image") return fromImage(source.reference, requested, provisioner);
  if (source.kind === "path") {
    const tar = resolve(source.path);
    if ((await examineArchive(tar)) === "image") {
      log(`loading distro ${tar}`);
      const { signal } = provisioner;
      const engine = needEngine(provisioner.engine, `distro ${tar}`, instead);
      const reference = await loadImage(tar, `distro ${tar}`, { engine, scratch: cache.scratch, signal });
      return fromImage(reference, requested, provisioner);
    }
    return { image: { name: nameOf(requested), digest: await digestFile(tar) }, tar };
  }
  const entry = entryOf(requested, request.toBuild);
  const found = await verified(cache, entry, { pathOf: (digest) => distroPath(cache, digest), log });
  if (found === undefined) return fromDebian(request, entry, provisioner);
  return { image: { name: requested, digest: found.digest }, tar: distroPath(cache, found.digest) };
}

const distroPath = (cache: Cache, digest: Digest) => `${cache.folder}/distros/${hex(digest)}.tar`;

/** The file system of an image that the engine has, or pulls; named by a digest of its layers, the same in every engine. */
async function fromImage(reference: string, requested: string, provisioner: Provisioner): Promise<StagedDistro> {
  const { cache, log } = provisioner;
  const pathOf = (digest: Digest) => distroPath(cache, digest);
  const engine = needEngine(provisioner.engine, `distro ${requested}`, instead);
  const { id, exportTo } = await exportImage(reference, { ...provisioner, engine });
  const image = { name: nameOf(requested), digest: id };
  const entry = entryName("distro-image", hex(id));
  if ((await verified(cache, entry, { pathOf, log })) !== undefined) return { image, tar: pathOf(id) };

  log(`exporting distro ${requested}`);
  const exported = `${cache.scratch}/${entry}.tar`;
  const content = await exportTo(exported);
  await assertHasGenerator(exported, requested);
  await mkdir(`${cache.folder}/distros`, { recursive: true });
  await rename(exported, pathOf(id));
  await record(cache, entry, { digest: id, content, version: reference, origin: "image" });
  return { image, tar: pathOf(id) };
}

async function fromDebian(
  { requested, toBuild }: DistroRequest,
  entry: string,
  { engine: possible, image: cellImage, runId, cache, signal, log }: Provisioner,
): Promise<StagedDistro> {
  const engine = needEngine(possible, `distro ${requested}`, instead);
  log(`building distro ${requested} of Debian's packages${toBuild ? ", with what it takes to build dracut" : ""}`);
  const building = `${cache.scratch}/${entry}.tar`;
  const file = digestingFile(building);
  let output = "";
  const status = await runContainer(
    engine,
    {
      image: cellImage,
      runId,
      name: `distro ${requested}`,
      command: ["sh", "provision/distro.sh", requested, ...(toBuild ? ["build"] : [])],
      // mmdebstrap mounts /proc and /sys in what it builds.
      host: { NetworkMode: "host", CapAdd: ["SYS_ADMIN"], SecurityOpt: ["seccomp=unconfined", "apparmor=unconfined"] },
    },
    { onStdout: file.write, onStderr: (chunk) => (output = (output + chunk).slice(-1000)), signal },
  );
  const digest = await file.close();
  if (status !== 0)
    throw new StageFailure(
      "provision",
      `distro ${requested}`,
      `it could not be built (mmdebstrap's exit status ${status}): ${output.trim()}`,
      "INCONCLUSIVE",
    );

  const tar = distroPath(cache, digest);
  await mkdir(`${cache.folder}/distros`, { recursive: true });
  await rename(building, tar);
  await record(cache, entry, { digest, content: digest, version: requested, origin: "mmdebstrap" });
  return { image: { name: requested, digest }, tar };
}

/**
 * Paths of this container's root that its copy leaves out: other file systems, what the engine or a run writes there, people's
 * files, and what changes between two containers of one image.
 */
const notCopied = [
  ...["dev/*", "home/*", "proc/*", "root/*", "run/*", "sys/*", "tmp/*", "var/cache/*", "var/log/*", "var/tmp/*"],
  ...["var/lib/apt/lists/*", ".dockerenv", "etc/hostname", "etc/hosts", "etc/resolv.conf"],
];

const excluded = (paths: readonly string[]): string[] =>
  paths.filter((path) => path !== "").map((path) => `--exclude=./${path}`);

/**
 * Returns the arguments of tar(1) for a copy of this container's root. Names are sorted and times are 0, so that two containers
 * of one image give the same bytes. `leftOut`: absolute paths of folders.
 */
export const copyOfRoot = (to: string, leftOut: readonly string[]): readonly string[] => [
  ...[
    "--create",
    "--file",
    to,
    "--directory",
    "/",
    "--one-file-system",
    "--numeric-owner",
    "--sort=name",
    "--mtime=@0",
  ],
  ...["--anchored", "--warning=no-file-changed", "--warning=no-file-ignored"],
  ...["--wildcards", ...excluded(notCopied)],
  ...["--no-wildcards", ...excluded(leftOut.map((path) => path.slice(1)))],
  ".",
];

/** A copy of the root of this container. */
async function fromOwnRoot(
  requested: string,
  { cache, leftOut = [], signal, log }: Provisioner,
): Promise<StagedDistro> {
  log("copying this container's root");
  const tar = `${await mkdtemp(`${cache.scratch}/distro-`)}/root.tar`;
  let output = "";
  const ended = await watch(
    { program: "tar", args: copyOfRoot(tar, leftOut) },
    {
      deadlines: { total: 1_800_000, stall: 1_800_000 },
      onOutput: (text) => (output = (output + text).slice(-1000)),
      signal,
    },
  );
  // 1: a file changed while it was read (tar(1)).
  if (ended.kind !== "exited" || ended.status > 1)
    throw new StageFailure(
      "provision",
      `distro ${requested}`,
      `this container's root: ${output.trim()}`,
      "INCONCLUSIVE",
    );
  await assertHasGenerator(tar, requested);
  return { image: { name: nameOf(requested), digest: await digestFile(tar) }, tar };
}
