/** The command as it is typed, where it starts nothing. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { goodRun, withOutcomes } from "../test/support/fixture.ts";
import { writeReport } from "./report/write.ts";

const folder = mkdtempSync(`${tmpdir()}/cowpio-cli-`);
after(() => rmSync(folder, { recursive: true }));
const good = goodRun();
await writeReport(good, `${folder}/good`);
await writeReport(
  withOutcomes(good, { "btrfs-6.1": (previous) => ({ ...previous, status: "FAIL" }) }),
  `${folder}/bad`,
);

const command = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["src/cli.ts", ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
};

test("every mistake of a line is reported at once, and ends with 2", () => {
  const { status, stderr } = command("plan", "more", "--shards", "abc", "--kernels", "6.2", "--markdown", "--boots");
  assert.equal(status, 2);
  assert.equal(
    stderr,
    `${[
      "--boots: a value is missing",
      "--markdown: only valid with diff, and not together with --json",
      '--shards: expected auto or a whole number from 1 to 256, got "abc"',
      'kernels: unknown kernel "6.2", did you mean "6.1"? Use 5.10, 6.1, 6.12, sid, builtin, or a path (./6.2)',
      'plan: unexpected "more"',
    ]
      .map((line) => `cowpio-matrix: ${line}\n`)
      .join("")}See cowpio-matrix --help.\n`,
  );
  const unknown = command("plann", "--distro", "nosuch", "--jsonn", "--output", "folder");
  assert.equal(unknown.status, 2);
  assert.match(
    unknown.stderr,
    /unknown command "plann", did you mean "plan"\?[\s\S]*--output: only valid with history\n[\s\S]*--distro: unknown distro "nosuch"/,
  );
  assert.match(unknown.stderr, /unknown input "jsonn", did you mean "json"\?/);
});

test("doctor takes one distro by its own option", () => {
  const { status, stderr } = command("doctor", "--distros", "trixie");
  assert.equal(status, 2);
  assert.match(stderr, /--distros: only valid with run and plan\. Use --distro with doctor\n/);
});

test("doctor reports a cache-dir that cannot be written to, and a missing engine once", () => {
  const doctor = [process.execPath, "src/cli.ts", "doctor", "--cache-dir", "/proc/cowpio"];
  const { status, stdout } = spawnSync("env", ["DOCKER_HOST=unix:///no/such.sock", ...doctor], { encoding: "utf8" });
  assert.equal(status, 3);
  assert.match(stdout, /^missing +cache-dir +cache-dir \/proc\/cowpio: ENOENT.*; use a writable directory$/m);
  assert.match(stdout, /^ok +accelerator +KVM could not be tried: see above$/m);
  assert.equal(stdout.split("no engine answers").length, 2, stdout);
});

test("a report's folder that cannot be written to is reported before a cell is begun", () => {
  const { status, stderr } = command("run", "--cache-dir", `${folder}/cache`, "--report-dir", "/proc/cowpio");
  assert.equal(status, 3);
  assert.match(stderr, /^cowpio-matrix: report-dir \/proc\/cowpio: ENOENT.*; use a writable directory\n$/);
});

test("files that are not there are reported at once, before an engine is needed", () => {
  const places = ["--cache-dir", `${folder}/cache`, "--report-dir", `${folder}/report`];
  const given = ["--kernels", "./no/kernel", "--distros", "./no/distro.tar", "--dracut", "./no/dracut"];
  const { status, stderr } = command("run", ...given, ...places);
  assert.equal(status, 3);
  assert.match(
    stderr,
    /kernel \S+no\/kernel: no such directory or archive\ndistro \S+: no such file\ndracut \S+: no such/,
  );
});

test("a plan without a cell is wrong use", () => {
  for (const name of ["plan", "run"]) {
    const { status, stderr, stdout } = command(name, "--exclude", "file-system=btrfs;file-system=xfs");
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, /the matrix has no cell: exclude "file-system=btrfs; file-system=xfs" leaves out 4/);
  }
});

test("fail-on: never says so in the first line, also of a diff, and fails for nothing", () => {
  const reports = [`${folder}/good`, `${folder}/bad`] as const;
  assert.equal(command("diff", ...reports).status, 1);
  for (const form of [[], ["--markdown"]]) {
    const { status, stdout } = command("diff", ...reports, "--fail-on", "never", ...form);
    assert.equal(status, 0);
    assert.match(stdout, /^fail-on is never: the exit status is 0 for every verdict\n/);
  }
  const json = command("diff", ...reports, "--fail-on", "never", "--json");
  assert.match(json.stderr, /^fail-on is never/);
  assert.equal(JSON.parse(json.stdout).regressions.length, 1);
});

test("history: its options are its own, a refused report ends with 1, and none with 3", () => {
  assert.equal(
    command("history", "--report-url", "ftp://x").stderr,
    `${[
      "history: a report, or a directory of reports, is missing",
      "history: --output is missing",
      '--report-url: expected http:// or https:// and {name}, got "ftp://x"',
    ]
      .map((line) => `cowpio-matrix: ${line}\n`)
      .join("")}See cowpio-matrix --help.\n`,
  );
  const output = ["--output", `${folder}/history`];
  const some = command("history", `${folder}/good`, `${folder}/nowhere`, `${folder}/bad/run.json`, ...output);
  assert.equal(some.status, 1);
  assert.match(some.stdout, /^1 night, 2026-11-23 to 2026-11-23: 1 added, 0 already there, 1 replaced\n/);
  assert.match(some.stderr, /^cowpio-matrix: report \S+\/nowhere: ENOENT.*\n$/);
  const none = command("history", `${folder}/nowhere`, "--output", `${folder}/other`);
  assert.equal(none.status, 3);
  assert.match(
    none.stderr,
    /^cowpio-matrix: output \S+\/other: has no history yet, and no report could be read\nreport \S+\/nowhere: ENOENT/,
  );
});

test("the help says what the exit statuses mean", () => {
  assert.match(
    command("--help").stdout,
    /Exit status of run and merge: 0 everything requested is proven, or accepted by --fail-on and --allow/,
  );
});
