/** `cowpio-matrix diff` as it is typed: what it takes, and what it ends with. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { writeReport } from "../../src/report/write.ts";
import { goodRun, mixedRun, secondChance } from "../support/fixture.ts";
import { scratch } from "../support/scratch.ts";

const diff = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/cli.js", "diff", ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
};

test("diff of two reports: folders and files, as text, Markdown and JSON, with the status of each end", async () => {
  using folder = scratch();
  const at = (name: string) => `${folder.path}/${name}`;
  await writeReport(goodRun(), at("good"));
  await writeReport(goodRun(secondChance), at("again"));
  await writeReport(mixedRun(), at("mixed"));

  const same = diff(at("good"), at("again"));
  assert.equal(same.status, 0, same.stderr);
  assert.match(same.stdout, /^no difference\n/);

  const worse = diff(at("good"), at("mixed/run.json"));
  assert.equal(worse.status, 1, worse.stderr);
  assert.match(
    worse.stdout,
    /^regressed: 3 regressions, 0 fixes, 1 new skip, .*\n\nRegressions\n {2}btrfs-6\.12: PASS → FAIL: /,
  );
  assert.equal(diff(at("mixed"), at("good")).status, 0);

  const bare = diff(at("good/report.json"), at("mixed"), "--markdown");
  assert.equal(bare.status, 1, bare.stderr);
  assert.match(bare.stdout, /^## cowpio: regressed[\s\S]*### Not compared\n\n- times and exclusive bytes&#58; of BASE/);

  const json = diff(at("good"), at("mixed"), "--json");
  assert.equal(json.status, 1, json.stderr);
  assert.equal(JSON.parse(json.stdout).regressions.length, 3);
});

test("an invalid report is named by its path with exit status 3, a usage error with 2", async () => {
  using folder = scratch();
  const good = `${folder.path}/good`;
  await writeReport(goodRun(), good);
  mkdirSync(`${folder.path}/empty`);
  writeFileSync(`${folder.path}/broken.json`, '{"schema":1,"run":{"cells":5}}');
  for (const other of ["nowhere", "empty", "broken.json"]) {
    const { status, stderr } = diff(good, `${folder.path}/${other}`);
    assert.equal(status, 3);
    assert.ok(stderr.includes(`${folder.path}/${other}`), stderr);
  }
  // A folder whose run.json is gone is compared by its report.json.
  rmSync(`${good}/run.json`);
  assert.equal(diff(good, good).status, 0);

  for (const args of [[], [good], [good, good, good], [good, good, "--json", "--markdown"], [good, good, "--jsonn"]])
    assert.equal(diff(...args).status, 2, args.join(" "));
});
