/**
 * `npm run release -- 0.2.0`: builds, checks, commits and tags a version, and moves the tag of its major; what to push is
 * said at the end. `--dry-run` does all that in a clone that is thrown away. `--suites "lint unit"` are the tests to pass.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

class Refusal extends Error {}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "dry-run": { type: "boolean" },
    suites: { type: "string", default: "lint unit core native bundle package" },
  },
});

/** `cwd`: the repository, or the clone. */
function release(cwd: string, asked: string, suites: readonly string[]): void {
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }).trim();
  const say = (line: string) => console.log(`release: ${line}`);
  const read = (name: string) => readFileSync(`${cwd}/${name}`, "utf8");

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
  say("building the bundles and the reference");
  run(process.execPath, "scripts/build.ts");
  run(process.execPath, "scripts/reference.ts");
  say(`tests: ${suites.join(", ")}`);
  run(process.execPath, "scripts/test.ts", ...suites);
  run("git", "add", "--all");
  run("git", "commit", "--quiet", "--message", `Release ${asked}`);
  run("git", "tag", "--annotate", `v${asked}`, "--message", `cowpio ${asked}`);
  run("git", "tag", "--force", "--annotate", `v${version[1]}`, "--message", `cowpio ${asked}, the newest of its major`);
  say(`made the commit and the tags v${asked} and v${version[1]}; now:`);
  say(`  git push origin main v${asked} && git push --force origin v${version[1]}`);
}

/** Of versions without a suffix. */
function older(a: string, b: string): boolean {
  const [x, y] = [a, b].map((version) => version.split(".").map(Number)) as [number[], number[]];
  const at = x.findIndex((number, index) => number !== y[index]);
  return at >= 0 && (x[at] as number) < (y[at] as number);
}

const home = resolve(import.meta.dirname, "..");
const [asked = "", ...more] = positionals;
const suites = values.suites.split(/[\s,]+/);
try {
  if (more.length > 0) throw new Refusal(`unexpected "${more[0]}"`);
  if (!values["dry-run"]) release(home, asked, suites);
  else {
    const folder = mkdtempSync(`${tmpdir()}/cowpio-release-`);
    const clone = `${folder}/cowpio`;
    try {
      execFileSync("git", ["clone", "--quiet", "--branch", "main", home, clone]);
      for (const name of ["user.name", "user.email"]) execFileSync("git", ["config", name, "dry run"], { cwd: clone });
      for (const shared of ["node_modules", "build"]) symlinkSync(`${home}/${shared}`, `${clone}/${shared}`);
      writeFileSync(`${clone}/.git/info/exclude`, "node_modules\nbuild\n");
      release(clone, asked, suites);
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
