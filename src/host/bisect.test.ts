import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, test } from "node:test";
import { goodRun, withOutcomes } from "../../test/support/fixture.ts";
import { UserError } from "../model/errors.ts";
import { bisect, bisectDracut, resultOf, type Tested } from "./bisect.ts";

const folder = mkdtempSync(`${tmpdir()}/cowpio-bisect-test-`);
after(() => rmSync(folder, { recursive: true }));
const git = (...args: string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=a", "-c", "user.email=a@b", ...args], {
    encoding: "utf8",
  }).trim();

git("init", "--quiet");
const commits = Array.from({ length: 41 }, (_, at) => {
  writeFileSync(`${folder}/count`, `${at}`);
  git("add", ".");
  git("commit", "--quiet", "--message", `change ${at}`);
  return git("rev-parse", "HEAD");
});
const [first = "", last = ""] = [commits[0], commits.at(-1)];
const quiet = () => {};
/** A test of commits by their positions. */
const testOf = (result: (at: number) => Tested["result"], seen: number[] = []) =>
  async function tested(commit: string) {
    const at = commits.indexOf(commit);
    seen.push(at);
    return { result: result(at), why: `change ${at}` };
  };

test("the first bad one of 40 commits is found, whichever it is, in eight runs at most", async () => {
  for (const bad of [1, 23, 40]) {
    const seen: number[] = [];
    const range = { good: first, bad: "HEAD" };
    const { candidates, tested } = await bisect(
      folder,
      range,
      testOf((at) => (at < bad ? "good" : "bad"), seen),
      quiet,
    );
    assert.deepEqual(candidates, [commits[bad]]);
    assert.equal(tested.length, seen.length);
    assert.ok(seen.length <= 8, `${seen}`);
  }
});

test("commits that cannot be tested are passed over, and named where they may be the first bad one", async () => {
  const skipping = (...skipped: number[]) => testOf((at) => (skipped.includes(at) ? "skip" : at < 23 ? "good" : "bad"));
  const found = await bisect(folder, { good: first, bad: last }, skipping(20, 21, 30), quiet);
  assert.deepEqual(found.candidates, [commits[23]]);
  const open = await bisect(folder, { good: first, bad: last }, skipping(21, 22), quiet);
  assert.deepEqual(open.candidates, commits.slice(21, 24));
});

test("an end with another result than given is refused before anything between the ends is tested", async () => {
  const seen: number[] = [];
  const range = { good: "HEAD~2", bad: "HEAD" };
  for (const result of ["bad", "good", "skip"] as const) {
    const always = testOf(() => result, seen);
    await assert.rejects(bisect(folder, range, always, quiet), UserError);
  }
  assert.deepEqual(seen, [38, 38, 40, 38]);
});

test("revisions that do not exist, or are not in this order, are refused untested", async () => {
  git("checkout", "--quiet", "--orphan", "other");
  git("commit", "--quiet", "--message", "no ancestor");
  const other = git("rev-parse", "HEAD");
  git("checkout", "--quiet", "--detach", last);
  const untested = () => assert.fail("nothing is tested");
  for (const [good, bad] of [
    [first, "nowhere"],
    [last, first],
    [last, last],
    [other, last],
  ] as const)
    await assert.rejects(bisect(folder, { good, bad }, untested, quiet), UserError);
});

test("the repository stays as it is", () => {
  assert.equal(git("status", "--porcelain"), "");
  assert.equal(git("for-each-ref", "refs/bisect"), "");
  assert.deepEqual(
    readdirSync(`${folder}/.git`).filter((name) => name.startsWith("BISECT")),
    [],
  );
});

test("a run says good, bad or nothing of its commit by its cells' statuses", () => {
  const run = goodRun();
  const [
    {
      plan: { id },
    },
  ] = run.cells as [(typeof run.cells)[number]];
  const withStatus = (status: "FAIL" | "ERROR" | "INCONCLUSIVE" | "SKIP", stage: "stage" | "boot") =>
    resultOf(withOutcomes(run, { [id]: (outcome) => ({ ...outcome, status, stage, reason: "because" }) })).result;
  assert.equal(resultOf(run).result, "good");
  assert.equal(withStatus("FAIL", "boot"), "bad");
  // It was not built.
  assert.equal(withStatus("FAIL", "stage"), "skip");
  assert.equal(withStatus("ERROR", "boot"), "skip");
  assert.equal(withStatus("INCONCLUSIVE", "boot"), "skip");
  assert.equal(withStatus("SKIP", "stage"), "good");
  assert.equal(resultOf({ cells: [] }).result, "skip");
});

test("a bisection needs the path of one checkout", async () => {
  const { request } = { request: { axes: { dracut: ["builtin"] }, reportDir: folder } as never };
  await assert.rejects(
    bisectDracut(request, { good: first, bad: last }, { log: quiet }, () => assert.fail("nothing runs")),
    UserError,
  );
});
