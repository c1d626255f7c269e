/** Finds the first commit of dracut that fails its cells, by git bisect. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../model/errors.ts";
import type { JudgedCell } from "../model/outcome.ts";
import type { Run } from "../model/run.ts";
import type { Request } from "../plan/inputs.ts";
import { asText, dracutSource, type RevisionSource } from "../plan/sources.ts";
import { compareWith } from "../report/compare.ts";
import { diffMarkdown, diffText } from "../report/diff-text.ts";
import { oneLine } from "../report/escape.ts";
import { duration } from "../report/figures.ts";
import { loadReport } from "../report/read.ts";
import { writeWhole } from "../report/write.ts";
import type { At } from "./at.ts";
import { git, withCommit } from "./staging/checkouts.ts";

/** The revisions between which the first bad commit is looked for. */
export type Range = { readonly good: string; readonly bad: string };

/** The result of a commit. `skip`: it does not build, or its cells ended without a verdict. */
export type Tested = { readonly commit: string; readonly result: "good" | "bad" | "skip"; readonly why: string };

/** `candidates`: the first bad commit, or all commits that it may be if some could not be tested. */
export type Bisected = { readonly tested: readonly Tested[]; readonly candidates: readonly string[] };

/** Returns the result of a commit from its run. A FAIL in the stage `stage` means that the build failed. */
export function resultOf({ cells }: Pick<Run, "cells">): Omit<Tested, "commit"> {
  const describe = ({ plan, outcome }: JudgedCell) => `${plan.id}: ${outcome.status}: ${oneLine(outcome.reason)}`;
  const failed = cells.find(({ outcome }) => outcome.status === "FAIL" && outcome.stage !== "stage");
  if (failed) return { result: "bad", why: describe(failed) };
  const unknown = cells.find(({ outcome }) => outcome.status !== "PASS" && outcome.status !== "SKIP");
  if (unknown) return { result: "skip", why: describe(unknown) };
  const passed = cells.find(({ outcome }) => outcome.status === "PASS");
  if (passed) return { result: "good", why: describe(passed) };
  return { result: "skip", why: cells[0] ? describe(cells[0]) : "no cell" };
}

/**
 * Bisects the commits from `good` to `bad` of a repository, which is only read; `test` tests one. Both ends are tested first, as the
 * control. Throws a `UserError` if a revision does not exist, `good` is not an ancestor of `bad`, or an end has another result.
 */
export async function bisect(
  path: string,
  range: Range,
  test: (commit: string) => Promise<Omit<Tested, "commit">>,
  log: (line: string) => void,
): Promise<Bisected> {
  const own = (...args: readonly string[]) => git(["-C", resolve(path), ...args]);
  const commitOf = async (revision: string) => {
    const source = await withCommit({ kind: "git", revision, path });
    return (await own("rev-parse", source.revision)).trim();
  };
  const [good, bad] = [await commitOf(range.good), await commitOf(range.bad)];
  const between = lines(await own("rev-list", bad, `^${good}`));
  const base = (await own("merge-base", "--all", good, bad).catch(() => "")).trim();
  if (base !== good || between.length === 0)
    throw new UserError(
      `bisect: ${range.good} (${good.slice(0, 12)}) is not older than ${range.bad} (${bad.slice(0, 12)}) in the same history. Name an ancestor of it as --good`,
    );
  log(`bisect: ${between.length} commits, about ${Math.ceil(Math.log2(between.length)) + 2} runs`);

  const tested: Tested[] = [];
  const tryCommit = async (commit: string): Promise<Tested> => {
    log(`bisect: testing ${await titleOf(path, commit)}`);
    const one = { commit, ...(await test(commit)) };
    log(`bisect: ${commit.slice(0, 12)}: ${one.result}: ${one.why}`);
    tested.push(one);
    return one;
  };
  for (const [commit, expected] of [
    [good, "good"],
    [bad, "bad"],
  ] as const) {
    const { result, why } = await tryCommit(commit);
    if (result !== expected)
      throw new UserError(
        `bisect: --${expected} ${range[expected]}: expected a ${expected} commit, but it is ${result === "skip" ? "not testable" : result}: ${why}`,
      );
  }
  const clone = await mkdtemp(join(tmpdir(), "cowpio-bisect-"));
  try {
    await git(["clone", "--quiet", "--bare", "--shared", resolve(path), clone]);
    return { tested, candidates: await search(clone, { good, bad }, tryCommit) };
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}

/** Lets git choose commits until none is left; returns the first bad one, and with skipped ones all that it may be. */
async function search(
  clone: string,
  { good, bad }: Range,
  tryCommit: (commit: string) => Promise<Tested>,
): Promise<string[]> {
  const own = (...args: readonly string[]) => git([`--git-dir=${clone}`, ...args]);
  const skipped = new Set<string>();
  /** From the oldest on, and the bad one last. */
  const candidates = async () => {
    const known = lines(await own("for-each-ref", "--format=^%(objectname)", "refs/bisect/good-*"));
    return lines(await own("rev-list", "--topo-order", "--reverse", "refs/bisect/bad", ...known));
  };
  await own("bisect", "start", "--no-checkout", bad, good);
  for (;;) {
    const left = await candidates();
    if (left.slice(0, -1).every((commit) => skipped.has(commit))) return left;
    const next = (await own("rev-parse", "BISECT_HEAD")).trim();
    const { result } = await tryCommit(next);
    if (result === "skip") skipped.add(next);
    // git has nothing to choose, and says so by its exit status, once all that is left was skipped.
    const rest = left.filter((commit) => commit !== next && !skipped.has(commit));
    if (result === "skip" && rest.length <= 1) return candidates();
    await own("bisect", result, next);
  }
}

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

/** Commit, date and subject on one line. */
const titleOf = async (path: string, commit: string): Promise<string> =>
  oneLine((await git(["-C", resolve(path), "show", "--no-patch", "--format=%h %cs %s", commit])).trim());

/** Options of `run` that a bisection sets itself. */
const ownOptions = { base: "", compareWith: [], controls: ["none"] } as const;

/**
 * `cowpio-matrix bisect`: runs the requested cells with commits of the repository that `dracut` names. Each commit's report is in
 * a folder of its name below `report-dir`, where an interrupted bisection finds its finished cells again. Returns its result in
 * lines, and whether it found one commit.
 */
export async function bisectDracut(
  { shard: _, ...request }: Request,
  range: Range,
  at: Pick<At, "log">,
  run: (request: Request) => Promise<{ readonly run: Run }>,
): Promise<{ readonly text: string; readonly found: boolean }> {
  const source = dracutSource(request.axes.dracut[0] ?? "");
  if (request.axes.dracut.length !== 1 || source?.kind !== "path")
    throw new UserError("bisect: --dracut must be the path of one checkout of dracut, whose commits are tested");
  const { path } = source;
  const folderOf = (commit: string) => join(request.reportDir, commit.slice(0, 12));
  const test = async (commit: string) => {
    const folder = folderOf(commit);
    const dracut = asText({ kind: "git", revision: commit, path } satisfies RevisionSource);
    const own = { ...ownOptions, axes: { ...request.axes, dracut: [dracut] } };
    return resultOf((await run({ ...request, ...own, reportDir: folder, resume: join(folder, "resume") })).run);
  };
  const started = performance.now();
  const { tested, candidates } = await bisect(path, range, test, at.log);
  const [first = "", ...others] = candidates;
  const titles = await Promise.all(candidates.map((commit) => titleOf(path, commit)));
  const took = `${tested.length} commits tested in ${duration(performance.now() - started)}`;
  if (others.length > 0)
    return {
      text: `the first bad commit is one of these, of which only the last could be tested:\n${titles.join("\n")}\n${took}`,
      found: false,
    };
  const why = tested.find(({ commit }) => commit === first)?.why;
  const before = await nearestGood(path, first, tested);
  const difference = await writeDifference(folderOf(before), folderOf(first), request.reportDir);
  return { text: `first bad commit: ${titles[0]}\n${why}\n\n${difference}\n\n${took}`, found: true };
}

/** Returns the tested good parent of the first bad commit, or another good commit if no parent was tested. */
async function nearestGood(path: string, first: string, tested: readonly Tested[]): Promise<string> {
  const parents = (await git(["-C", resolve(path), "show", "--no-patch", "--format=%P", first])).trim().split(" ");
  const good = tested.filter(({ result }) => result === "good").map(({ commit }) => commit);
  return good.find((commit) => parents.includes(commit)) ?? (good.at(-1) as string);
}

/** Writes diff.md, and returns the difference as text. */
async function writeDifference(before: string, first: string, reportDir: string): Promise<string> {
  const { run } = await loadReport(first);
  if (run === undefined) throw new Error(`${first} has no run.json`);
  const { difference } = await compareWith(await loadReport(before), run, first);
  writeWhole(`${reportDir}/diff.md`, [diffMarkdown(difference)]);
  return diffText(difference);
}
