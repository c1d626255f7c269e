import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, readlink, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import type { Digest, KernelImage } from "../domain/cell.ts";
import { UserError } from "../domain/failure.ts";
import { nameOf } from "../plan/cells.ts";
import { debianKernels } from "../plan/inputs.ts";
import { exec } from "../sys/exec.ts";
import { type Cache, digestingFile, hex, lookUp, record } from "./cache.ts";
import { runContainer } from "./container.ts";
import type { Engine } from "./engine.ts";

export type StagedKernel = { readonly image: KernelImage; readonly folder: string };

export type Provisioner = {
  readonly engine: Engine;
  /** The cell image: it has apt, mmdebstrap and our scripts. */
  readonly image: string;
  readonly runId: string;
  readonly cache: Cache;
  readonly signal: AbortSignal;
  /** One line of progress. */
  readonly say: (text: string) => void;
};

/** A kernel from the cache, from a folder of its layout, or staged from Debian. */
export async function stageKernel(asked: string, provisioner: Provisioner): Promise<StagedKernel> {
  return asked.includes("/")
    ? takeFolder(resolve(asked))
    : ((await fromCache(asked, provisioner.cache)) ?? (await fromDebian(asked, provisioner)));
}

const kernelsFolder = (cache: Cache, digest: Digest) => `${cache.folder}/kernels/${hex(digest)}`;

async function fromCache(name: string, cache: Cache): Promise<StagedKernel | undefined> {
  const found = await lookUp(cache, `kernel-${name}`);
  if (found === undefined) return undefined;
  const folder = kernelsFolder(cache, found.digest);
  return existsSync(folder) ? { image: { name, ...found }, folder } : undefined;
}

async function fromDebian(
  name: string,
  { engine, image, runId, cache, signal, say }: Provisioner,
): Promise<StagedKernel> {
  const suite = debianKernels[name];
  if (suite === undefined)
    throw new UserError(`unknown kernel "${name}"; there are ${Object.keys(debianKernels).join(", ")}`);
  say(`staging kernel ${name} from Debian ${suite}`);

  const tar = `${cache.scratch}/kernel-${name}.tar`;
  const file = digestingFile(tar);
  let said = "";
  const status = await runContainer(
    engine,
    {
      image,
      runId,
      name: `kernel ${name}`,
      command: ["sh", "provision/kernel.sh", suite, "linux-image-cloud-amd64"],
      host: { NetworkMode: "host" },
    },
    { onStdout: file.write, onStderr: (chunk) => (said = (said + chunk).slice(-1000)), signal },
  );
  await file.close();
  if (status !== 0)
    throw new UserError(`could not be staged from Debian ${suite} (exit status ${status}): ${said.trim()}`);

  const unpacked = `${cache.scratch}/kernel-${name}`;
  await mkdir(unpacked);
  await exec({ program: "tar", args: ["--extract", "--file", tar, "--directory", unpacked, "--no-same-owner"] });
  const [version = "", origin = "", sha256 = ""] = (await readFile(`${unpacked}/kernel`, "utf8")).split("\n");
  const entry = { digest: `sha256:${sha256}` as Digest, version, origin };
  const folder = kernelsFolder(cache, entry.digest);
  await mkdir(`${cache.folder}/kernels`, { recursive: true });
  await rename(unpacked, folder).catch((error: NodeJS.ErrnoException) => {
    // Another run put it there; its cells may be reading it.
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
  });
  await rm(tar);
  await record(cache, `kernel-${name}`, entry);
  return { image: { name, ...entry }, folder };
}

async function takeFolder(folder: string): Promise<StagedKernel> {
  const version = await versionIn(folder);
  return { image: { name: nameOf(folder), version, origin: "folder", digest: await digestTree(folder) }, folder };
}

/** The kernel of a folder: one `boot/vmlinuz-VERSION` and its `lib/modules/VERSION`. Throws a `UserError` for another. */
export async function versionIn(folder: string): Promise<string> {
  if (!existsSync(folder)) throw new UserError(`kernel ${folder}: there is no such folder`);
  const boot = await readdir(`${folder}/boot`).catch(() => []);
  const kernels = boot.filter((name) => name.startsWith("vmlinuz-"));
  const version = kernels[0]?.slice("vmlinuz-".length);
  if (version === undefined || kernels.length > 1)
    throw new UserError(`kernel ${folder}: expected one boot/vmlinuz-VERSION in it, found ${kernels.length}`);
  if (!existsSync(`${folder}/lib/modules/${version}`))
    throw new UserError(`kernel ${folder}: boot/vmlinuz-${version} is there, its lib/modules/${version} is missing`);
  return version;
}

/** Over every file's path and bytes, sorted by path. */
async function digestTree(folder: string): Promise<Digest> {
  const hash = createHash("sha256");
  const entries = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => ({ entry, path: `${entry.parentPath}/${entry.name}` }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { entry, path } of entries) {
    const content = entry.isFile()
      ? createHash("sha256")
          .update(await readFile(path))
          .digest("hex")
      : `-> ${await readlink(path)}`;
    hash.update(`${path.slice(folder.length + 1)}\0${content}\0`);
  }
  return `sha256:${hash.digest("hex")}`;
}
