/** An image's archive in the OCI's layout, put together by hand from the archive of a root. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { run } from "./scratch.ts";

/** Gives the archive's path. Around the image there is an index of several platforms; `packed`: its layer is gzip's. */
export function makeOciArchive(folder: string, root: string, { packed = false, architecture = "amd64" } = {}): string {
  const layout = `${folder}/layout`;
  mkdirSync(`${layout}/blobs/sha256`, { recursive: true });
  const digestOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
  const put = (content: object | Buffer, mediaType: string) => {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
    const hex = digestOf(bytes);
    writeFileSync(`${layout}/blobs/sha256/${hex}`, bytes);
    return { mediaType: `application/vnd.oci.image.${mediaType}`, digest: `sha256:${hex}`, size: bytes.length };
  };
  const tar = readFileSync(root);
  const layer = packed ? put(gzipSync(tar), "layer.v1.tar+gzip") : put(tar, "layer.v1.tar");
  const config = put(
    { architecture, os: "linux", config: {}, rootfs: { type: "layers", diff_ids: [`sha256:${digestOf(tar)}`] } },
    "config.v1+json",
  );
  const manifest = put({ schemaVersion: 2, config, layers: [layer] }, "manifest.v1+json");
  const platforms = put(
    { schemaVersion: 2, manifests: [{ ...manifest, platform: { architecture, os: "linux" } }] },
    "index.v1+json",
  );
  writeFileSync(`${layout}/index.json`, JSON.stringify({ schemaVersion: 2, manifests: [platforms] }));
  writeFileSync(`${layout}/oci-layout`, JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  run("tar", "--create", "--file", `${folder}/oci.tar`, "--directory", layout, "oci-layout", "index.json", "blobs");
  return `${folder}/oci.tar`;
}
