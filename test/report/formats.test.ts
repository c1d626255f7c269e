/** A real report read by other programs: xmllint for junit.xml, PyYAML for results.yaml, Perl's TAP::Parser for results.ktap. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import type { Run } from "../../src/model/run.ts";
import { summaryLimit } from "../../src/report/escape.ts";
import { junitXml, ktap as ktapOf, tmtResults } from "../../src/report/formats.ts";
import { parseRun } from "../../src/report/json.ts";
import { goodRun, hostileText, mixedRun } from "../support/fixture.ts";
import { wideRun } from "../support/wide-fixture.ts";

const hostile: Run = {
  ...mixedRun(),
  cells: mixedRun().cells.map(({ plan, outcome }, index) => ({
    plan,
    outcome: {
      ...outcome,
      reason: `${hostileText} \0\x08\x7f\x85\u2028\ud83d\ude00\ud800 \udcff\ufffe ]]> --> %s`,
      ...(index > 2 ? {} : { status: "FAIL" as const }),
    },
  })),
};
/** Files of a real run, from the suite matrix. */
const folder = "build/report";
const read = (name: string) => readFileSync(`${folder}/${name}`, "utf8");
const noReport = existsSync(`${folder}/run.json`) ? false : "there is no report of the matrix suite";

type Files = { readonly run: Run; readonly junit: string; readonly tmt: string; readonly ktap: string };
const filesOf = (run: Run): Files => ({
  run,
  junit: junitXml(run, "sha256:0"),
  tmt: tmtResults(run),
  ktap: ktapOf(run),
});
const runs: Readonly<Record<string, Files | undefined>> = {
  good: filesOf(goodRun()),
  mixed: filesOf(mixedRun()),
  hostile: filesOf(hostile),
  none: filesOf({ ...goodRun(), cells: [] }),
  wide: filesOf(wideRun(1000)),
  "matrix suite's": noReport
    ? undefined
    : {
        run: parseRun(read("run.json")),
        junit: read("junit.xml"),
        tmt: read("results.yaml"),
        ktap: read("results.ktap"),
      },
};

const ran = (program: string, args: readonly string[], input: string): string => {
  const { status, stdout, stderr } = spawnSync(program, args, { input, encoding: "utf8", maxBuffer: 2 ** 28 });
  assert.equal(status, 0, stderr);
  return stdout;
};
const without = (program: string, ...args: string[]): string | false =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0 ? false : `there is no ${[program, ...args].join(" ")}`;

for (const [name, files] of Object.entries(runs)) {
  const { run, junit, tmt, ktap } = files ?? filesOf(goodRun());
  const missing = files === undefined && noReport;

  test(`junit.xml of the ${name} run is valid`, { skip: missing || without("xmllint", "--version") }, () => {
    ran("xmllint", ["--noout", "--nonet", "--schema", "test/report/junit.xsd", "-"], junit);
  });

  const python = without("/usr/bin/python3", "-c", "import yaml");
  test(`results.yaml of the ${name} run says what tmt's schema asks for`, { skip: missing || python }, () => {
    const load = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout)";
    const results = JSON.parse(ran("/usr/bin/python3", ["-c", load], tmt));
    assert.equal(results.length, run.cells.length + 1);
    const known = ["duration", "log", "name", "note", "result", "serial-number"];
    for (const [index, result] of results.entries()) {
      assert.ok(Object.keys(result).every((key) => known.includes(key)));
      assert.match(result.name, /^\//);
      assert.match(result.result, /^(pass|fail|info|warn|error|skip)$/);
      assert.match(result.duration, /^[0-9]{2,}:[0-5][0-9]:[0-5][0-9]$/);
      assert.equal(result["serial-number"], index === 0 ? undefined : index);
      for (const text of [...(result.note ?? []), ...(result.log ?? [])]) assert.equal(typeof text, "string");
      for (const path of result.log ?? []) assert.doesNotMatch(path, /^\/|\.\./);
    }
  });

  const perl = without("perl", "-MTAP::Parser", "-e1");
  test(`results.ktap of the ${name} run is TAP, too`, { skip: missing || perl }, () => {
    const parse = `local $/; my $p = TAP::Parser->new({ tap => scalar <STDIN> }); $p->run;
      print join ",", $p->tests_planned, $p->tests_run, scalar($p->passed), scalar($p->skipped), scalar($p->failed), scalar($p->parse_errors);`;
    const counts = (...statuses: string[]) =>
      run.cells.filter(({ outcome }) => statuses.includes(outcome.status)).length;
    const skipped = counts("SKIP");
    const failed = counts("FAIL", "ERROR", "INCONCLUSIVE");
    assert.equal(
      ran("perl", ["-MTAP::Parser", "-e", parse], ktap),
      [run.cells.length, run.cells.length, run.cells.length - failed, skipped, failed, 0].join(","),
    );
  });
}

test("the summary of the matrix suite's run is one that the runner takes", { skip: noReport }, () => {
  assert.match(read("summary.md"), /^## cowpio: /);
  assert.ok(statSync(`${folder}/summary.md`).size <= summaryLimit);
});

test("the page of the matrix suite's run asks nobody for anything, and what it and results.yaml lead to is there", {
  skip: noReport,
}, () => {
  const page = read("report.html");
  assert.doesNotMatch(page, /<(link|img|iframe|object|embed|base|form|script [^>]*src)\b|@import|url\(/i);
  const links = [...page.matchAll(/ (?:href|src)="([^"]*)"/g)].map(([, link = ""]) => link);
  const logs = [...read("results.yaml").matchAll(/"((?:consoles|logs)\/[^"]+)"/g)].map(([, path = ""]) => path);
  const files = [...links, ...logs].filter((link) => !link.startsWith("#"));
  assert.ok(links.length > 20 && logs.length > 0);
  assert.deepEqual(
    files.filter((path) => !existsSync(`${folder}/${path}`)),
    [],
  );
});
