/**
 * `npm run release -- 0.2.0 --registry ghcr.io/cowpio`: builds, checks and commits a version, pushes its images, tags a commit
 * behind it that fixes images and native files by digest (main never has them), and moves the tag of its major. What to push
 * is said at the end; `--push` does it.
 *
 * `--suites "lint unit"`: the tests to pass. `--distros "trixie"`: the distros to push. `--native FOLDER`: native files that
 * were built before. `--dry-run`: in a clone that is thrown away, and without images where no registry is given.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Release, readRelease } from "../src/host/staging/release.ts";
import { digestFile } from "../src/lib/digest.ts";
import type { Digest } from "../src/model/cell.ts";

class InputError extends Error {}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "dry-run": { type: "boolean" },
    push: { type: "boolean" },
    registry: { type: "string", default: "" },
    distros: { type: "string", default: "bookworm trixie sid" },
    native: { type: "string", default: "" },
    suites: { type: "string", default: "lint unit core native bundle package" },
  },
});

/** `cwd`: the repository, or the clone. */
async function release(cwd: string, requested: string, suites: readonly string[]): Promise<void> {
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
  const succeeds = (program: string, ...args: string[]) =>
    spawnSync(program, args, { cwd, stdio: ["ignore", "inherit", "inherit"] }).status === 0;
  const log = (line: string) => console.log(`release: ${line}`);
  const read = (name: string) => readFileSync(`${cwd}/${name}`, "utf8");

  if (values.registry === "" && !values["dry-run"])
    throw new InputError("no registry for the images. Use --registry ghcr.io/cowpio");
  const version = /^(\d+)\.(\d+)\.(\d+)$/.exec(requested);
  if (version === null) throw new InputError(`version "${requested}": not of the form MAJOR.MINOR.PATCH`);
  const { version: was } = JSON.parse(read("package.json")) as { version: string };
  const tags = run("git", "tag", "--list", `v${requested}`);
  if (tags !== "") throw new InputError(`there is a tag v${requested} already`);
  if (older(requested, was)) throw new InputError(`${requested} is older than ${was}, which package.json has`);
  if (run("git", "status", "--porcelain") !== "") throw new InputError("there are changes that are not committed");
  if (run("git", "branch", "--show-current") !== "main") throw new InputError("releases are made on main");
  if (!/^## Unreleased\n+(?!## )\S/m.test(read("CHANGELOG.md")))
    throw new InputError('CHANGELOG.md has nothing under "## Unreleased"');
  // Checked first: otherwise the error would come after all the work.
  if (spawnSync("git", ["var", "GIT_COMMITTER_IDENT"], { cwd }).status !== 0)
    throw new InputError("git knows nobody to commit as: git config user.name and user.email");
  if (values.native && globSync("*/cowpio*", { cwd: values.native }).length === 0)
    throw new InputError(`${values.native}: no native files. Run make -C native prebuilds`);
  if (values.push && !succeeds("git", "push", "--dry-run", "--quiet", "origin", "main"))
    throw new InputError("origin does not take main from here: see above");

  log(`${was} becomes ${requested}`);
  run("npm", "version", requested, "--no-git-tag-version", "--allow-same-version");
  const day = new Date().toISOString().slice(0, 10);
  const changes = read("CHANGELOG.md").replace("## Unreleased\n", `## Unreleased\n\n## ${requested}, ${day}\n`);
  writeFileSync(`${cwd}/CHANGELOG.md`, changes);
  for (const file of ["native/core/version.hpp", "packaging/arch/PKGBUILD", "packaging/rpm/cowpio.spec"])
    writeFileSync(`${cwd}/${file}`, read(file).replace(was, requested));
  const debian = "packaging/debian/changelog";
  writeFileSync(`${cwd}/${debian}`, debianEntry(requested) + read(debian));
  log("building the bundles, the reference and the manual");
  run(process.execPath, "scripts/build.ts");
  run(process.execPath, "scripts/reference.ts");
  run("make", "-s", "-C", "native", "-j2", "executable");
  run(process.execPath, "scripts/manual.ts");
  log(`tests: ${suites.join(", ")}`);
  if (!succeeds(process.execPath, "scripts/test.ts", ...suites))
    throw new InputError("its tests do not pass: see above; git checkout . takes its changes back");
  const native = values.native ? resolve(values.native) : `${cwd}/prebuilds`;
  const fixed = values.registry === "" ? undefined : await toFix();
  run("git", "add", "--all");
  run("git", "commit", "--quiet", "--message", `Release ${requested}`);
  log(run("git", "show", "--stat", "--format=the commit %s:"));

  // Off main: its next commit would be other sources beside these files.
  run("git", "checkout", "--quiet", "--detach");
  if (fixed !== undefined) await fix(fixed);
  run("git", "tag", "--annotate", `v${requested}`, "--message", `cowpio ${requested}`);
  run(
    "git",
    "tag",
    "--force",
    "--annotate",
    `v${version[1]}`,
    "--message",
    `cowpio ${requested}, the newest of its major`,
  );
  run("git", "checkout", "--quiet", "main");
  const pushing = ["push", "--atomic", "origin", "main", `v${requested}`, `+v${version[1]}`];
  log(`made the commit and the tags v${requested} and v${version[1]}; ${values.push ? "pushing" : "now"}:`);
  log(`  git ${pushing.join(" ")}`);
  if (values.push) run("git", ...pushing);

  async function toFix(): Promise<Release> {
    log(values.native ? `native files of ${native}` : "building the native files");
    if (!values.native) run("make", "-s", "-C", "native", "-j2", "prebuilds");
    const digests: Record<string, Digest> = {};
    for (const name of globSync("*/*", { cwd: native }).sort())
      digests[`native/${name}`] = await digestFile(`${native}/${name}`);
    log(`pushing the images to ${values.registry}`);
    const images = run(process.execPath, "scripts/publish.ts", values.registry, ...listed(values.distros));
    return { version: requested, ...(JSON.parse(images) as Pick<Release, "cell" | "distros">), native: digests };
  }

  async function fix(fixed: Release): Promise<void> {
    cpSync(native, `${cwd}/dist/native`, { recursive: true });
    writeFileSync(`${cwd}/dist/release.json`, `${JSON.stringify(fixed, undefined, 2)}\n`);
    await readRelease(cwd, requested);
    run(process.execPath, "scripts/build.ts", "--check");
    run("git", "add", "--force", "dist");
    run("git", "commit", "--quiet", "--message", `Fix the images and native files of ${requested}`);
  }
}

const listed = (words: string): string[] => words.split(/[\s,]+/).filter((word) => word !== "");

/** A version's entry in Debian's changelog (deb-changelog(5)). */
function debianEntry(version: string): string {
  const date = new Date().toUTCString().replace("GMT", "+0000");
  return `cowpio (${version}-1) unstable; urgency=medium

  * Release ${version}.

 -- The cowpio authors <cowpio@example.org>  ${date}

`;
}

/** Versions without a suffix. */
function older(a: string, b: string): boolean {
  const [x, y] = [a, b].map((version) => version.split(".").map(Number)) as [number[], number[]];
  const at = x.findIndex((number, index) => number !== y[index]);
  return at >= 0 && (x[at] as number) < (y[at] as number);
}

const home = resolve(import.meta.dirname, "..");
const [requested = "", ...more] = positionals;
const suites = listed(values.suites);
try {
  if (more.length > 0) throw new InputError(`unexpected "${more[0]}"`);
  if (values.push && values["dry-run"]) throw new InputError("a dry run pushes nothing. Use --dry-run or --push");
  if (!values["dry-run"]) await release(home, requested, suites);
  else {
    const folder = mkdtempSync(`${tmpdir()}/cowpio-release-`);
    const clone = `${folder}/cowpio`;
    // Ctrl-C also ends the command that runs; its failure ends this one, which then removes the folder.
    process.once("SIGINT", () => {});
    try {
      execFileSync("git", ["clone", "--quiet", "--branch", "main", home, clone]);
      for (const name of ["user.name", "user.email"]) execFileSync("git", ["config", name, "dry run"], { cwd: clone });
      // Not build/: what is built here is of another version.
      symlinkSync(`${home}/node_modules`, `${clone}/node_modules`);
      writeFileSync(`${clone}/.git/info/exclude`, "node_modules\n");
      await release(clone, requested, suites);
      console.log("release: that was a dry run, in a clone that is gone");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
} catch (error) {
  const isInterrupted = (error as { readonly signal?: string }).signal === "SIGINT";
  if (!isInterrupted && !(error instanceof InputError)) throw error;
  console.error(`release: ${isInterrupted ? "interrupted" : (error as InputError).message}`);
  process.exitCode = isInterrupted ? 130 : 1;
}
