/**
 * Runs the suites one after another, and ends with the plain line `N passed, N failed, N skipped` over all.
 * `node scripts/test.ts unit lint` runs a choice.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

type Suite = {
  readonly name: string;
  /** Each command is a test of its own, unless it counts its tests itself. */
  readonly commands: readonly (readonly string[])[];
  /** How the output tells its counts: node's test runner, the core's own closing line, or the exit status of each command. */
  readonly counts: "node" | "line" | "status";
  /** Minutes. */
  readonly deadline: number;
};

const nodeTest = (...files: string[]) => ["node", "--test", "--test-reporter=spec", "--test-concurrency=1", ...files];

const suites: readonly Suite[] = [
  {
    name: "lint",
    commands: [
      ["biome", "ci", "--error-on-warnings", "."],
      ["tsc"],
      ["make", "-s", "-j2", "-C", "native", "lint"],
      ["sh", "-c", "git ls-files '*.sh' .ci/run | xargs shellcheck"],
    ],
    counts: "status",
    deadline: 10,
  },
  { name: "unit", commands: [nodeTest("src/**/*.test.ts", "test/imports.test.ts")], counts: "node", deadline: 2 },
  { name: "core", commands: [["make", "-s", "-j2", "-C", "native", "test"]], counts: "line", deadline: 10 },
  { name: "native", commands: [nodeTest("test/native.test.ts")], counts: "node", deadline: 5 },
  { name: "filesystems", commands: [nodeTest("test/filesystems.test.ts")], counts: "node", deadline: 5 },
  { name: "bundle", commands: [["node", "scripts/build.ts", "--check"]], counts: "status", deadline: 1 },
  { name: "browser", commands: [nodeTest("test/browser.test.ts")], counts: "node", deadline: 3 },
  { name: "matrix", commands: [nodeTest("test/matrix.test.ts")], counts: "node", deadline: 15 },
  { name: "action", commands: [nodeTest("test/action.test.ts")], counts: "node", deadline: 10 },
  { name: "cleanup", commands: [nodeTest("test/cleanup.test.ts")], counts: "node", deadline: 10 },
];

type Counts = { passed: number; failed: number; skipped: number; readonly notes: string[] };

const home = resolve(import.meta.dirname, "..");
let running: ChildProcess | undefined;
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    if (running?.pid) process.kill(-running.pid, signal);
    process.exit(130);
  });

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`unknown suite ${unknown.join(", ")}; there are ${suites.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

const total: Counts = { passed: 0, failed: 0, skipped: 0, notes: [] };
for (const suite of suites.filter(({ name }) => asked.length === 0 || asked.includes(name))) {
  const started = performance.now();
  console.log(`\n=== ${suite.name}`);
  const counts = await runSuite(suite);
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
  total.notes.push(...counts.notes);
  if (counts.failed > 0) total.notes.push(`failed: ${suite.name}; run it alone: npm test -- ${suite.name}`);
  const took = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `=== ${suite.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped in ${took} s`,
  );
}
console.log(`\n${total.notes.join("\n")}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

/** A suite that crashes, takes too long or counts nothing has failed. */
async function runSuite(suite: Suite): Promise<Counts> {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0, notes: [] };
  for (const command of suite.commands) {
    const absent = command.filter((word) => /^test\/.*\.ts$/.test(word) && !existsSync(`${home}/${word}`));
    const { status, output } =
      absent.length > 0
        ? { status: -1, output: `${absent[0]} does not exist` }
        : await run(command, suite.deadline * 60_000);
    const found =
      suite.counts === "status"
        ? { passed: status === 0 ? 1 : 0, failed: 0, skipped: 0 }
        : countIn(output, suite.counts);
    counts.passed += found?.passed ?? 0;
    counts.failed += found?.failed ?? 0;
    counts.skipped += found?.skipped ?? 0;
    if (status !== 0 && (found?.failed ?? 0) === 0) counts.failed += 1;
    else if (found === undefined || found.passed + found.failed + found.skipped === 0)
      counts.failed += status === 0 ? 1 : 0;
    if (status !== 0) counts.notes.push(`  ${command.join(" ")}: exit status ${status}`);
    for (const [, title] of output.matchAll(/^\s*﹣ (.*# .*)$/gmu))
      counts.notes.push(`skipped: ${suite.name}: ${title}`);
  }
  return counts;
}

function countIn(
  output: string,
  kind: "node" | "line",
): { passed: number; failed: number; skipped: number } | undefined {
  if (kind === "line") {
    const [, passed, failed, skipped] = /^(\d+) passed, (\d+) failed, (\d+) skipped$/m.exec(output) ?? [];
    return passed === undefined
      ? undefined
      : { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
  }
  const read = (name: string) => Number(new RegExp(`^ℹ ${name} (\\d+)$`, "m").exec(output)?.[1] ?? 0);
  return { passed: read("pass"), failed: read("fail") + read("cancelled"), skipped: read("skipped") + read("todo") };
}

function run([program, ...args]: readonly string[], deadline: number): Promise<{ status: number; output: string }> {
  return new Promise((done) => {
    const child = spawn(program as string, args, { cwd: home, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    running = child;
    let output = "";
    const heard = (chunk: Buffer) => {
      output += chunk;
      process.stdout.write(chunk);
    };
    child.stdout.on("data", heard);
    child.stderr.on("data", heard);
    const timer = setTimeout(() => {
      console.error(`took more than ${deadline / 60_000} minutes`);
      if (child.pid) process.kill(-child.pid, "SIGKILL");
    }, deadline);
    child.on("error", (error) => heard(Buffer.from(`${error.message}\n`)));
    child.on("close", (status) => {
      clearTimeout(timer);
      done({ status: status ?? -1, output });
    });
  });
}
