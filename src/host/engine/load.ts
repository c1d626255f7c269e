import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { digestFile } from "../../lib/digest.ts";
import { exec } from "../../lib/exec.ts";
import { UserError } from "../../model/failure.ts";
import { imageIn } from "../staging/tar-listing.ts";
import type { Engine } from "./engine.ts";
import { follow } from "./engine-progress.ts";
import { listArchive } from "./image-archive.ts";
import { blobPath, type Descriptor, dockerManifest, imageFor, isIndex, isManifest, type Manifest } from "./oci.ts";

export type Loading = {
  readonly engine: Engine;
  /** A folder for what is under way. */
  readonly scratch: string;
  readonly signal: AbortSignal;
};

/** Loads an image's archive, docker save's or one of the OCI's layout, and gives its reference. `what`: who asked for it. */
export async function loadImage(archive: string, what: string, { engine, scratch, signal }: Loading): Promise<string> {
  const path = resolve(archive);
  const kind = imageIn(await listArchive(path, what));
  if (kind === undefined)
    throw new UserError(`${what}: it has neither the manifest.json that docker save writes, nor an oci-layout`);
  const load = async (from: string) =>
    follow(engine, await engine.loadImage(createReadStream(from), { abortSignal: signal }));
  const output = kind === "docker" ? await load(path) : await converted(path, what, scratch, load);
  const reference = /Loaded image(?: ID)?: (\S+)/.exec(output)?.[1];
  if (reference === undefined) throw new UserError(`${what}: the engine found no image in it: ${output.trim()}`);
  return reference;
}

/** Gives `load` the same blobs with the manifest.json that each engine knows. */
async function converted(
  archive: string,
  what: string,
  scratch: string,
  load: (archive: string) => Promise<string>,
): Promise<string> {
  await mkdir(scratch, { recursive: true });
  const layout = await mkdtemp(`${scratch}/oci-`);
  const made = `${layout}.tar`;
  try {
    await exec({
      program: "tar",
      args: ["--extract", "--file", archive, "--directory", layout, "--no-same-owner"],
    });
    const manifest = await manifestIn(layout).catch((cause) => {
      throw new UserError(`${what}: ${(cause as Error).message}`, { cause });
    });
    await writeFile(`${layout}/manifest.json`, dockerManifest(manifest));
    await exec({ program: "tar", args: ["--create", "--file", made, "--directory", layout, "."] });
    return await load(made);
  } finally {
    for (const path of [layout, made]) await rm(path, { recursive: true, force: true });
  }
}

/** As Go calls it. */
const architecture = process.arch === "x64" ? "amd64" : process.arch;

/** An index may name further ones; more than this is a circle. */
const maxIndexes = 4;

async function manifestIn(layout: string): Promise<Manifest> {
  let found: object = JSON.parse(await readFile(`${layout}/index.json`, "utf8"));
  for (let indexes = 0; isIndex(found) && indexes < maxIndexes; indexes++)
    found = await readBlob(layout, imageFor(architecture, found));
  if (!isManifest(found)) throw new Error("its index leads to no image's manifest");
  await readBlob(layout, found.config);
  return found;
}

/** The engine compares the layers with the digests in the config. */
async function readBlob(layout: string, blob: Descriptor): Promise<object> {
  const path = `${layout}/${blobPath(blob)}`;
  const seen = await digestFile(path);
  if (seen !== blob.digest) throw new Error(`its blob ${blob.digest} is ${seen}`);
  return JSON.parse(await readFile(path, "utf8"));
}
