/** The OCI's image layout (opencontainers/image-spec, image-layout.md), as far as one image is found in it. */

type Platform = { readonly architecture?: string; readonly os?: string };
export type Descriptor = { readonly digest: string; readonly platform?: Platform };
/** `index.json`, or a blob that is one more. */
export type Index = { readonly manifests: readonly Descriptor[] };
export type Manifest = { readonly config: Descriptor; readonly layers: readonly Descriptor[] };

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
