import assert from "node:assert/strict";
import { test } from "node:test";
import { between, filled, sideOf } from "../../test/support/differences.ts";
import { goodRun, hostileText, mixedRun, secondChance, withOutcomes } from "../../test/support/fixture.ts";
import { wideRun } from "../../test/support/wide-fixture.ts";
import { type CellOutcome, maxGeneratorErrors, type Status } from "../model/outcome.ts";
import type { Run } from "../model/run.ts";
import { differenceOf, hasRegressed } from "./diff.ts";
import { diffMarkdown, diffText } from "./diff-text.ts";
import { summaryLimit } from "./escape.ts";
import { whyRegressed } from "./fail-on.ts";
import { reportOf } from "./json.ts";
import type { Entry, Side } from "./read.ts";

test("runs of the same inputs do not differ, whatever the clocks", () => {
  for (const [base, next] of [
    [goodRun(), goodRun()],
    [goodRun(), goodRun(secondChance)],
    [mixedRun(), mixedRun()],
  ] as const) {
    const difference = between(base, next);
    assert.deepEqual(filled(difference), []);
    assert.equal(hasRegressed(difference), false);
    assert.match(diffText(difference), /^no difference\n/);
    assert.match(diffMarkdown(difference), /^## cowpio: no difference\n/);
  }
  const { report } = sideOf(goodRun());
  assert.deepEqual(filled(differenceOf({ report }, { report })), ["notCompared"]);
});

test("regressions, fixes and new skips are distinguished, and a skip of what passed is a loss, too", () => {
  const difference = between(goodRun(), mixedRun());
  assert.deepEqual(
    difference.regressions.map(({ cell, from, to }) => `${cell} ${from} ${to}`),
    ["btrfs-6.12 PASS FAIL", "control-no-init-6.12 PASS ERROR", "xfs-6.1 PASS INCONCLUSIVE"],
  );
  assert.deepEqual(
    difference.newSkips.map(({ cell }) => cell),
    ["xfs-6.12"],
  );
  assert.deepEqual(
    difference.sharing.map(({ cell, from, to }) => [cell, from.verdict, to.verdict, to.shared < from.shared]),
    [["btrfs-6.12", "shared", "partly shared", true]],
  );
  assert.equal(hasRegressed(difference), true);

  const back = between(mixedRun(), goodRun());
  assert.equal(back.fixes.length, 4);
  assert.equal(hasRegressed(back), false);
  assert.match(diffText(back), /^not regressed: 0 regressions, 4 fixes, 0 new skips/);

  const skipped = withOutcomes(goodRun(), {
    "xfs-6.1": (previous) => ({ ...previous, status: "SKIP", reason: "not here" }),
  });
  assert.deepEqual(between(goodRun(), skipped).regressions, []);
  assert.equal(hasRegressed(between(goodRun(), skipped)), true);
});

test("from one trouble to another is neither a regression nor a fix", () => {
  const worse = withOutcomes(mixedRun(), { "xfs-6.1": (previous): CellOutcome => ({ ...previous, status: "FAIL" }) });
  const difference = between(mixedRun(), worse);
  assert.deepEqual(filled(difference), ["otherStatuses"]);
  assert.equal(hasRegressed(difference), false);
});

test("new and removed cells are reported and are not regressions", () => {
  const fewer = { ...goodRun(), cells: goodRun().cells.slice(1) };
  assert.deepEqual(filled(between(goodRun(), fewer)), ["goneCells"]);
  assert.deepEqual(filled(between(fewer, goodRun())), ["newCells"]);
  assert.equal(hasRegressed(between(goodRun(), fewer)), false);
});

const printing = (...errors: string[]): Run => ({
  ...goodRun(),
  cells: goodRun().cells.map(({ plan, outcome }) => ({
    plan,
    outcome: outcome.evidence ? { ...outcome, evidence: { ...outcome.evidence, generatorLog: { errors } } } : outcome,
  })),
});

test("errors of the generator that the base does not print are a regression, the same ones elsewhere are none", () => {
  const known = "/usr/lib/dracut/modules.d/99x/module-setup.sh: line 12: syntax error near unexpected token `}'";
  const moved = known.replace("line 12", "line 14");
  const fresh = "dracut[E]: Module 'crypt' cannot be installed.";
  assert.deepEqual(filled(between(printing(known), printing(moved))), []);
  const difference = between(printing(known), printing(moved, fresh));
  assert.deepEqual(filled(difference), ["newErrors"]);
  assert.deepEqual(difference.newErrors[0]?.errors, [fresh]);
  assert.equal(hasRegressed(difference), true);
  assert.match(diffText(difference), /^regressed/);
  assert.deepEqual(whyRegressed(goodRun(), { failOn: "error", allow: [] }, difference), []);
  for (const failOn of ["fail", "regression"] as const)
    assert.equal(whyRegressed(goodRun(), { failOn, allow: [] }, difference).length, 1);
  // Errors beyond the limit of the base are unknown.
  const many = Array.from({ length: maxGeneratorErrors }, (_, n) => `dracut[E]: module ${"x".repeat(n)}`);
  assert.deepEqual(filled(between(printing(...many), printing(fresh))), []);
  // An older report has no such facts.
  assert.deepEqual(filled(between(goodRun(), printing(fresh))), []);
});

const file = (path: string, more: Partial<Entry> = {}): Entry => ({
  path,
  kind: "f",
  mode: "644",
  uid: 0,
  gid: 0,
  size: 10,
  hash: "a",
  ...more,
});
const sideWith = (version: string, ...entries: readonly Entry[]): Side => {
  const run = goodRun();
  const cells = run.cells.map(({ plan, outcome }) => ({
    plan: { ...plan, kernel: { ...plan.kernel, version } },
    outcome,
  }));
  return {
    report: reportOf({ ...run, cells }),
    contents: new Map(["btrfs-6.12", "xfs-6.12"].map((id) => [id, entries])),
  };
};

test("entries that are lost, new or changed are shown once for all cells, and are no regression by themselves", () => {
  const module = (version: string) => file(`./usr/lib/modules/${version}/xfs.ko`);
  const link = (target: string) => file("./init", { kind: "l", target, hash: target });
  const base = sideWith("6.12.1", link("a"), file("./shutdown"), file("./etc/shadow"), file("./x"), module("6.12.1"));
  const next = [link("b"), file("./secret", { size: 3_000_000 }), file("./etc/shadow", { mode: "666", uid: 1000 })];
  const difference = differenceOf(base, sideWith("6.12.2", ...next, file("./x", { hash: "b" }), module("6.12.2")));
  assert.deepEqual(
    difference.entries.map(({ cells, lost, added, changed }) => ({
      cells,
      lost: lost.map(({ path }) => path),
      added: added.map(({ path }) => path),
      changed: changed.map(({ path, fields }) => `${path}: ${fields.map(({ field }) => field)}`),
    })),
    [
      {
        cells: ["btrfs-6.12", "xfs-6.12"],
        lost: ["./shutdown"],
        added: ["./secret"],
        changed: ["./init: target", "./etc/shadow: mode,owner", "./x: data"],
      },
    ],
  );
  assert.equal(hasRegressed(difference), false);
  const text = diffText(difference);
  for (const line of [/1 lost \(< 0\.01 MB\): shutdown/, /1 new \(3\.00 MB\): secret/, /init: target a → b/])
    assert.match(text, line);
  assert.match(text, /btrfs-6\.12, xfs-6\.12: etc\/shadow: mode 644 → 666, owner 0:0 → 1000:0\n.*1 with other data: x/);
  // A report without its files says nothing.
  assert.deepEqual(differenceOf(base, { report: base.report }).entries, []);
});

test("of many entries, the folders are named that have most of them", () => {
  const some = (folder: string, count: number) =>
    Array.from({ length: count }, (_, index) => file(`./usr/lib/${folder}/${index}`));
  const text = diffText(
    differenceOf(
      sideWith("1", file("./init"), ...some("systemd", 150), ...some("udev", 4)),
      sideWith("1", file("./init")),
    ),
  );
  assert.match(text, /154 lost \(< 0\.01 MB\): usr\/lib\/systemd \(150\), usr\/lib\/udev \(4\)\n/);
});

test("an archive of another size is shown, however little it is", () => {
  const grown = withOutcomes(goodRun(), {
    "btrfs-6.12": ({ evidence, ...outcome }): CellOutcome => ({
      ...outcome,
      ...(evidence
        ? { evidence: { ...evidence, archives: evidence.archives.map((one) => ({ ...one, size: one.size + 4096 })) } }
        : {}),
    }),
  });
  const { sizes } = between(goodRun(), grown);
  assert.ok(sizes.length > 0 && sizes.every(({ cell, from, to }) => cell === "btrfs-6.12" && to === from + 4096));
});

test("a dracut that is not reproducible any more is named, one that was not before is not", () => {
  const random = withOutcomes(goodRun(), {
    "xfs-6.12": ({ evidence, ...outcome }): CellOutcome => ({
      ...outcome,
      ...(evidence
        ? {
            evidence: {
              ...evidence,
              archives: evidence.archives.map((one) => ({ ...one, digest: "sha256:0" as const })),
            },
          }
        : {}),
    }),
  });
  assert.deepEqual(
    between(goodRun(), random).notReproducible.map(({ cells }) => cells),
    [["btrfs-6.12", "xfs-6.12"]],
  );
  assert.match(diffText(between(goodRun(), random)), /Not reproducible any more\n {2}btrfs-6\.12, xfs-6\.12: /);
  assert.deepEqual(between(random, random).notReproducible, []);
});

test("reports without a cell in common are not compared, and never pass as equal", () => {
  const difference = between(goodRun(), { ...goodRun(), cells: [] });
  assert.equal(difference.common, 0);
  assert.match(diffText(difference), /^nothing was compared/);
  assert.equal(whyRegressed(goodRun(), { failOn: "fail", allow: [] }, difference).length, 1);
});

test("another dracut or kernel is one change, with the cells of which it is true", () => {
  const run = goodRun();
  const next = {
    ...run,
    omitted: [{ reason: "no grid", count: 3, examples: ["x"] }],
    cells: run.cells.map(({ plan, outcome }) => ({
      plan: plan.kernel.name === "6.1" ? { ...plan, kernel: { ...plan.kernel, version: "6.1.200" } } : plan,
      outcome: outcome.evidence
        ? {
            ...outcome,
            evidence: { ...outcome.evidence, versions: { ...outcome.evidence.versions, dracut: "dracut 112" } },
          }
        : outcome,
    })),
  };
  const { changes } = between(run, next);
  assert.deepEqual(
    changes.map(({ what, from, to, cells }) => [what, from, to, cells.length]),
    [
      ["combinations left out: no grid", "0", "3", 0],
      ["kernel's version", "6.1.117+deb13-cloud-amd64", "6.1.200", 2],
      ["dracut", "dracut 106-6", "dracut 112", 7],
    ].toSorted(
      (a, b) => changes.findIndex(({ what }) => what === a[0]) - changes.findIndex(({ what }) => what === b[0]),
    ),
  );
});

test("output of cells and tools cannot become markup, a runner command or a terminal escape", () => {
  const run = goodRun();
  const cells = run.cells.map(({ plan, outcome }) => ({
    plan: { ...plan, id: hostileText },
    outcome: { ...outcome, status: "FAIL" as const, reason: hostileText },
  }));
  const difference = between(run, { ...run, version: hostileText, cells });
  for (const line of diffText(difference).split("\n")) {
    assert.doesNotMatch(line, /[\0-\x1f\x7f-\x9f\u202e]|^::/);
    assert.match(line, /^( {2}\S|[A-Z]|not regressed|nothing was compared|$)/);
  }
  assert.doesNotMatch(diffMarkdown(difference), /<(script|img)|[\u001b`]|\]\(|^::|(?<!&#64;)@you/m);
});

test("the Markdown of ten thousand regressions stays below the summary's limit", () => {
  const run = wideRun(10_000);
  const ending = (status: Status, reason: string): Run => ({
    ...run,
    cells: run.cells.map(({ plan }) => ({ plan, outcome: { cell: plan.id, status, reason, stageTimes: {} } })),
  });
  const difference = between(ending("PASS", "fine"), ending("FAIL", hostileText.repeat(30)));
  assert.equal(difference.regressions.length, run.cells.length);
  const text = diffMarkdown(difference);
  assert.ok(Buffer.byteLength(text) < summaryLimit);
  assert.match(text, /\d+ more\n/);
});
