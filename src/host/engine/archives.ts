import { createReadStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { digestFile } from "../../lib/digest.ts";
import { exec } from "../../lib/process.ts";
import { architecture } from "../../model/architectures.ts";
import { UserError } from "../../model/errors.ts";
import { type Generator, generators } from "../../model/generators.ts";
import { type Engine, follow } from "./engine.ts";

/** Files that a cell needs with a generator in its distro, by the ends of their paths. */
const neededBy = (generator: Generator) => Object.entries({ ...generator.files, depmod: /(^|\/)s?bin\/depmod$/ });

/** The paths of a tar archive's listing, without what stands before them. */
const pathsOf = (listing: string): string[] => listing.split("\n").map((line) => line.replace(/^(\.?\/)+/, ""));

/** Returns the generator of a distro and what it lacks, by the listing of its root's archive: the one that lacks least. */
export function generatorIn(listing: string): { readonly generator: Generator; readonly missing: readonly string[] } {
  const paths = pathsOf(listing);
  const each = Object.values(generators).map((generator) => {
    const lacks = neededBy(generator).filter(([, pattern]) => !paths.some((path) => pattern.test(path)));
    return { generator, missing: lacks.map(([what]) => what) };
  });
  return each.reduce((best, one) => (one.missing.length < best.missing.length ? one : best));
}

/** Returns the layout of an image's archive by its listing: docker save's (which may include OCI's), or OCI's only; undefined: not an image. */
export function imageIn(listing: string): "docker" | "oci" | undefined {
  const paths = pathsOf(listing);
  if (paths.includes("manifest.json")) return "docker";
  return paths.includes("oci-layout") && paths.includes("index.json") ? "oci" : undefined;
}

/** `uname -r` begins with the version's number; it becomes part of paths. */
export const isKernelVersion = (text: string): boolean => /^\d[\w.+~-]*$/.test(text);

/** A kernel in a root: paths of its image and of its modules' folder, relative to the root. */
export type KernelPaths = { readonly version: string; readonly image: string; readonly modules: string };

/** Beside the modules, as Fedora, Arch and dracut (dracut.sh, kernel_image) have it; else in /boot. */
const imagesOf = (modules: string, version: string): readonly string[] => [
  ...["vmlinuz", "vmlinux", "Image"].map((name) => `${modules}/${name}`),
  `boot/vmlinuz-${version}`,
];

/** Returns the kernels of a root that have an image and modules, the newest first. */
export function kernelsIn(listing: string): KernelPaths[] {
  const paths = new Set(pathsOf(listing));
  const folders = [...paths].flatMap((path) => {
    const [, modules = "", version = ""] = /^((?:usr\/)?lib\/modules\/([^/]+))\//.exec(path) ?? [];
    return isKernelVersion(version) ? [[version, modules] as const] : [];
  });
  return [...new Map(folders)]
    .flatMap(([version, modules]): KernelPaths[] => {
      const image = imagesOf(modules, version).find((path) => paths.has(path));
      return image === undefined ? [] : [{ version, image, modules }];
    })
    .sort((a, b) => newestFirst(a.version, b.version));
}

const { compare } = new Intl.Collator("en", { numeric: true });
const newestFirst = (a: string, b: string): number => compare(b, a);

/** The paths in a tar archive, packed or not, one a line. Throws a `UserError` for what is none. */
export async function listArchive(path: string, what: string): Promise<string> {
  if (!existsSync(path)) throw new UserError(`${what}: no such file`);
  return exec({ program: "tar", args: ["--list", "--file", path] }).catch((cause) => {
    throw new UserError(`${what}: not a tar archive: ${(cause as Error).message}`, { cause });
  });
}

/** Whether a distro's archive is an image's or a root's. Throws a `UserError` for a root that lacks what a cell needs. */
export async function examineArchive(path: string): Promise<"image" | "root"> {
  const listing = await listArchive(path, `distro ${path}`);
  if (imageIn(listing) !== undefined) return "image";
  refuse(listing, path);
  return "root";
}

/** Throws a `UserError` when the root in an archive lacks what a cell needs. */
export async function assertHasGenerator(tar: string, requested: string): Promise<void> {
  refuse(await listArchive(tar, `distro ${requested}`), requested);
}

function refuse(listing: string, requested: string): void {
  const { generator, missing } = generatorIn(listing);
  if (missing.length > 0)
    throw new UserError(
      `distro ${requested} lacks ${missing.join(", ")}: install ${generator.name} in it, or use another distro`,
    );
}

type Loading = {
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

/** An index may name further ones; more than this is a circle. */
const maxIndexes = 4;

async function manifestIn(layout: string): Promise<Manifest> {
  let found: object = JSON.parse(await readFile(`${layout}/index.json`, "utf8"));
  for (let indexes = 0; isIndex(found) && indexes < maxIndexes; indexes++)
    found = await readBlob(layout, imageFor(architecture.debian, found));
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

/** The OCI's image layout (opencontainers/image-spec, image-layout.md), as far as one image is found in it. */

type Platform = { readonly architecture?: string; readonly os?: string };
type Descriptor = { readonly digest: string; readonly platform?: Platform };
/** `index.json`, or a blob that is one more. */
type Index = { readonly manifests: readonly Descriptor[] };
type Manifest = { readonly config: Descriptor; readonly layers: readonly Descriptor[] };

export const isIndex = (blob: object): blob is Index => "manifests" in blob && Array.isArray(blob.manifests);
export const isManifest = (blob: object): blob is Manifest =>
  "config" in blob && "layers" in blob && Array.isArray(blob.layers);

/** The one image for this architecture, as Go calls it. Throws, saying what there is, when there is none or more than one. */
export function imageFor(architecture: string, { manifests }: Index): Descriptor {
  const own = manifests.filter(({ platform }) => (platform?.architecture ?? architecture) === architecture);
  const [first, ...others] = own;
  if (first === undefined)
    throw new Error(`no image for ${architecture}, only for ${text(manifests) || "nothing: its index is empty"}`);
  if (others.length > 0) throw new Error(`${own.length} images for ${architecture}. Use an archive with one`);
  return first;
}

const text = (manifests: readonly Descriptor[]): string =>
  manifests.map(({ platform }) => platform?.architecture ?? "any").join(", ");

/** Where a blob lies in the layout. A digest becomes a path: throws for what is none. */
export function blobPath({ digest }: Descriptor): string {
  const [, hex] = /^sha256:([0-9a-f]{64})$/.exec(digest) ?? [];
  if (hex === undefined) throw new Error(`"${digest}" is no SHA-256 digest`);
  return `blobs/sha256/${hex}`;
}

/** The manifest.json of `docker save` over the same blobs: Docker before 25 loads nothing else. */
export const dockerManifest = ({ config, layers }: Manifest): string =>
  JSON.stringify([{ Config: blobPath(config), RepoTags: null, Layers: layers.map(blobPath) }]);
