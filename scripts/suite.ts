/** Runs one suite: what it needs first, then its tests, each command a child process under the suite's deadline. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

export type Command = readonly [program: string, ...args: string[]];

export type Suite = {
  readonly name: string;
  /** Minutes, over all commands. */
  readonly deadline: number;
  /** Commands that must succeed first; they do not count as tests. */
  readonly needs?: readonly Command[];
} & (
  | {
      /** Files that must be there. */
      readonly files: readonly string[];
      /** Prints `ok NAME`, `FAIL NAME`, `SKIP NAME: REASON` and last `N passed, N failed, N skipped`. */
      readonly tests: Command;
    }
  | {
      /** Each a test by its exit status. */
      readonly checks: Readonly<Record<string, Command>>;
    }
);

export type Outcome = {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
  /** Errors of the failed tests, at most `maxDetails` lines. */
  readonly details?: readonly string[];
};

/** A log may be cut in the middle: its end repeats the errors. */
const maxDetails = 60;

type Say = (line: string) => void;

const home = resolve(import.meta.dirname, "..");

/** A suite that lacks a file, cannot be started, crashes, takes too long or gives no count has one failure that says so. */
export async function runSuite(suite: Suite, stop: AbortSignal, log: Say): Promise<Outcome> {
  const late = AbortSignal.timeout(suite.deadline * 60_000);
  const signal = AbortSignal.any([stop, late]);
  const run = async (command: Command, onLine: Say) => {
    const problem = await runCommand(command, signal, onLine);
    return late.aborted ? `not done after ${suite.deadline} minutes` : stop.aborted ? "interrupted" : problem;
  };

  const missing = "files" in suite ? suite.files.filter((file) => !existsSync(resolve(home, file))) : [];
  if (missing.length > 0) return { passed: 0, failed: [`${missing.join(", ")} does not exist`], skipped: [] };
  for (const command of suite.needs ?? []) {
    const problem = await run(command, log);
    if (problem !== undefined) return { passed: 0, failed: [`${command.join(" ")}: ${problem}`], skipped: [] };
  }
  return "tests" in suite ? runTests(suite.tests, run, log) : runChecks(suite.checks, run, log);
}

type Run = (command: Command, onLine: Say) => Promise<string | undefined>;

async function runTests(command: Command, run: Run, log: Say): Promise<Outcome> {
  const failed: string[] = [];
  const skipped: string[] = [];
  const details: string[] = [];
  let inFailure = false;
  let closing: RegExpExecArray | null = null;
  const problem = await run(command, (line) => {
    log(line);
    const [, word, name = ""] = /^(FAIL|SKIP) +(.*)$/.exec(line) ?? [];
    inFailure = word === "FAIL" || (inFailure && /^ {5}(?!\|)/.test(line));
    if (inFailure && details.length < maxDetails) details.push(line);
    if (word === "FAIL") failed.push(name);
    if (word === "SKIP") skipped.push(name);
    closing = /^(\d+) passed, (\d+) failed, (\d+) skipped$/.exec(line) ?? closing;
  });
  const [, passed, failedCount, skippedCount] = (closing ?? []).map(Number);
  const text = passed !== undefined && failedCount === failed.length && skippedCount === skipped.length;
  if (problem !== undefined && (failed.length === 0 || !text)) failed.push(problem);
  else if (!text) failed.push("its closing line is missing, or counts other tests than it named");
  else if (passed + failed.length + skipped.length === 0) failed.push("it ran no test");
  return { passed: passed ?? 0, failed, skipped, details };
}

async function runChecks(checks: Readonly<Record<string, Command>>, run: Run, log: Say): Promise<Outcome> {
  const failed: string[] = [];
  for (const [name, command] of Object.entries(checks)) {
    const problem = await run(command, log);
    log(problem === undefined ? `ok   ${name}` : `FAIL ${name}: ${problem}`);
    if (problem !== undefined) failed.push(`${name}: ${problem}`);
  }
  return { passed: Object.keys(checks).length - failed.length, failed, skipped: [] };
}

/** How long a command that was asked to end may still clean up. */
const limit = 7_000;

/** Undefined when it exited with 0, else what happened. Nothing of its process group is left. */
async function runCommand([program, ...args]: Command, signal: AbortSignal, onLine: Say): Promise<string | undefined> {
  if (signal.aborted) return "not started";
  const child = spawn(program, args, {
    cwd: home,
    env: { ...process.env, PATH: `${home}/node_modules/.bin:${process.env["PATH"]}` },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const input of [child.stdout, child.stderr]) createInterface({ input }).on("line", onLine);

  const end = (name: NodeJS.Signals) => {
    try {
      if (child.pid) process.kill(-child.pid, name);
    } catch {
      // ESRCH: the group is gone.
    }
  };
  const timers: NodeJS.Timeout[] = [];
  const interrupt = () => {
    // First who leads: told at once with its tests, node's runner may call them failed before it says that it was interrupted.
    child.kill("SIGINT");
    timers.push(setTimeout(end, 500, "SIGINT"), setTimeout(end, limit, "SIGKILL"));
  };
  signal.addEventListener("abort", interrupt, { once: true });

  const { promise, resolve: settle } = Promise.withResolvers<string | undefined>();
  let problem: string | undefined;
  child.on("error", (error: NodeJS.ErrnoException) => {
    problem =
      error.code === "ENOENT"
        ? `${program} is not installed: sh scripts/setup.sh test installs what the tests need`
        : error.message;
  });
  child.on("exit", (status, name) => {
    if (status !== 0) problem = name === null ? `exit status ${status}` : `ended by ${name}`;
    end("SIGKILL");
  });
  child.on("close", () => settle(problem));
  try {
    return await promise;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener("abort", interrupt);
  }
}
