import assert from "node:assert/strict";
import { test } from "node:test";
import {
  blobPath,
  dockerManifest,
  generatorIn,
  imageFor,
  imageIn,
  isIndex,
  isManifest,
  kernelsIn,
} from "./archives.ts";

const missing = (listing: string) => generatorIn(listing).missing;

const whole = ["./", "./usr/bin/dracut", "./usr/bin/bash", "./usr/sbin/depmod", "./usr/lib/dracut/modules.d/99base/"];

test("a root with dracut lacks nothing, however its paths are written", () => {
  assert.deepEqual(missing(whole.join("\n")), []);
  assert.deepEqual(missing(whole.map((path) => path.replace("./", "")).join("\n")), []);
});

test("everything that is missing is named", () => {
  assert.deepEqual(missing("etc/os-release\nusr/bin/bash\n"), [
    "dracut",
    "dracut's modules (usr/lib/dracut/modules.d)",
    "depmod",
  ]);
  assert.deepEqual(missing(["usr/share/doc/bin/dracut.txt", ...whole.slice(2)].join("\n")), ["dracut"]);
});

test("an image's archive is distinguished from a root's by what lies at its top", () => {
  assert.equal(imageIn("0a1b.json\n0a1b/layer.tar\nmanifest.json\n"), "docker");
  assert.equal(imageIn("./oci-layout\n./index.json\n./manifest.json\n"), "docker");
  assert.equal(imageIn("./oci-layout\n./index.json\n"), "oci");
  assert.equal(imageIn(whole.join("\n")), undefined);
});

test("an invalid kernel version is refused", () => {
  for (const version of ["..", "../../etc", "6.1/../../..", ".", "-x", "6.1 x"])
    assert.deepEqual(kernelsIn(`boot/vmlinuz-${version}\nlib/modules/${version}/modules.dep`), [], version);
});

test("a kernel counts with its modules, in either place", () => {
  const listing = [
    "boot/vmlinuz-6.1",
    "usr/lib/modules/6.1/kernel/",
    "boot/vmlinuz-6.2",
    "boot/vmlinuz-5.10",
    "lib/modules/5.10/modules.dep",
  ].join("\n");
  assert.deepEqual(kernelsIn(listing), [
    { version: "6.1", image: "boot/vmlinuz-6.1", modules: "usr/lib/modules/6.1" },
    { version: "5.10", image: "boot/vmlinuz-5.10", modules: "lib/modules/5.10" },
  ]);
});

test("a kernel beside its modules is found without /boot, and of several the newest comes first", () => {
  const listing = ["vmlinuz", "kernel/"].flatMap((name) =>
    ["6.9.12", "6.17.1-300.fc43", "6.17.1-2"].map((version) => `./usr/lib/modules/${version}/${name}`),
  );
  assert.deepEqual(
    kernelsIn([...listing, "./boot/vmlinuz-6.9.12"].join("\n")).map(({ image }) => image),
    ["6.17.1-300.fc43", "6.17.1-2", "6.9.12"].map((version) => `usr/lib/modules/${version}/vmlinuz`),
  );
});

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
