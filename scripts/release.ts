/**
 * `npm run release -- 0.2.0 --registry ghcr.io/cowpio`: builds, checks and commits a version, pushes its images, tags a commit
 * behind it that fixes images and native files by digest (main never has them), and moves the tag of its major. What to push
 * is said at the end.
 *
 * `--suites "lint unit"`: the tests to pass. `--subjects "trixie"`: the subjects to push. `--native FOLDER`: native files that
 * were built before. `--dry-run`: in a clone that is thrown away, and without images where no registry is given.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Digest } from "../src/domain/cell.ts";
import type { Release } from "../src/provision/release.ts";
import { digestFile } from "../src/sys/digest.ts";

class Refusal extends Error {}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "dry-run": { type: "boolean" },
    registry: { type: "string", default: "" },
    subjects: { type: "string", default: "bookworm trixie sid" },
    native: { type: "string", default: "" },
    suites: { type: "string", default: "lint unit core native bundle package" },
  },
});

/** `cwd`: the repository, or the clone. */
async function release(cwd: string, asked: string, suites: readonly string[]): Promise<void> {
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
  const say = (line: string) => console.log(`release: ${line}`);
  const read = (name: string) => readFileSync(`${cwd}/${name}`, "utf8");

  if (values.registry === "" && !values["dry-run"])
    throw new Refusal("give a registry for the images: --registry ghcr.io/cowpio");
  const version = /^(\d+)\.(\d+)\.(\d+)$/.exec(asked);
  if (version === null) throw new Refusal(`"${asked}" is no version: give MAJOR.MINOR.PATCH`);
  const { version: was } = JSON.parse(read("package.json")) as { version: string };
  const tags = run("git", "tag", "--list", `v${asked}`);
  if (tags !== "") throw new Refusal(`there is a tag v${asked} already`);
  if (older(asked, was)) throw new Refusal(`${asked} is older than ${was}, which package.json has`);
  if (run("git", "status", "--porcelain") !== "") throw new Refusal("there are changes that are not committed");
  if (run("git", "branch", "--show-current") !== "main") throw new Refusal("releases are made on main");
  if (!/^## Unreleased\n+(?!## )\S/m.test(read("CHANGELOG.md")))
    throw new Refusal('CHANGELOG.md has nothing under "## Unreleased"');

  say(`${was} becomes ${asked}`);
  run("npm", "version", asked, "--no-git-tag-version", "--allow-same-version");
  const day = new Date().toISOString().slice(0, 10);
  const changes = read("CHANGELOG.md").replace("## Unreleased\n", `## Unreleased\n\n## ${asked}, ${day}\n`);
  writeFileSync(`${cwd}/CHANGELOG.md`, changes);
  const header = "native/core/version.hpp";
  writeFileSync(`${cwd}/${header}`, read(header).replace(`"${was}"`, `"${asked}"`));
  say("building the bundles, the reference and the manual");
  run(process.execPath, "scripts/build.ts");
  run(process.execPath, "scripts/reference.ts");
  run("make", "-s", "-C", "native", "-j2", "executable");
  run(process.execPath, "scripts/manual.ts");
  say(`tests: ${suites.join(", ")}`);
  const { status } = spawnSync(process.execPath, ["scripts/test.ts", ...suites], { cwd, stdio: "inherit" });
  if (status !== 0) throw new Refusal("its tests do not pass: see above; git checkout . takes its changes back");
  const images = values.registry === "" ? undefined : publish();
  run("git", "add", "--all");
  run("git", "commit", "--quiet", "--message", `Release ${asked}`);
  say(run("git", "show", "--stat", "--format=the commit %s:"));

  // Off main: its next commit would be other sources beside these files.
  run("git", "checkout", "--quiet", "--detach");
  if (images !== undefined) await fix(images);
  run("git", "tag", "--annotate", `v${asked}`, "--message", `cowpio ${asked}`);
  run("git", "tag", "--force", "--annotate", `v${version[1]}`, "--message", `cowpio ${asked}, the newest of its major`);
  run("git", "checkout", "--quiet", "main");
  say(`made the commit and the tags v${asked} and v${version[1]}; now:`);
  say(`  git push origin main v${asked} && git push --force origin v${version[1]}`);

  function publish(): Pick<Release, "cell" | "subjects"> {
    say(`pushing the images to ${values.registry}`);
    return JSON.parse(run(process.execPath, "scripts/publish.ts", values.registry, ...listed(values.subjects)));
  }

  async function fix(images: Pick<Release, "cell" | "subjects">): Promise<void> {
    say(values.native ? `native files of ${values.native}` : "building the native files");
    if (!values.native) run("make", "-s", "-C", "native", "-j2", "prebuilds");
    cpSync(values.native || `${cwd}/prebuilds`, `${cwd}/dist/native`, { recursive: true });
    const native: Record<string, Digest> = {};
    for (const name of globSync("native/*/*", { cwd: `${cwd}/dist` }).sort())
      native[name] = await digestFile(`${cwd}/dist/${name}`);
    const fixed: Release = { version: asked, ...images, native };
    writeFileSync(`${cwd}/dist/release.json`, `${JSON.stringify(fixed, undefined, 2)}\n`);
    run(process.execPath, "scripts/build.ts", "--check");
    run("git", "add", "--force", "dist");
    run("git", "commit", "--quiet", "--message", `Fix the images and native files of ${asked}`);
  }
}

const listed = (words: string): string[] => words.split(/[\s,]+/).filter((word) => word !== "");

/** Of versions without a suffix. */
function older(a: string, b: string): boolean {
  const [x, y] = [a, b].map((version) => version.split(".").map(Number)) as [number[], number[]];
  const at = x.findIndex((number, index) => number !== y[index]);
  return at >= 0 && (x[at] as number) < (y[at] as number);
}

const home = resolve(import.meta.dirname, "..");
const [asked = "", ...more] = positionals;
const suites = listed(values.suites);
try {
  if (more.length > 0) throw new Refusal(`unexpected "${more[0]}"`);
  if (!values["dry-run"]) await release(home, asked, suites);
  else {
    const folder = mkdtempSync(`${tmpdir()}/cowpio-release-`);
    const clone = `${folder}/cowpio`;
    try {
      execFileSync("git", ["clone", "--quiet", "--branch", "main", home, clone]);
      for (const name of ["user.name", "user.email"]) execFileSync("git", ["config", name, "dry run"], { cwd: clone });
      // Not build/: what is built here is of another version.
      symlinkSync(`${home}/node_modules`, `${clone}/node_modules`);
      writeFileSync(`${clone}/.git/info/exclude`, "node_modules\n");
      await release(clone, asked, suites);
      console.log("release: that was a dry run, in a clone that is gone");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  console.error(`release: ${error.message}`);
  process.exitCode = 1;
}
