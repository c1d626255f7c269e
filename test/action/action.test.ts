/** The Action's manners: wrong inputs, no engine, a cancelled job. */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { actionProblem, leftBehind, Workspace } from "../support/runner.ts";

const skip = actionProblem() ?? false;

test("every wrong input is reported at once, before anything is started", { skip }, async () => {
  using workspace = new Workspace();
  const { status, output } = await workspace.start("main", {
    kernels: "6.2",
    "file-system": "xfs",
    controls: "perhaps",
  }).ended;
  assert.equal(status, 1);
  assert.match(output, /::error::unknown input "file-system", did you mean "file-systems"\?/);
  assert.match(output, /kernels: unknown kernel "6\.2", did you mean "6\.1"\?/);
  assert.match(output, /controls: unknown value "perhaps". Use few, all, none/);
  assert.deepEqual(workspace.values("GITHUB_STATE"), {});
});

test("the report's path is an output, however early the Action fails", { skip }, async () => {
  for (const [given, folder] of [
    [{}, "cowpio-report"],
    [{ "report-dir": "there" }, "there"],
  ] as const) {
    using workspace = new Workspace();
    const { status } = await workspace.start("main", { ...given, kernels: "6.2" }).ended;
    assert.equal(status, 1);
    assert.deepEqual(workspace.values("GITHUB_OUTPUT"), { "report-dir": workspace.file(`work/${folder}`) });
  }
});

test("without an engine it says which one it looked for, and what to do", { skip }, async () => {
  using workspace = new Workspace();
  const { status, output } = await workspace.start("main", {}, { env: { DOCKER_HOST: "unix:///no/such.sock" } }).ended;
  assert.equal(status, 1);
  assert.match(
    output,
    /::error::no engine answers at unix:\/\/\/no\/such\.sock \(DOCKER_HOST\): .*systemctl start docker/,
  );
});

test("a kernel's folder or a distro that is not there is reported before anything is built", { skip }, async () => {
  using workspace = new Workspace();
  const kernel = await workspace.start("main", { kernels: "./mine" }).ended;
  assert.match(kernel.output, /::error::kernel \S+\/work\/mine: no such directory/);
  const distro = await workspace.start("main", { distros: "./mine.tar" }).ended;
  assert.match(distro.output, /::error::distro \S+\/work\/mine\.tar: no such file/);
  for (const { status, output } of [kernel, distro]) assert.ok(status === 1 && !output.includes("building"), output);
});

test("an image that is not there is reported by its name", { skip }, async () => {
  using workspace = new Workspace();
  const { status, output } = await workspace.start("main", { "cell-image": "no-such-image:1" }).ended;
  assert.equal(status, 1);
  assert.match(output, /cell-image no-such-image:1 is neither a file nor an image that can be pulled/);
});

test("a cancelled job ends within 7 seconds and leaves nothing", { skip }, async () => {
  using workspace = new Workspace();
  const { child, ended, output: printed } = workspace.start("main", { kernels: "6.12", "file-systems": "btrfs" });
  while (!printed().includes("building distro") && child.exitCode === null) await wait(50);
  await wait(1000);
  const requested = performance.now();
  child.kill("SIGINT");
  const { status, output } = await ended;
  const took = performance.now() - requested;
  assert.equal(status, 1, output);
  assert.match(output, /::error::cancelled by SIGINT/);
  assert.ok(took < 7000, `it took ${took} ms`);
  assert.deepEqual(leftBehind(), []);
  const runs = workspace.file("home/.cache/cowpio/tmp");
  assert.deepEqual(existsSync(runs) ? readdirSync(runs) : [], []);
});
