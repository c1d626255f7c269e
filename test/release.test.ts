/** The release script, dry, in a clone of this repository's last commit. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { after, test } from "node:test";
import { run, scratch } from "./scratch.ts";

const folder = scratch();
after(() => folder[Symbol.dispose]());
const repository = `${folder.path}/repository`;
// Whoever made the clone that this runs in.
Object.assign(process.env, { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "safe.directory", GIT_CONFIG_VALUE_0: "*" });
run("git", "clone", "--quiet", ".", repository);
run("git", "-C", repository, "checkout", "--quiet", "-B", "main");
mkdirSync(`${repository}/build`);
symlinkSync(resolve("node_modules"), `${repository}/node_modules`);
writeFileSync(`${repository}/.git/info/exclude`, "node_modules\nbuild\n");

// Tests that this one runs in are not those that it runs.
const { NODE_TEST_CONTEXT: _, ...env } = process.env;
const release = (...args: string[]) =>
  spawnSync(process.execPath, ["scripts/release.ts", ...args], { cwd: repository, env, encoding: "utf8" });
const refused = (...args: string[]) => {
  const { status, stderr } = release(...args);
  assert.equal(status, 1);
  return stderr.trim();
};
const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };

test("a dry release builds, tests, tags, and leaves the repository as it was", () => {
  const { status, stdout, stderr } = release("99.0.0", "--dry-run", "--suites", "bundle");
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, new RegExp(`${version.replaceAll(".", "\\.")} becomes 99\\.0\\.0\n`));
  assert.match(stdout, /made the commit and the tags v99\.0\.0 and v99; now:/);
  assert.match(stdout, /that was a dry run, in a clone that is gone\n$/);
  assert.equal(run("git", "-C", repository, "status", "--porcelain"), "");
  assert.equal(run("git", "-C", repository, "tag", "--list", "v99*"), "");
});

test("what is no release is refused, and said why", () => {
  assert.match(refused("one"), /"one" is no version: give MAJOR\.MINOR\.PATCH/);
  assert.match(refused("0.0.1"), /0\.0\.1 is older than/);
  run("git", "-C", repository, "tag", "v98.0.0");
  assert.match(refused("98.0.0"), /there is a tag v98\.0\.0 already/);
  writeFileSync(`${repository}/new`, "");
  assert.match(refused("99.0.0"), /changes that are not committed/);
  run("git", "-C", repository, "clean", "--quiet", "--force");
  run("git", "-C", repository, "checkout", "--quiet", "-b", "other");
  assert.match(refused("99.0.0"), /releases are made on main/);
});
