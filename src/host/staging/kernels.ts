import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { digestFile, digestTree } from "../../lib/digest.ts";
import { exec } from "../../lib/process.ts";
import type { Digest, KernelImage } from "../../model/cell.ts";
import { StageFailure, UserError } from "../../model/errors.ts";
import { type KernelSource, kernelSource, sourceProblem } from "../../plan/sources.ts";
import { isKernelVersion, type KernelPaths, kernelsIn, listArchive } from "../engine/archives.ts";
import { runContainer } from "../engine/container.ts";
import type { Engine } from "../engine/engine.ts";
import { type Cache, digestingFile, entryName, hex, lookUp, record, verified } from "./cache.ts";
import type { StagedDistro } from "./distros.ts";
import type { Release } from "./release.ts";

/** Its name is the plan's to give, beside others. */
export type StagedKernel = { readonly image: Omit<KernelImage, "name">; readonly folder: string };

export type Provisioner = {
  /** Absent without an engine: what only an engine can stage is then refused. */
  readonly engine?: Engine | undefined;
  /** The cell image: it has apt, mmdebstrap and our scripts. */
  readonly image: string;
  /** Folders that a copy of this container's own root leaves out. */
  readonly leftOut?: readonly string[];
  readonly release?: Release | undefined;
  readonly runId: string;
  readonly cache: Cache;
  readonly signal: AbortSignal;
  /** One line of progress. */
  readonly log: (text: string) => void;
};

/** Returns the engine. Throws a `UserError` where there is none: `instead` says what to use. */
export function needEngine(engine: Engine | undefined, what: string, instead: string): Engine {
  if (engine !== undefined) return engine;
  throw new UserError(`${what}: this needs a container engine, and the run has none (engine: none). ${instead}`);
}

/** Throws a `UserError` for a kernel that is not in the cache and needs an engine, where there is none. */
export async function assertKernelSource(requested: string, { engine, cache }: Pick<Provisioner, "engine" | "cache">) {
  if (kernelSource(requested)?.kind !== "debian" || (await lookUp(cache, entryName("kernel", requested)))) return;
  needEngine(engine, `kernel ${requested}`, "Use kernels: builtin or the path of a kernel");
}

/**
 * A kernel from the cache, from a folder or an archive of its layout, staged from Debian, or the distro's own. What
 * cannot be here, as the own kernel of a distro without one, is a `StageFailure` of blame SKIP.
 */
export async function stageKernel(
  requested: string,
  provisioner: Provisioner,
  distro?: StagedDistro,
): Promise<StagedKernel> {
  const source = kernelSource(requested);
  if (source === undefined) throw new UserError(sourceProblem.kernel(requested));
  if (source.kind === "builtin") return takeOwn(distro as StagedDistro, provisioner);
  if (source.kind === "path") return takeGiven(resolve(source.path), provisioner);
  const { cache, log } = provisioner;
  const entry = entryName("kernel", requested);
  const found = await verified(cache, entry, { pathOf: (digest) => kernelsFolder(cache, digest), log });
  if (found === undefined) return fromDebian(requested, source, entry, provisioner);
  const { content: _, ...image } = found;
  return { image, folder: kernelsFolder(cache, found.digest) };
}

const kernelsFolder = (cache: Cache, digest: Digest) => `${cache.folder}/kernels/${hex(digest)}`;

type DebianKernel = Extract<KernelSource, { readonly kind: "debian" }>;

/** Exit status of kernel.sh if Debian has no such package; its last line names it. */
const notThere = 4;

async function fromDebian(
  requested: string,
  { suite, package: name }: DebianKernel,
  entryOf: string,
  { engine: possible, image, runId, cache, signal, log }: Provisioner,
): Promise<StagedKernel> {
  const engine = needEngine(possible, `kernel ${requested}`, "Use kernels: builtin or the path of a kernel");
  log(`staging kernel ${requested} from Debian ${suite}`);

  const tar = `${cache.scratch}/${entryOf}.tar`;
  const file = digestingFile(tar);
  let output = "";
  const status = await runContainer(
    engine,
    {
      image,
      runId,
      name: `kernel ${requested}`,
      command: ["sh", "provision/kernel.sh", suite, name],
      host: { NetworkMode: "host" },
    },
    { onStdout: file.write, onStderr: (chunk) => (output = (output + chunk).slice(-1000)), signal },
  );
  await file.close();
  if (status === notThere) throw new UserError(`${output.trim().split("\n").at(-1)}. Use another package or suite`);
  if (status !== 0)
    throw new StageFailure(
      "provision",
      `kernel ${requested}`,
      `it could not be staged from Debian ${suite} (exit status ${status}): ${output.trim()}`,
      "INCONCLUSIVE",
    );

  const unpacked = `${cache.scratch}/${entryOf}`;
  await unpack(tar, unpacked);
  const [version = "", origin = "", sha256 = ""] = (await readFile(`${unpacked}/kernel`, "utf8")).split("\n");
  const entry = { digest: `sha256:${sha256}` as Digest, version, origin };
  const content = await digestTree(unpacked);
  const folder = kernelsFolder(cache, entry.digest);
  await mkdir(`${cache.folder}/kernels`, { recursive: true });
  await rename(unpacked, folder).catch((error: NodeJS.ErrnoException) => {
    // Another run put it there; its cells may be reading it.
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  });
  await rm(tar);
  await record(cache, entryOf, { ...entry, content });
  return { image: entry, folder };
}

async function unpack(tar: string, folder: string, ...members: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const args = ["--extract", "--file", tar, "--directory", folder, "--no-same-owner", ...members];
  await exec({ program: "tar", args });
}

/** Throws a `UserError` for a path that no kernel can be taken from. */
export async function assertKernel(path: string): Promise<void> {
  if (!existsSync(path)) throw new UserError(`kernel ${path}: no such directory or archive`);
  if ((await stat(path)).isDirectory()) await versionIn(path);
  else await kernelOf(path);
}

/** The kernel of an archive. Throws a `UserError` if it has none or several. */
async function kernelOf(path: string): Promise<KernelPaths> {
  const [kernel, ...more] = kernelsIn(await listArchive(path, `kernel ${path}`));
  if (kernel === undefined || more.length > 0)
    throw new UserError(`kernel ${path}: expected one boot/vmlinuz-VERSION and its lib/modules/VERSION in it`);
  return kernel;
}

/** A folder, or an archive of one, which is unpacked for this run. */
async function takeGiven(path: string, { cache }: Provisioner): Promise<StagedKernel> {
  await assertKernel(path);
  if ((await stat(path)).isDirectory()) {
    const version = await versionIn(path);
    return { image: { version, origin: "folder", digest: await digestTree(path) }, folder: path };
  }
  const digest = await digestFile(path);
  const folder = await mkdtemp(`${cache.scratch}/kernel-`);
  await unpack(path, folder);
  await arrange(folder, await kernelOf(path));
  return { image: { version: await versionIn(folder), origin: "archive", digest }, folder };
}

/** The distro's own kernel; of several the newest. */
async function takeOwn({ image: { name }, tar }: StagedDistro, { cache }: Provisioner): Promise<StagedKernel> {
  const what = `kernel of distro ${name}`;
  const listing = await listArchive(tar, what);
  const [kernel] = kernelsIn(listing);
  if (kernel === undefined)
    throw new StageFailure(
      "provision",
      what,
      "it has none: expected lib/modules/VERSION with vmlinuz, vmlinux or Image in it, or with boot/vmlinuz-VERSION",
      "SKIP",
    );
  const { version, image, modules } = kernel;
  // tar does not find a member again that came with its folder.
  const wanted = [`${modules}/`, ...(image.startsWith(`${modules}/`) ? [] : [image])];
  const members = listing.split("\n").filter((path) => wanted.includes(path.replace(/^(\.?\/)+/, "")));
  const folder = await mkdtemp(`${cache.scratch}/kernel-`);
  await unpack(tar, folder, ...members);
  await arrange(folder, kernel);
  await rm(`${folder}/usr`, { recursive: true, force: true });
  return { image: { version, origin: `distro ${name}`, digest: await digestTree(folder) }, folder };
}

/** Moves a kernel to boot/vmlinuz-VERSION and lib/modules/VERSION. */
async function arrange(folder: string, { version, image, modules }: KernelPaths): Promise<void> {
  const move = async (from: string, to: string) => {
    if (from === to) return;
    await mkdir(dirname(`${folder}/${to}`), { recursive: true });
    await rename(`${folder}/${from}`, `${folder}/${to}`);
  };
  await move(image, `boot/vmlinuz-${version}`);
  await move(modules, `lib/modules/${version}`);
}

/** The kernel of a folder: one `boot/vmlinuz-VERSION` and its `lib/modules/VERSION`. Throws a `UserError` for another. */
async function versionIn(folder: string): Promise<string> {
  if (!existsSync(folder)) throw new UserError(`kernel ${folder}: no such directory`);
  const boot = await readdir(`${folder}/boot`).catch(() => []);
  const kernels = boot.filter((name) => name.startsWith("vmlinuz-"));
  const version = kernels[0]?.slice("vmlinuz-".length);
  if (version === undefined || kernels.length > 1)
    throw new UserError(`kernel ${folder}: expected one boot/vmlinuz-VERSION in it, found ${kernels.length}`);
  if (!isKernelVersion(version))
    throw new UserError(`kernel ${folder}: boot/vmlinuz-${version}: a kernel's version begins with a number`);
  if (!existsSync(`${folder}/lib/modules/${version}`))
    throw new UserError(`kernel ${folder}: boot/vmlinuz-${version} is there, its lib/modules/${version} is missing`);
  return version;
}
