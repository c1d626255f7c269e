/** The release script in a clone of this repository's last commit, and what a release is to those who use it. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { after, test } from "node:test";
import { imageToBuild } from "../../src/host/engine/cell-image.ts";
import { connectEngine, hasImage } from "../../src/host/engine/engine.ts";
import { registryProblem, startRegistry } from "../support/registry.ts";
import { run, scratch } from "../support/scratch.ts";

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const engine = await connectEngine().catch((error: Error) => error.message);
const skip = (typeof engine === "string" && engine) || (registryProblem() ?? false);

const folder = scratch();
after(() => folder[Symbol.dispose]());
const repository = `${folder.path}/repository`;
const origin = `${folder.path}/origin.git`;
const cacheHome = `${folder.path}/cache`;

// Git as on a machine of nobody's, which may read whatever user's clone this runs in.
Object.assign(process.env, {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "safe.directory",
  GIT_CONFIG_VALUE_0: "*",
});
run("git", "clone", "--quiet", ".", repository);
const git = (...args: string[]) => run("git", "-C", repository, ...args);
git("checkout", "--quiet", "-B", "main");
if (git("tag", "--list", `v${version}`) !== "") git("tag", "--delete", `v${version}`);
for (const name of ["user.name", "user.email"]) git("config", name, "a test");
run("git", "clone", "--quiet", "--bare", repository, origin);
git("remote", "set-url", "origin", origin);

symlinkSync(resolve("node_modules"), `${repository}/node_modules`);
writeFileSync(`${repository}/.git/info/exclude`, "node_modules\n");
// Distros and kernels that other suites have staged are not staged again.
mkdirSync("build/cache", { recursive: true });
mkdirSync(cacheHome);
symlinkSync(resolve("build/cache"), `${cacheHome}/cowpio`);

// Tests that this one runs in are not those that the script runs.
const { NODE_TEST_CONTEXT: _, ...outer } = process.env;
const env: NodeJS.ProcessEnv = { ...outer, XDG_CACHE_HOME: cacheHome };
const node = (...args: string[]) => spawnSync(process.execPath, args, { cwd: repository, env, encoding: "utf8" });
const release = (...args: string[]) => node("scripts/release.ts", ...args);
const refused = (...args: string[]) => {
  const { status, stderr } = release(...args);
  assert.equal(status, 1);
  return stderr.trim();
};

test("a dry release builds, tests, tags, and leaves the repository as it was", () => {
  const { status, stdout, stderr } = release("99.0.0", "--dry-run", "--suites", "bundle");
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, new RegExp(`${version.replaceAll(".", "\\.")} becomes 99\\.0\\.0\n`));
  for (const file of [
    "CHANGELOG.md",
    "native/core/version.hpp",
    "package.json",
    "packaging/arch/PKGBUILD",
    "packaging/debian/changelog",
    "packaging/rpm/cowpio.spec",
    "share/man/man1/cowpio.1",
  ])
    assert.match(stdout, new RegExp(`^ ${file} +\\|`, "m"));
  assert.match(stdout, /made the commit and the tags v99\.0\.0 and v99; now:/);
  assert.match(stdout, /that was a dry run, in a clone that is gone\n$/);
  assert.equal(git("status", "--porcelain"), "");
  assert.equal(git("tag", "--list", "v99*"), "");
});

test("an invalid release is refused with its reason", () => {
  assert.match(refused("1.0.0"), /--registry ghcr\.io\/cowpio/);
  assert.match(refused("1.0.0", "--dry-run", "--push"), /a dry run pushes nothing/);
  const registry = ["--registry", "localhost:1"];
  assert.match(refused("one", ...registry), /version "one": not of the form MAJOR\.MINOR\.PATCH/);
  assert.match(refused("0.0.1", ...registry), /0\.0\.1 is older than/);
  git("tag", "v98.0.0");
  assert.match(refused("98.0.0", ...registry), /there is a tag v98\.0\.0 already/);
  writeFileSync(`${repository}/new`, "");
  assert.match(refused("99.0.0", ...registry), /changes that are not committed/);
  git("clean", "--quiet", "--force");
  git("checkout", "--quiet", "-b", "other");
  assert.match(refused("99.0.0", ...registry), /releases are made on main/);
  git("checkout", "--quiet", "main");
});

test("problems that would appear after all the work are reported before it", () => {
  const registry = ["--registry", "localhost:1"];
  git("config", "user.useConfigOnly", "true");
  git("config", "--unset", "user.email");
  assert.match(refused("99.0.0", ...registry), /git knows nobody to commit as: git config user\.name/);
  git("config", "user.email", "a test");
  assert.ok(refused("99.0.0", ...registry, "--native", cacheHome).includes(cacheHome));
  git("remote", "set-url", "origin", `${folder.path}/gone`);
  assert.match(refused("99.0.0", ...registry, "--push"), /origin does not take main from here: see above/);
  git("remote", "set-url", "origin", origin);
  assert.equal(git("status", "--porcelain"), "");
});

test("a release runs on images pulled by digest, and with native files that are what was released", {
  skip,
}, async () => {
  using registry = await startRegistry(folder.path);
  // This version: its cell image is there.
  const options = ["--registry", registry.address, "--distros", "trixie", "--suites", "bundle"];
  const released = release(version, ...options, "--native", resolve("prebuilds"), "--push");
  assert.equal(released.status, 0, released.stdout + released.stderr);
  for (const ref of ["main", `v${version}`, `v${version.split(".")[0]}`])
    assert.equal(run("git", "-C", origin, "rev-parse", `${ref}^{commit}`), git("rev-parse", `${ref}^{commit}`), ref);
  assert.equal(git("ls-tree", "--name-only", "main", "dist/release.json"), "");
  git("checkout", "--quiet", `v${version}`);
  const { cell, distros } = JSON.parse(readFileSync(`${repository}/dist/release.json`, "utf8"));

  const { reference } = await imageToBuild(repository);
  assert.equal(cell.sources, reference);
  const tagged = [`cowpio-cell:kept-${process.pid}`, reference] as const;
  run("docker", "tag", reference, tagged[0]);
  const forget = (...images: string[]) => spawnSync("docker", ["image", "rm", ...images]);
  const pushed = ["cowpio-cell", "cowpio-distro-trixie"].map((name) => `${registry.address}/${name}:${version}`);
  try {
    // With the last tag of a repository its digest goes, too.
    forget(reference, ...pushed);
    for (const image of [cell.image, distros.trixie])
      assert.ok(typeof engine !== "string" && !(await hasImage(engine, image)), image);
    const requested = { distros: "release:trixie", kernels: "6.12", "file-systems": "btrfs", compare: "none" };
    const given = { ...requested, controls: "none", "report-dir": `${folder.path}/report` };
    const ran = node("dist/cli.js", "run", ...Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]));
    assert.equal(ran.status, 0, ran.stdout + ran.stderr);
    assert.ok(ran.stdout.includes(`pulling the cell image ${cell.image}\n`), ran.stdout);
    assert.ok(ran.stdout.includes(`pulling distro ${distros.trixie}\n`), ran.stdout);
  } finally {
    run("docker", "tag", ...tagged);
    forget(tagged[0], cell.image, distros.trixie, `cowpio-distro-trixie:${version}`);
  }

  const executable = `${repository}/dist/native/linux-${process.arch}/cowpio`;
  assert.equal(run(executable, "--version"), `cowpio ${version}\n`);
  appendFileSync(executable, "x");
  const tampered = node("dist/cli.js", "run");
  assert.equal(tampered.status, 3);
  assert.match(tampered.stderr, /linux-\w+\/cowpio is not what \S+ was released with: expected sha256:/);
});
