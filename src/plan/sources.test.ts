import assert from "node:assert/strict";
import { test } from "node:test";
import { distroSource, dracutSource, kernelSource, sourceProblem } from "./sources.ts";

test("a kernel is Debian's by version or package, the distro's own, or a path", () => {
  const name = "linux-image-cloud-amd64";
  assert.deepEqual(kernelSource("6.12"), { kind: "debian", suite: "trixie", package: name });
  assert.deepEqual(kernelSource("package:linux-image-6.1.0-44-amd64@bookworm"), {
    kind: "debian",
    suite: "bookworm",
    package: "linux-image-6.1.0-44-amd64",
  });
  assert.deepEqual(kernelSource("builtin"), { kind: "builtin" });
  for (const path of ["./6.12", "/srv/kernel.tar", "package:a/b@sid"])
    assert.deepEqual(kernelSource(path), { kind: "path", path });
});

test("a distro is a Debian suite, a release's, an image or a path", () => {
  assert.deepEqual(distroSource("sid"), { kind: "debian", suite: "sid" });
  assert.deepEqual(distroSource("release:trixie"), { kind: "release", suite: "trixie" });
  assert.deepEqual(distroSource("image:ghcr.io/a/b:latest"), { kind: "image", reference: "ghcr.io/a/b:latest" });
  assert.deepEqual(distroSource("builtin"), { kind: "builtin" });
  assert.deepEqual(distroSource("../root.tar"), { kind: "path", path: "../root.tar" });
});

test("dracut is the distro's own or a checkout", () => {
  assert.deepEqual(dracutSource("builtin"), { kind: "builtin" });
  assert.deepEqual(dracutSource("./head"), { kind: "path", path: "./head" });
});

test("anything else has a problem, with what is near", () => {
  for (const [axis, value] of [
    ["kernel", "6.11"],
    ["kernel", "package:@sid"],
    ["distro", "trixy"],
    ["distro", "image:"],
    ["dracut", "head"],
  ] as const)
    assert.ok(sourceProblem[axis](value)?.includes(`"${value}"`), value);
  assert.match(sourceProblem.distro("trixy") ?? "", /"trixie"/);
  assert.equal(sourceProblem.kernel("./6.11"), undefined);
});
