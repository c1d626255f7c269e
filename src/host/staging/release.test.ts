import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { executableOf, type Release, readRelease, releasedDistro } from "./release.ts";

const sha256 = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}` as const;
const release: Release = {
  version: "1.2.3",
  cell: { sources: "cowpio-cell:0123456789abcdef", image: `example.org/cell@${sha256("cell")}` },
  distros: { trixie: `example.org/distro@${sha256("trixie")}` },
  native: { "native/linux-arm64/cowpio": sha256("ELF") },
};

function checkout(context: TestContext, content: object = release, native = "ELF"): string {
  const home = mkdtempSync(join(tmpdir(), "cowpio-release-"));
  context.after(() => rmSync(home, { recursive: true }));
  mkdirSync(`${home}/dist/native/linux-arm64`, { recursive: true });
  writeFileSync(`${home}/dist/release.json`, JSON.stringify(content));
  writeFileSync(`${home}/dist/native/linux-arm64/cowpio`, native);
  return home;
}

test("a release is taken when its native files are what was released", async (context) => {
  const home = checkout(context);
  assert.deepEqual(await readRelease(home, "1.2.3"), release);
  assert.equal(executableOf(home, release, "arm64"), `${home}/dist/native/linux-arm64/cowpio`);
  assert.equal(executableOf(home, release, "x64"), undefined);
});

test("a checkout that is no release has none", async (context) => {
  const home = checkout(context);
  rmSync(`${home}/dist/release.json`);
  assert.equal(await readRelease(home, "1.2.3"), undefined);
});

test("a native file that is another, or missing, is reported by its name and digests", async (context) => {
  await assert.rejects(readRelease(checkout(context, release, "virus"), "1.2.3"), {
    message: new RegExp(
      `linux-arm64/cowpio is not what 1\\.2\\.3 was released with: expected ${sha256("ELF")}, found ${sha256("virus")}\\. Check cowpio out again`,
    ),
  });
  const home = checkout(context);
  rmSync(`${home}/dist/native`, { recursive: true });
  await assert.rejects(readRelease(home, "1.2.3"), /linux-arm64\/cowpio is missing, which 1\.2\.3 has/);
});

test("a file of another version, or that fixes nothing, or names other paths, is refused", async (context) => {
  await assert.rejects(readRelease(checkout(context), "1.2.4"), /release\.json is of 1\.2\.3, and this is 1\.2\.4/);
  for (const wrong of [
    {},
    { ...release, native: {} },
    { ...release, native: undefined },
    { ...release, distros: {} },
    { ...release, distros: undefined },
    { ...release, cell: { image: release.cell.image } },
    { ...release, cell: { sources: release.cell.sources } },
    { ...release, cell: { ...release.cell, image: "example.org/cell:latest" } },
    { ...release, distros: { trixie: "example.org/distro@sha256:1" } },
    { ...release, native: { "native/../../etc/passwd": sha256("x") } },
    { ...release, native: { "native/linux-x64/cowpio": "x" } },
  ])
    await assert.rejects(readRelease(checkout(context, wrong), "1.2.3"), /is not a valid release file/);
});

test("a distro that no release fixes is reported, with what there is", () => {
  assert.equal(releasedDistro(release, "trixie"), release.distros["trixie"]);
  assert.throws(() => releasedDistro(release, "sid"), /release:sid: cowpio 1\.2\.3 pins trixie; sid is built/);
  assert.throws(() => releasedDistro(undefined, "sid"), /release:sid: this checkout of cowpio is not a release/);
});
