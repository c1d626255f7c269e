import assert from "node:assert/strict";
import { test } from "node:test";
import { blobPath, dockerManifest, imageFor, isIndex, isManifest } from "./oci.ts";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const amd64 = { digest: digest("a"), platform: { architecture: "amd64", os: "linux" } };
const arm64 = { digest: digest("b"), platform: { architecture: "arm64", os: "linux" } };
const attestation = { digest: digest("c"), platform: { architecture: "unknown", os: "unknown" } };

test("the image of this machine's platform is chosen", () => {
  assert.equal(imageFor("amd64", { manifests: [arm64, amd64, attestation] }), amd64);
  const plain = { digest: digest("d") };
  assert.equal(imageFor("amd64", { manifests: [plain] }), plain);
});

test("no image for this machine, or more than one, is reported", () => {
  assert.throws(() => imageFor("amd64", { manifests: [arm64] }), /no image for amd64, only for arm64/);
  assert.throws(() => imageFor("amd64", { manifests: [] }), /its index is empty/);
  assert.throws(() => imageFor("amd64", { manifests: [amd64, amd64] }), /2 images for amd64\. Use an archive with one/);
});

test("a digest that is none becomes no path", () => {
  assert.equal(blobPath(amd64), `blobs/sha256/${"a".repeat(64)}`);
  for (const wrong of ["sha256:../../etc/passwd", "sha512:aa", `${digest("a")}/x`, ""])
    assert.throws(() => blobPath({ digest: wrong }), /is no SHA-256 digest/);
});

test("Docker's manifest names the blobs where they lie", () => {
  const manifest = { config: { digest: digest("1") }, layers: [{ digest: digest("2") }, { digest: digest("3") }] };
  assert.ok(isManifest(manifest) && !isIndex(manifest) && isIndex({ manifests: [] }));
  assert.deepEqual(JSON.parse(dockerManifest(manifest)), [
    {
      Config: `blobs/sha256/${"1".repeat(64)}`,
      RepoTags: null,
      Layers: [`blobs/sha256/${"2".repeat(64)}`, `blobs/sha256/${"3".repeat(64)}`],
    },
  ]);
});
