/**
 * Runs the suites one after another; the last line counts the tests of all: `N passed, N failed, N skipped`.
 * `node scripts/test.ts unit lint` runs a choice.
 */
import { globSync } from "node:fs";
import { resolve } from "node:path";
import { type Command, type Outcome, runSuite, type Suite } from "./suite.ts";

const home = resolve(import.meta.dirname, "..");

const nodeTests = (...files: string[]) => ({
  files: files.filter((file) => !file.includes("*")),
  tests: ["node", "--test", "--test-reporter=./scripts/reporter.ts", ...files] as const satisfies Command,
});
const withOption = (option: string, { files, tests: [node, ...args] }: ReturnType<typeof nodeTests>) => ({
  files,
  tests: [node, option, ...args] as const satisfies Command,
});
/** One file after another: each looks at what it left on the engine. */
const inTurn = (...files: string[]) => withOption("--test-concurrency=1", nodeTests(...files));
/** Runs all files in one process: starting one for each takes longer than their tests. */
const inOneProcess = (...files: string[]) => withOption("--test-isolation=none", nodeTests(...files));
/** Mounts of a suite end with it, however it ends. Without root it runs too, and skips. */
const inOwnMounts = (suite: { files: string[]; tests: Command }) =>
  process.getuid?.() === 0 ? { ...suite, tests: ["unshare", "--mount", ...suite.tests] as const } : suite;

const nativeBuilt: Command = ["make", "-s", "-j2", "-C", "native"];
const nativePrebuilt: Command = [...nativeBuilt, "prebuilds"];
/** These start dist/: what they say about a stale one would be about other sources. */
const bundleFresh: Command = ["node", "scripts/build.ts", "--check"];

const shellScripts = [
  ".ci/run",
  "packaging/debian/tests/share",
  "scripts/hooks/commit-msg",
  "scripts/hooks/pre-commit",
  ...globSync("**/*.sh", {
    cwd: home,
    exclude: ["node_modules", "build", ".cache", "cowpio-report", "cowpio-again"],
  }).sort(),
];

const suites: readonly Suite[] = [
  {
    name: "lint",
    deadline: 20,
    checks: {
      biome: ["biome", "ci", "--colors=off", "--error-on-warnings", "."],
      types: ["tsc"],
      native: ["make", "-s", "-j2", "-C", "native", "lint"],
      shell: ["shellcheck", ...shellScripts],
    },
  },
  {
    name: "unit",
    deadline: 8,
    ...inOneProcess(
      "src/**/*.test.ts",
      "scripts/**/*.test.ts",
      "bench/**/*.test.ts",
      "test/project/docs.test.ts",
      "test/writer/fstests.test.ts",
      "test/project/imports.test.ts",
      "test/project/threats.test.ts",
      "test/project/workflows.test.ts",
    ),
  },
  { name: "core", deadline: 15, files: [], tests: ["make", "-s", "-j2", "-C", "native", "test"] },
  // Links the core's tests again.
  {
    name: "mutants",
    deadline: 15,
    checks: { "each guard and each rule of verify taken away is noticed": ["node", "scripts/mutants.ts"] },
  },
  {
    name: "native",
    deadline: 15,
    needs: [nativeBuilt],
    ...inOwnMounts(
      nodeTests(
        "test/writer/native.test.ts",
        "test/writer/command-line.test.ts",
        "test/writer/report.test.ts",
        "test/writer/limits.test.ts",
        "test/writer/addon-work.test.ts",
        "test/writer/addon.test.ts",
        "test/writer/create.test.ts",
        "test/writer/manual.test.ts",
        "test/writer/readers.test.ts",
        "test/writer/three-cpio.test.ts",
      ),
    ),
  },
  {
    name: "filesystems",
    deadline: 5,
    needs: [nativeBuilt],
    ...inOwnMounts(
      nodeTests(
        "test/writer/filesystems.test.ts",
        "test/writer/full.test.ts",
        "test/writer/doctor.test.ts",
        "test/writer/readme.test.ts",
      ),
    ),
  },
  {
    name: "conformance",
    deadline: 12,
    needs: [nativeBuilt],
    ...inOwnMounts(
      nodeTests(
        "test/writer/conformance-content.test.ts",
        "test/writer/conformance-sources.test.ts",
        "test/writer/conformance-output.test.ts",
        "test/writer/conformance-powercut.test.ts",
        "test/writer/conformance-extents.test.ts",
      ),
    ),
  },
  { name: "injection", deadline: 15, needs: [nativeBuilt], ...inOwnMounts(nodeTests("test/writer/injection.test.ts")) },
  { name: "fuzz", deadline: 15, ...nodeTests("test/writer/fuzz.test.ts") },
  { name: "bundle", deadline: 1, checks: { "dist is what the sources give": bundleFresh } },
  { name: "package", deadline: 20, needs: [nativePrebuilt, bundleFresh], ...nodeTests("test/project/package.test.ts") },
  // The first that wants the cell image: its base may have to be bootstrapped, which takes root; the Action has none.
  { name: "matrix", deadline: 30, needs: [bundleFresh], ...nodeTests("test/matrix/matrix.test.ts") },
  // Compares with the matrix's report.
  { name: "shards", deadline: 20, needs: [bundleFresh], ...nodeTests("test/matrix/shards.test.ts") },
  {
    name: "formats",
    deadline: 2,
    needs: [bundleFresh],
    ...nodeTests("test/report/formats.test.ts", "test/report/diff.test.ts"),
  },
  // Looks at the matrix's report, too.
  {
    name: "browser",
    deadline: 5,
    ...nodeTests("test/report/report-browser.test.ts", "test/report/history-browser.test.ts"),
  },
  {
    name: "action",
    deadline: 6,
    needs: [bundleFresh],
    ...inTurn("test/action/modes.test.ts", "test/action/action.test.ts"),
  },
  {
    name: "images",
    deadline: 10,
    needs: [bundleFresh],
    ...inTurn("test/matrix/images.test.ts", "test/matrix/distros.test.ts"),
  },
  { name: "kernels", deadline: 20, needs: [nativeBuilt, bundleFresh], ...nodeTests("test/writer/kernels.test.ts") },
  { name: "checkout", deadline: 30, needs: [bundleFresh], ...nodeTests("test/matrix/checkout.test.ts") },
  {
    name: "release",
    // Alone in a fresh clone; what other suites built or staged (native files, cell image, distro) takes no time again.
    deadline: 30,
    needs: [nativePrebuilt, bundleFresh],
    ...nodeTests("test/project/release.test.ts"),
  },
  {
    name: "faults",
    deadline: 20,
    needs: [bundleFresh],
    ...inTurn("test/matrix/faults.test.ts", "test/matrix/engine.test.ts", "test/matrix/bootloaders.test.ts"),
  },
  { name: "security", deadline: 12, needs: [bundleFresh], ...nodeTests("test/matrix/security.test.ts") },
  { name: "no-engine", deadline: 25, needs: [nativeBuilt, bundleFresh], ...nodeTests("test/matrix/no-engine.test.ts") },
  { name: "cleanup", deadline: 25, needs: [bundleFresh], ...nodeTests("test/matrix/cleanup.test.ts") },
  // The longest: last, so that a late run leaves out this one alone.
  { name: "axes", deadline: 22, needs: [bundleFresh], ...nodeTests("test/matrix/axes.test.ts") },
];

const requested = process.argv.slice(2);
const unknown = requested.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`unknown suite ${unknown.join(", ")}; there are ${suites.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.on(name, () => {
    console.log(`${name}: ending the suite that runs`);
    stop.abort();
  });

const chosen = suites.filter(({ name }) => requested.length === 0 || requested.includes(name));
const outcomes: (Outcome & { suite: string })[] = [];
/** Minutes after which no further suite begins. Default: no limit. */
const minutes = Number(process.env["TEST_MINUTES"] ?? Number.POSITIVE_INFINITY);
const isLate = () => performance.now() > minutes * 60_000;

for (const [index, suite] of chosen.entries()) {
  if (stop.signal.aborted) break;
  if (isLate()) {
    outcomes.push({ suite: suite.name, passed: 0, failed: [], skipped: [`not begun within ${minutes} minutes`] });
    continue;
  }
  console.log(`\n[${index + 1}/${chosen.length}] ${suite.name}`);
  const started = performance.now();
  const outcome = await runSuite(suite, stop.signal, (line) => console.log(`${suite.name} | ${line}`));
  outcomes.push({ suite: suite.name, ...outcome });
  const took = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`[${index + 1}/${chosen.length}] ${suite.name}: ${summary(outcome)}, ${took} s`);
}

const listed = suites.flatMap((suite) => ("files" in suite ? suite.files : []));
const forgotten = globSync("test/**/*.test.ts", { cwd: home }).filter((file) => !listed.includes(file));
if (forgotten.length > 0)
  outcomes.push({ suite: "test/", passed: 0, skipped: [], failed: forgotten.map((file) => `${file} is in no suite`) });

const skipped = outcomes.flatMap(({ suite, skipped }) => skipped.map((name) => `  ${suite}: ${name}`));
if (skipped.length > 0) console.log(`\nskipped:\n${skipped.join("\n")}`);
const failing = outcomes.filter(({ failed }) => failed.length > 0);
for (const { suite, failed, details = [] } of failing)
  console.log(
    `\nfailed in ${suite}${suite === "test/" ? "" : `; to run it alone: npm test -- ${suite}`}\n${[...failed, ...details].map((line) => `  ${line}`).join("\n")}`,
  );

const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0);
const failed = failing.reduce((sum, outcome) => sum + outcome.failed.length, 0);
console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
process.exitCode = stop.signal.aborted ? 130 : failed > 0 || passed === 0 ? 1 : 0;

function summary({ passed, failed, skipped }: Outcome): string {
  const all = passed + failed.length + skipped.length;
  const parts = [
    failed.length > 0 && `${failed.length} of ${all} failed`,
    skipped.length > 0 && `${skipped.length} of ${all} skipped`,
  ];
  return parts.filter((part) => part !== false).join(", ") || `all ${all} passed`;
}
