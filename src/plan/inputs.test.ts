import assert from "node:assert/strict";
import { test } from "node:test";
import { parseInputs } from "./inputs.ts";

const home = { cache: "/home/me/.cache/cowpio" };
const problemsOf = (given: Record<string, string>) => {
  const parsed = parseInputs(given, home);
  return parsed.ok ? [] : parsed.problems;
};

test("without inputs the default matrix is requested", () => {
  const parsed = parseInputs({}, home);
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.value.axes.fileSystem, ["btrfs", "xfs"]);
  assert.deepEqual(parsed.value.axes.kernel, ["6.1", "6.12"]);
  assert.deepEqual(parsed.value.compareWith, ["zstd"]);
  assert.equal(parsed.value.cacheDir, home.cache);
});

test("every mistake is reported at once, each with what is known", () => {
  assert.deepEqual(
    problemsOf({ "file-systems": "btrfs xsf", kernels: "6.2", controls: "yes", "boot-timeout": "soon", kernel: "6.1" }),
    [
      'unknown input "kernel", did you mean "kernels"? Use file-systems, kernels, distros, dracut, base, writers, dracut-options, bootloaders, clone-kernels, coverage, include, exclude, controls, compare, report-dir, keep, debug, cache-dir, engine, cell-image, privileged, accelerator, boot-timeout, guest-memory, boots, jobs, retries, shard, durations, resume, fail-on, allow, max-size-growth, max-time-growth, baseline',
      'boot-timeout: expected 10 to 3600 seconds, got "soon"',
      'file-systems: unknown value "xsf", did you mean "xfs"? Use btrfs, btrfs-zstd, btrfs-nodatacow, btrfs-64k-nodes, btrfs-subvolume, btrfs-snapshot, xfs, xfs-1k, xfs-rmapbt, xfs-no-reflink, ext4',
      'kernels: unknown kernel "6.2", did you mean "6.1"? Use 5.10, 6.1, 6.12, sid, builtin, or a path (./6.2)',
      'controls: unknown value "yes". Use few, all, none, ext4, unaligned, no-init, nocow, other-file-system, snapshot-only, flipped, wrong-offset, truncated, flipped-late, wrong-nonce, panic, hang',
    ],
  );
});

test("none stands alone", () => {
  assert.deepEqual(problemsOf({ compare: "none gzip", controls: "ext4 none" }), [
    'controls: none cannot be combined with other values, got "ext4 none"',
    'compare: none cannot be combined with other values, got "none gzip"',
  ]);
  assert.match(
    problemsOf({ compare: "non" })[0] ?? "",
    /unknown value "non", did you mean "none"\? Use gzip, zstd, none/,
  );
});

test("a matrix without a cell is a mistake, and so is an included cell that is excluded: both say by which rule", () => {
  assert.deepEqual(problemsOf({ exclude: "file-system=btrfs;file-system=xfs" }), [
    'the matrix has no cell: exclude "file-system=btrfs; file-system=xfs" leaves out 4 of its combinations',
  ]);
  assert.deepEqual(problemsOf({ "file-systems": "ext4", "clone-kernels": "guest" }), [
    "the matrix has no cell: a guest has nothing to clone: ext4 cannot share blocks",
  ]);
  const both = { "file-systems": "btrfs ext4", "clone-kernels": "guest", exclude: "file-system=btrfs" };
  assert.match(problemsOf(both)[0] ?? "", /exclude "file-system=btrfs" leaves out 2 .*; a guest has nothing to clone/);
  assert.deepEqual(problemsOf({ include: "kernel=6.1 bootloader=grub", exclude: "kernel=6.1" }), [
    'include: "kernel=6.1 bootloader=grub" is left out by exclude "kernel=6.1". Axes that an included cell does not name use their first value',
  ]);
  // A matrix may consist of included cells only.
  assert.deepEqual(problemsOf({ exclude: "kernel=6.1;kernel=6.12", include: "kernel=5.10" }), []);
});

test("base is one dracut other than the tested one, and excludes a baseline", () => {
  assert.deepEqual(problemsOf({ dracut: "./head", base: "./base", "fail-on": "regression" }), []);
  assert.deepEqual(problemsOf({ dracut: "./head", base: "git:HEAD^1" }), []);
  const mistakes: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
    [{ dracut: "./head builtin", base: "./base" }, /^base: compares one dracut, got 2: \.\/head builtin$/],
    [{ dracut: "./head", base: "builtin", include: "dracut=./other" }, /^base: compares one dracut, got 2/],
    [{ dracut: "./head", base: "./base ./more" }, /^base: expected one dracut, got 2/],
    [{ base: "git:HEAD" }, /^base: "git:HEAD" is a revision of a checkout: name one with dracut$/],
    [{ dracut: "./head", base: "git:--all" }, /^base: unknown dracut "git:--all"/],
    [{ dracut: "./head", base: "gti:HEAD" }, /^base: unknown dracut "gti:HEAD".*git:REVISION@PATH/],
    [{ base: "builtin" }, /^base: "builtin" is also the dracut to test$/],
    [{ base: "bultin" }, /^base: unknown dracut "bultin", did you mean "builtin"\?/],
    [{ base: "./base", baseline: "before" }, /^base and baseline: a run is compared with one of them$/],
    [{ base: "./base", shard: "1/2" }, /^base: a shard is compared with nothing/],
    [{ "fail-on": "regression" }, /^fail-on: regression needs a base or a baseline/],
  ];
  for (const [given, text] of mistakes) {
    const [first = "", ...more] = problemsOf(given);
    assert.match(first, text);
    assert.deepEqual(more, []);
  }
});

test("skipped and inconclusive cells do not fail a check of a pull request by default", () => {
  const allowed = (pullRequest: boolean, allow = "") => {
    const parsed = parseInputs({ allow }, { ...home, pullRequest });
    return parsed.ok && parsed.value.allow;
  };
  assert.deepEqual([allowed(true), allowed(false)], [["skip", "inconclusive"], []]);
  assert.deepEqual([allowed(true, "none"), allowed(true, "error")], [[], ["error"]]);
});

test("debug messages are logged if asked for, and in a workflow run with debug logging", () => {
  const debugs = (debug: string, logging: boolean) => {
    const parsed = parseInputs({ debug }, { ...home, debug: logging });
    return parsed.ok && parsed.value.debug;
  };
  assert.deepEqual([debugs("", false), debugs("true", false), debugs("", true)], [false, true, true]);
});

test("limits of growth require a base or baseline, and jobs: 1 for times", () => {
  assert.deepEqual(problemsOf({ base: "./base", "max-size-growth": "5", "max-time-growth": "20", jobs: "1" }), []);
  const problems: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ "max-size-growth": "5" }, /^max-size-growth: needs a base or a baseline/],
    [{ base: "./base", "max-size-growth": "5 %" }, /^max-size-growth: expected a whole number from 0 to 1000/],
    [{ base: "./base", "max-time-growth": "5" }, /^max-time-growth: needs jobs: 1/],
  ];
  for (const [given, text] of problems) assert.match(problemsOf(given).join("\n"), text);
});

test("lists are separated by blanks, commas or both, and say each value once", () => {
  const parsed = parseInputs({ "file-systems": "xfs, btrfs,xfs", kernels: " 6.12\n./mine ", compare: "none" }, home);
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.value.axes.fileSystem, ["xfs", "btrfs"]);
  assert.deepEqual(parsed.value.axes.kernel, ["6.12", "./mine"]);
  assert.deepEqual(parsed.value.compareWith, []);
});
