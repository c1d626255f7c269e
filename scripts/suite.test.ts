import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { runSuite, type Suite } from "./suite.ts";

const never = new AbortController().signal;

/** Returns the driver's outcome of a test file with this body, run like every suite of Node's test runner. */
async function outcomeOf(body: string, deadline = 1, stop = never) {
  const folder = mkdtempSync(join(tmpdir(), "cowpio-suite-"));
  try {
    const file = join(folder, "some.test.ts");
    writeFileSync(
      file,
      `import { test, describe } from "node:test";\nimport assert from "node:assert/strict";\n${body}`,
    );
    // The runner refuses to run inside a test of its own: this variable is how it knows.
    const tests = [
      "env",
      "-u",
      "NODE_TEST_CONTEXT",
      "node",
      "--test",
      "--test-reporter=./scripts/reporter.ts",
      file,
    ] as const;
    const lines: string[] = [];
    const outcome = await runSuite({ name: "some", deadline, files: [file], tests }, stop, (line) => lines.push(line));
    return { ...outcome, lines };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const shell = (script: string, rest: Partial<Suite> = {}): Suite => ({
  name: "some",
  deadline: 1,
  ...rest,
  files: [],
  tests: ["sh", "-c", script],
});

async function watchFor(path: string): Promise<void> {
  for (let tries = 0; tries < 300 && !existsSync(path); tries += 1) await sleep(100);
}

/** Dead, and perhaps a zombie: a container's PID 1 may never reap its orphans. */
async function gone(pid: number): Promise<void> {
  const lives = () => existsSync(`/proc/${pid}`) && !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  for (let tries = 0; tries < 50 && lives(); tries += 1) await sleep(100);
  assert.ok(!lives());
}

test("passed, failed and skipped tests are counted and named, parents not in addition to children", async () => {
  const { passed, failed, skipped } = await outcomeOf(`
    describe("group", () => { test("good", () => {}); test("bad", () => assert.equal(1, 2)); });
    test("parent", async (t) => { await t.test("child", () => { throw new Error("boom"); }); });
    test("left out", { skip: "no such kernel" }, () => {});
    test("left out at run time", (t) => t.skip("no such disk"));
    test("planned", { todo: "next year" }, () => { throw new Error("not yet"); });
    test("slow", { timeout: 50 }, () => new Promise((done) => setTimeout(done, 1000)));`);
  assert.deepEqual(
    { passed, failed, skipped },
    {
      passed: 1,
      failed: ["group > bad", "parent > child", "slow"],
      skipped: ["left out: no such kernel", "left out at run time: no such disk", "planned: to do: next year"],
    },
  );
});

test("a failure shows its place and its message, and keeps them for the end of the log", async () => {
  const { lines, details = [] } = await outcomeOf(
    `test("bad", () => { console.log("noise"); assert.equal(1, 2); }); test("good", () => {});`,
  );
  for (const text of [lines, details])
    assert.match(text.join("\n"), /^FAIL bad\n.*some\.test\.ts:3\n.*AssertionError/m);
  assert.doesNotMatch(details.join("\n"), /noise|good/);
});

test("output of a test is never taken for a count", async () => {
  const { passed, failed } = await outcomeOf(
    `console.log("FAIL x\\n7 passed, 0 failed, 0 skipped"); test("one", () => {});`,
  );
  assert.deepEqual({ passed, failed }, { passed: 1, failed: [] });
});

for (const [what, body] of [
  ["throws while it loads", `throw new Error("x");`],
  ["has no test", ""],
  ["leaves with 0 before its tests are reported", `test("one", () => {}); test("two", () => process.exit(0));`],
] as const)
  test(`a file that ${what} is one failure`, async () => {
    const { passed, failed } = await outcomeOf(body);
    assert.equal(passed, 0);
    assert.equal(failed.length, 1);
  });

test("a suite that hangs is ended at its deadline", async () => {
  const { failed } = await runSuite({ ...shell("sleep 600"), deadline: 0.2 / 60 }, never, () => {});
  assert.deepEqual(failed, [`not done after ${0.2 / 60} minutes`]);
});

test("a stop ends a test with all its children, and names it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "cowpio-suite-"));
  const pidFile = join(folder, "pid");
  const stop = new AbortController();
  void watchFor(pidFile).then(() => stop.abort());
  const { passed, failed, lines } = await outcomeOf(
    `import { spawn } from "node:child_process"; import { writeFileSync } from "node:fs";
     test("hangs", async () => {
       const { pid } = spawn("sleep", ["600"]);
       await new Promise((done) => setTimeout(done, 300));
       writeFileSync(${JSON.stringify(pidFile)}, String(pid));
       await new Promise(() => setInterval(() => {}, 1000));
     });`,
    1,
    stop.signal,
  );
  assert.deepEqual({ passed, failed }, { passed: 0, failed: ["interrupted"] });
  assert.match(lines.join("\n"), /under way when interrupted: hangs/);
  await gone(Number(readFileSync(pidFile, "utf8")));
  rmSync(folder, { recursive: true });
});

test("a file that is missing, a command that is not installed and a need that fails are failures", async () => {
  const failedOf = async (suite: Suite) => (await runSuite(suite, never, () => {})).failed;
  assert.deepEqual(await failedOf({ name: "some", deadline: 1, files: ["test/no.test.ts"], tests: ["true"] }), [
    "test/no.test.ts does not exist",
  ]);
  assert.match(
    (await failedOf({ name: "some", deadline: 1, checks: { a: ["no-such-tool"] } })).join(),
    /^a: no-such-tool is not installed/,
  );
  assert.deepEqual(await failedOf(shell("echo 1 passed, 0 failed, 0 skipped", { needs: [["false"]] })), [
    "false: exit status 1",
  ]);
});

test("a closing line alone does not do: exit status and names must agree with it", async () => {
  const failedOf = async (script: string) => (await runSuite(shell(script), never, () => {})).failed;
  assert.deepEqual(await failedOf("echo 1 passed, 0 failed, 0 skipped"), []);
  assert.deepEqual(await failedOf("echo 1 passed, 0 failed, 0 skipped; exit 23"), ["exit status 23"]);
  assert.deepEqual(await failedOf("echo 1 passed, 0 failed, 0 skipped; kill -SEGV $$"), ["ended by SIGSEGV"]);
  assert.match((await failedOf("echo 1 passed, 1 failed, 0 skipped")).join(), /closing line/);
  assert.match((await failedOf("echo ok one")).join(), /closing line/);
  assert.deepEqual(await failedOf("echo 0 passed, 0 failed, 0 skipped"), ["it ran no test"]);
});
