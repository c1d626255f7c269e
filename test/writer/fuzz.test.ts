/** A short run of each fuzzer (native/fuzz); docs/fuzzing.md has the long ones. */
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { before, describe, test } from "node:test";
import { runBeside, scratch } from "../support/scratch.ts";

/** clang has its fuzzer in a package of its own (libclang-rt-VERSION-dev). */
function fuzzerProblem(): string | undefined {
  using folder = scratch();
  const source = 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }';
  const { status } = spawnSync(
    "clang++",
    ["-fsanitize=fuzzer,address", "-x", "c++", "-", "-o", `${folder.path}/probe`],
    {
      input: source,
    },
  );
  return status === 0 ? undefined : "there is no clang++ that links -fsanitize=fuzzer";
}
const skip = fuzzerProblem() ?? false;

const targets = readdirSync("native/fuzz").flatMap((name) => /^(\w+)\.cpp$/.exec(name)?.[1] ?? []);
const make = (...args: string[]) => runBeside("make", ["-s", "-C", "native", ...args]);

before(async () => {
  if (skip === false) await make("-j2", ...targets.map((target) => `../build/fuzz/${target}`));
});

describe("two at a time", { concurrency: 2 }, () => {
  for (const target of targets)
    test(`nothing is found in ${target}`, { skip }, async (t) => {
      t.diagnostic((await make(`fuzz-${target}`, "SECONDS=8")).trim());
    });
});
