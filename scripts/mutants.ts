/**
 * `npm run mutants`: takes the guards of docs/threat-model.md and the rules of verify away one by one, in a copy, and runs
 * the tests that are to notice. A mutant that no test notices fails. `npm run mutants -- --cells` tries the guards that
 * take a cell, minutes.
 */
import { execFile, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import { transformSync } from "esbuild";
import { inCells, type Mutant, mutants } from "./guards.ts";

const home = resolve(import.meta.dirname, "..");

type Notice = "noticed" | "UNNOTICED" | "could not tell";

/** Whether the tests notice. They have to be able to: without a mutant they all pass, and none is skipped. */
function tried({ file, guard, instead, test }: Mutant, copy: string): Notice {
  if (!able(test, copy)) return "could not tell";
  const path = `${copy}/${file}`;
  const text = readFileSync(path, "utf8");
  const mutant = replacedIn(text, { file, guard, instead });
  // Throws for what Node could not even read: that fails every test.
  transformSync(mutant, { loader: "ts" });
  writeFileSync(path, mutant);
  try {
    const { passed, failed } = ran(test, copy);
    return failed > 0 ? "noticed" : passed > 0 ? "UNNOTICED" : "could not tell";
  } finally {
    writeFileSync(path, text);
  }
}

function replacedIn(text: string, { file, guard, instead }: Pick<Mutant, "file" | "guard" | "instead">): string {
  if (text.split(guard).length !== 2) throw new Error(`${file}: not once in it: ${guard}`);
  return text.replace(guard, () => instead);
}

const unmutated = new Map<string, boolean>();
function able(test: string, copy: string): boolean {
  const known = unmutated.get(test);
  if (known !== undefined) return known;
  const { passed, failed, skipped } = ran(test, copy);
  const good = passed > 0 && failed === 0 && skipped === 0;
  if (!good)
    console.log(`${test} without a mutant: ${passed} passed, ${failed} failed, ${skipped} skipped: it shows nothing`);
  unmutated.set(test, good);
  return good;
}

type Counts = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** Runs a file of tests, or the suite `security`; throws when that is not what ends. */
function ran(test: string, copy: string): Counts {
  const suite = test === "security";
  if (suite) node(copy, "scripts/build.ts");
  const output = suite
    ? node(copy, "scripts/test.ts", "security")
    : node(copy, "--test", "--test-isolation=none", "--test-reporter=./scripts/reporter.ts", test);
  const [, ...counts] =
    /^(\d+) passed, (\d+) failed, (\d+) skipped$/m.exec(output.split("\n").slice(-2).join("\n")) ?? [];
  const [passed, failed, skipped] = counts.map(Number);
  if (passed === undefined || failed === undefined || skipped === undefined)
    throw new Error(`${test} ended without a count: ${output.slice(-1000)}`);
  return { passed, failed, skipped };
}

/** Tries verify without each of its rules: one build, in which the environment variable MUTED names the rule that finds nothing. */
async function withoutRules(copy: string): Promise<Notice[]> {
  const [native, build] = [`${copy}/native`, `${copy}/rules`];
  const make = (folder: string, ...args: string[]) => {
    const { status } = spawnSync("make", ["-s", "-j2", "-C", folder, ...args], { stdio: ["ignore", 2, 2] });
    if (status !== 0) throw new Error(`make ${args.join(" ")} failed with exit status ${status}`);
  };
  make(`${home}/native`, "../build/core-tests");
  cpSync(`${home}/build/obj/test`, `${build}/obj/test`, { recursive: true, preserveTimestamps: true });
  const verifier = `${native}/core/unpack/verify.cpp`;
  let text = readFileSync(verifier, "utf8");
  for (const [guard, instead] of [
    ["    ++result_.found;", "    if (is_muted(row_of(rule).code)) return;\n    ++result_.found;"],
    ["== findings_max)", '== findings_max && !is_muted("too-many"))'],
  ] as const)
    text = replacedIn(text, { file: verifier, guard, instead });
  const isMuted = `#include <cstdlib>
#include <string_view>
static bool is_muted(std::string_view code) {
  const char* muted = std::getenv("MUTED");
  return muted != nullptr && muted == code;
}
`;
  writeFileSync(verifier, isMuted + text);
  make(native, "../rules/core-tests", "BUILD=../rules");
  const failed = (rule: string) =>
    new Promise<boolean>((resolve) => {
      const options = { env: { ...env, MUTED: rule }, maxBuffer: 1 << 28 };
      execFile(`${build}/core-tests`, ["verify_test.cpp"], options, (error) => resolve(error !== null));
    });
  if (await failed("none")) throw new Error("verify's tests fail without a mutant");
  const rules = readFileSync(`${native}/core/unpack/rules.cpp`, "utf8").matchAll(/\{Rule::\w+, \w+, "([^"]+)"/g);
  const notices: Notice[] = [];
  const next = async (): Promise<void> => {
    for (const [, rule = ""] of rules) {
      const notice = (await failed(rule)) ? "noticed" : "UNNOTICED";
      console.log(`rule ${notice.padEnd(14)} ${rule}`);
      notices.push(notice);
    }
  };
  await Promise.all([next(), next()]);
  return notices;
}

// Tests that this one runs in are not those that it runs.
const { NODE_TEST_CONTEXT: _, ...env } = process.env;
const node = (cwd: string, ...args: string[]): string =>
  spawnSync(process.execPath, args, { cwd, env, encoding: "utf8", maxBuffer: 1 << 28 }).stdout;

const copy = mkdtempSync(`${tmpdir()}/cowpio-mutants-`);
try {
  const shared = ["node_modules", "build"];
  for (const name of readdirSync(home))
    if (!shared.includes(name) && name !== ".git" && name !== ".cache")
      cpSync(`${home}/${name}`, `${copy}/${name}`, { recursive: true, preserveTimestamps: true });
  for (const name of shared.filter((name) => existsSync(`${home}/${name}`)))
    symlinkSync(realpathSync(`${home}/${name}`), `${copy}/${name}`);
  const tryThese = (those: readonly Mutant[]) =>
    those.map((mutant) => {
      const notice = tried(mutant, copy);
      const what = mutant.guard.trim().replace(/\s+/g, " ").slice(0, 70);
      console.log(`${mutant.promise.padEnd(4)} ${notice.padEnd(14)} ${mutant.file}: ${what} (${mutant.test})`);
      return notice;
    });
  const notices = process.argv.includes("--cells")
    ? tryThese(inCells)
    : [...tryThese(mutants), ...(await withoutRules(copy))];
  const count = (what: Notice) => notices.filter((notice) => notice === what).length;
  console.log(
    `${count("noticed")} of ${notices.length} mutants noticed, ${count("UNNOTICED")} unnoticed, of ${count("could not tell")} nothing can be told`,
  );
  process.exitCode = count("noticed") === notices.length ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}
