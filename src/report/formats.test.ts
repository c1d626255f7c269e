import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { goodRun, hostileText, mixedRun, withOutcomes } from "../../test/support/fixture.ts";
import { wideRun } from "../../test/support/wide-fixture.ts";
import type { Status } from "../model/outcome.ts";
import type { Run } from "../model/run.ts";
import { whyFailed } from "./fail-on.ts";
import { annotationsOf, junitXml, ktap, tmtResults } from "./formats.ts";
import { allSkipped, exitStatusOf, verdictOf } from "./verdict.ts";

const digest = `sha256:${"0".repeat(64)}`;

/** Every cell ends so, for this reason. */
const allAre = (status: Status, reason: string, run = goodRun()): Run => ({
  ...run,
  cells: run.cells.map(({ plan, outcome }) => ({ plan, outcome: { ...outcome, status, reason } })),
});

test("JUnit: a case each, a failure for FAIL, an error for ERROR and INCONCLUSIVE, skipped for SKIP", () => {
  const xml = junitXml(mixedRun(), digest);
  assert.match(xml, /<testsuite [^>]*tests="7" failures="1" errors="2" skipped="1"/);
  const seen = [...xml.matchAll(/<testcase name="([^"]+)"[^>]*>(?:<(\w+)(?: type="(\w+)")?)?/g)];
  assert.deepEqual(
    seen.map(([, name, element, type]) => [name, element, type].filter(Boolean).join(" ")),
    [
      "btrfs-6.1",
      "btrfs-6.12 failure FAIL",
      "xfs-6.1 error INCONCLUSIVE",
      "xfs-6.12 skipped",
      "control-ext4-6.12",
      "control-unaligned-6.12",
      "control-no-init-6.12 error ERROR",
    ],
  );
  assert.match(
    xml,
    /Again, in a clone of cowpio: node dist\/cli\.js run --file-systems xfs --kernels 6&?.*1 --compare none --controls none --report-dir cowpio-again<\/error>/,
  );
});

test("KTAP: a plan, a line each in order, and INCONCLUSIVE told apart from FAIL", () => {
  const lines = ktap(mixedRun()).trimEnd().split("\n");
  assert.deepEqual(lines.slice(0, 2), ["KTAP version 1", "1..7"]);
  assert.deepEqual(
    lines
      .filter((line) => !line.startsWith("#"))
      .slice(2)
      .map((line) => line.slice(0, 60)),
    [
      "ok 1 btrfs-6.1",
      "not ok 2 btrfs-6.12 # FAIL: expected the archive's data to be",
      "not ok 3 xfs-6.1 # ERROR INCONCLUSIVE: could not tell whether the arc",
      "ok 4 xfs-6.12 # SKIP this kernel cannot mount XFS made by th",
      "ok 5 control-ext4-6.12",
      "ok 6 control-unaligned-6.12",
      "not ok 7 control-no-init-6.12 # ERROR archive: dracut (refli",
    ].map((line) => line.slice(0, 60)),
  );
  assert.equal(lines.at(-1), "# Totals: pass:3 fail:1 xfail:0 xpass:0 skip:1 error:2");
});

test("tmt: the run under /, its cells below, with notes, times as hh:mm:ss and logs that are there", () => {
  const yaml = tmtResults(mixedRun());
  const [whole = "", ...cells] = yaml.split(/^(?=- )/m);
  assert.match(whole, /^- name: "\/"\n {2}result: "fail"\n {2}note:\n {4}- "FAIL: 7 cells/);
  assert.deepEqual(
    cells.map((cell) => /name: "(.*)"\n {2}result: "(\w+)"\n {2}serial-number: (\d)/.exec(cell)?.slice(1).join(" ")),
    [
      ...["/btrfs-6.1 pass 1", "/btrfs-6.12 fail 2", "/xfs-6.1 error 3", "/xfs-6.12 skip 4"],
      ...["/control-ext4-6.12 pass 5", "/control-unaligned-6.12 pass 6", "/control-no-init-6.12 error 7"],
    ],
  );
  assert.match(
    cells[0] ?? "",
    /duration: "00:00:58"\n {2}log:\n {4}- "logs\/btrfs-6\.1\.log"\n {4}- "consoles\/btrfs-6\.1-reflink\.log"/,
  );
  assert.match(tmtResults({ ...goodRun(), elapsedMs: 360_000_000 }), /duration: "100:00:00"/);
});

test("any text stays one element, one line, one scalar", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(hostileText, "\udc80 \ufffe ]]> -->", "SKIP # TODO\nok 9 x", ": - |"),
  );
  fc.assert(
    fc.property(text, fc.constantFrom<Status>("FAIL", "ERROR", "INCONCLUSIVE", "SKIP"), (reason, status) => {
      const run = allAre(status, reason);
      const xml = junitXml(run, digest);
      assert.doesNotMatch(xml, /[\0-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]|\p{Cs}/u);
      assert.equal(xml.match(/<(failure|error|skipped) /g)?.length, 7);
      assert.equal(xml.match(/[<>]/g)?.length, junitXml(allAre(status, "x"), digest).match(/[<>]/g)?.length);
      assert.equal(ktap(run).match(/^(not )?ok \d/gm)?.length, 7);
      for (const line of ktap(run).trimEnd().split("\n"))
        assert.match(line, /^(KTAP version 1|1\.\.7|(not )?ok [1-7] [^#]+ # |# ?)/);
      for (const line of tmtResults(run).trimEnd().split("\n")) {
        const [, quoted] = /^(?:- | {2,4}(?:- )?)(?:[a-z-]+: ?)?(".*")?\d?$/.exec(line) ?? [undefined, "none"];
        if (quoted !== undefined) JSON.parse(quoted);
      }
    }),
    { numRuns: 200 },
  );
});

test("all was skipped only where nothing else came to an end, controls that were caught aside", () => {
  const skip = allAre("SKIP", "no such file system here");
  assert.equal(allSkipped(skip), true);
  assert.equal(verdictOf(skip), "FAIL");
  const status = (run: Pick<Run, "cells">) => exitStatusOf(run, whyFailed(run, { failOn: "fail", allow: [] }));
  assert.deepEqual([skip, goodRun(), mixedRun(), { cells: [] }].map(status), [77, 0, 1, 1]);
  assert.match(tmtResults(skip), /^- name: "\/"\n {2}result: "skip"/);
  const { cells } = goodRun();
  const skipped = (from: Run, ids: RegExp) =>
    withOutcomes(
      from,
      Object.fromEntries(
        cells
          .filter(({ plan }) => ids.test(plan.id))
          .map(({ plan }) => [plan.id, (previous) => ({ ...previous, status: "SKIP" })]),
      ),
    );
  assert.equal(allSkipped(skipped(goodRun(), /^(btrfs|xfs)/)), true);
  assert.equal(allSkipped(skipped(goodRun(), /^btrfs/)), false);
  assert.equal(allSkipped(skipped(mixedRun(), /^(btrfs|xfs)/)), false);
  assert.equal(allSkipped(goodRun()), false);
  assert.equal(allSkipped({ cells: [] }), false);
});

test("a run in which all came out as it must has nothing to annotate", () => {
  assert.deepEqual(annotationsOf(goodRun().cells), []);
});

test("each failed cell is one line, whatever its reason contains", () => {
  const { cells } = withOutcomes(goodRun(), {
    "btrfs-6.1": (previous) => ({ ...previous, status: "FAIL", reason: hostileText }),
  });
  const [first, ...more] = annotationsOf(cells);
  assert.deepEqual([first?.title, more.length], ["FAIL btrfs-6.1", 0]);
  assert.match(first?.text ?? "", /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u);
});

test("of many failures the first are listed, and the last line counts the rest", () => {
  const first = annotationsOf(wideRun(400).cells);
  assert.ok(first.length === 9, `${first.length}`);
  assert.match(first[8]?.title ?? "", /^\d+ more cells went wrong$/);
});

test("a checkout that does not build is reported at the file and the line where the compiler stopped", () => {
  const annotated = (dracut: string, file = "src/install/util.c") => {
    const [cell] = goodRun().cells;
    assert.ok(cell);
    const plan = { ...cell.plan, requested: { ...cell.plan.requested, dracut } };
    const source = { file, line: 12 };
    // The words of the reason do not matter.
    const [first] = annotationsOf([{ plan, outcome: { ...cell.outcome, status: "FAIL", reason: "?", source } }]);
    return [first?.file, first?.startLine];
  };
  assert.deepEqual(annotated("./dracut/"), ["dracut/src/install/util.c", 12]);
  for (const dracut of ["builtin", "/srv/dracut", "../dracut"])
    assert.deepEqual(annotated(dracut), [undefined, undefined]);
  assert.deepEqual(annotated("./dracut", "../../etc/passwd"), [undefined, undefined]);
});
