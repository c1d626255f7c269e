/** A short run of each fuzzer (native/fuzz); docs/fuzzing.md has the long ones. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { scratch } from "./scratch.ts";

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

for (const target of readdirSync("native/fuzz").flatMap((name) => /^(\w+)\.cpp$/.exec(name)?.[1] ?? []))
  test(`nothing is found in ${target}`, { skip }, (t) => {
    const { status, stdout, stderr } = spawnSync("make", ["-s", "-j2", "-C", "native", `fuzz-${target}`, "SECONDS=8"], {
      encoding: "utf8",
      maxBuffer: 1 << 26,
    });
    assert.equal(status, 0, stdout + stderr);
    t.diagnostic(stdout.trim());
  });
