import { elapsed, type JudgedCell, type Status } from "../model/outcome.ts";
import type { Run } from "../model/report.ts";
import { notesOf } from "./advice.ts";
import { allSkipped, verdictOf, verdictSentence } from "./counts.ts";
import { visible } from "./escape.ts";

import { logsOf } from "./paths.ts";

type Outcome = "pass" | "fail" | "error" | "skip";

/**
 * INCONCLUSIVE is an `error`, which tmt's specification has for it: a problem that may be the infrastructure's, which a
 * person looks at and automation takes for a failure. `warn` would speak of a test that was done.
 */
const outcomes: Readonly<Record<Status, Outcome>> = {
  PASS: "pass",
  FAIL: "fail",
  ERROR: "error",
  INCONCLUSIVE: "error",
  SKIP: "skip",
};

/**
 * The run as tmt's results (tmt.readthedocs.io, spec/plans/results): what a test with `result: custom` leaves in
 * $TMT_TEST_DATA. `/` is the result of the test itself, the run's verdict. tmt sets the guest: it alone knows its name.
 */
export function tmtResults(run: Run): string {
  const verdict: Outcome = allSkipped(run) ? "skip" : verdictOf(run) === "PASS" ? "pass" : "fail";
  const whole = [
    line("- name", "/"),
    line("  result", verdict),
    ...list("  note", [verdictSentence(run)]),
    line("  duration", clock(run.elapsedMs)),
    ...list("  log", ["report.html", "report.json", "run.json"]),
  ];
  return `${[...whole, ...run.cells.flatMap((cell, index) => resultOf(cell, index + 1))].join("\n")}\n`;
}

const resultOf = (cell: JudgedCell, number: number): string[] => [
  line("- name", `/${cell.plan.id}`),
  line("  result", outcomes[cell.outcome.status]),
  `  serial-number: ${number}`,
  ...list("  note", notesOf(cell)),
  line("  duration", clock(elapsed(cell.outcome.stageTimes))),
  ...list("  log", logsOf(cell)),
];

/** A string of JSON is one of YAML, once its control characters and lone surrogates are spelled out. */
const line = (key: string, text: string): string => `${key}: ${JSON.stringify(visible(text))}`;

const list = (key: string, texts: readonly string[]): string[] =>
  texts.length === 0 ? [] : [`${key}:`, ...texts.map((text) => `    - ${JSON.stringify(visible(text))}`)];

/** `hh:mm:ss`, with more digits for more hours. */
function clock(ms: number): string {
  const whole = Math.round(ms / 1000);
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
    .map((part) => `${part}`.padStart(2, "0"))
    .join(":");
}
