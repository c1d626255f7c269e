import type { JudgedCell } from "../model/outcome.ts";
import type { Run } from "../model/report.ts";
import { notesOf } from "./advice.ts";
import { countsOf } from "./counts.ts";
import { oneLine, visible } from "./escape.ts";

/**
 * The run in the kernel's Test Anything Protocol, version 1 (Documentation/dev-tools/ktap.rst). INCONCLUSIVE is `not ok` with
 * the directive ERROR, "the execution of a test has failed", and says INCONCLUSIVE behind it: an unknown directive would be
 * dropped by readers, and with it the difference to FAIL.
 */
export function ktap({ cells }: Run): string {
  const { PASS, FAIL, ERROR, INCONCLUSIVE, SKIP } = countsOf(cells);
  return `${[
    "KTAP version 1",
    `1..${cells.length}`,
    ...cells.flatMap((cell, index) => [...diagnosis(cell), result(cell, index + 1)]),
    // As kselftest sums up.
    `# Totals: pass:${PASS} fail:${FAIL} xfail:0 xpass:0 skip:${SKIP} error:${ERROR + INCONCLUSIVE}`,
  ].join("\n")}\n`;
}

const diagnosis = (cell: JudgedCell): string[] =>
  cell.outcome.status === "PASS"
    ? []
    : notesOf(cell)
        .flatMap((note) => note.split("\n"))
        .map((line) => `# ${visible(line)}`);

function result({ plan, outcome }: JudgedCell, number: number): string {
  const name = `${number} ${visible(plan.id).replaceAll("#", "_")}`;
  const reason = visible(oneLine(outcome.reason));
  switch (outcome.status) {
    case "PASS":
      return `ok ${name}`;
    case "SKIP":
      return `ok ${name} # SKIP ${reason}`;
    // Not the bare reason: its first word could be a directive.
    case "FAIL":
      return `not ok ${name} # FAIL: ${reason}`;
    case "ERROR":
      return `not ok ${name} # ERROR ${reason}`;
    case "INCONCLUSIVE":
      return `not ok ${name} # ERROR INCONCLUSIVE: ${reason}`;
  }
}
