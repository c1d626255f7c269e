/** What other programs make of a report: xmllint of junit.xml, PyYAML of results.yaml, Perl's TAP::Parser of results.ktap. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import type { Run } from "../src/domain/report.ts";
import { goodRun, hostileText, mixedRun } from "../src/report/fixture.ts";
import { junitXml } from "../src/report/junit.ts";
import { ktap } from "../src/report/ktap.ts";
import { tmtResults } from "../src/report/tmt.ts";
import { wideRun } from "../src/report/wide-fixture.ts";

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
const runs = { good: goodRun(), mixed: mixedRun(), hostile, none: { ...goodRun(), cells: [] }, wide: wideRun(1000) };

const ran = (program: string, args: readonly string[], input: string): string => {
  const { status, stdout, stderr } = spawnSync(program, args, { input, encoding: "utf8", maxBuffer: 2 ** 28 });
  assert.equal(status, 0, stderr);
  return stdout;
};
const without = (program: string, ...args: string[]): string | false =>
  spawnSync(program, args, { stdio: "ignore" }).status === 0 ? false : `there is no ${[program, ...args].join(" ")}`;

for (const [name, run] of Object.entries(runs)) {
  test(`junit.xml of the ${name} run is valid`, { skip: without("xmllint", "--version") }, () => {
    ran("xmllint", ["--noout", "--nonet", "--schema", "test/junit.xsd", "-"], junitXml(run, "sha256:0"));
  });

  const python = without("/usr/bin/python3", "-c", "import yaml");
  test(`results.yaml of the ${name} run says what tmt's schema asks for`, { skip: python }, () => {
    const read = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin.buffer), sys.stdout)";
    const results = JSON.parse(ran("/usr/bin/python3", ["-c", read], tmtResults(run)));
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

  test(`results.ktap of the ${name} run is TAP, too`, { skip: without("perl", "-MTAP::Parser", "-e1") }, () => {
    const read = `local $/; my $p = TAP::Parser->new({ tap => scalar <STDIN> }); $p->run;
      print join ",", $p->tests_planned, $p->tests_run, scalar($p->passed), scalar($p->skipped), scalar($p->failed), scalar($p->parse_errors);`;
    const counts = (...statuses: string[]) =>
      run.cells.filter(({ outcome }) => statuses.includes(outcome.status)).length;
    const skipped = counts("SKIP");
    const failed = counts("FAIL", "ERROR", "MISS");
    assert.equal(
      ran("perl", ["-MTAP::Parser", "-e", read], ktap(run)),
      [run.cells.length, run.cells.length, run.cells.length - failed, skipped, failed, 0].join(","),
    );
  });
}
