import { isControl } from "../model/cell.ts";
import { elapsed, type JudgedCell, type Status } from "../model/outcome.ts";
import type { Run } from "../model/run.ts";
import { notesOf, placeOf, troublesOf } from "./advice.ts";
import { type Html, html, oneLine, visible } from "./escape.ts";
import { logsOf } from "./paths.ts";
import { allSkipped, countsOf, verdictOf, verdictSentence } from "./verdict.ts";

/**
 * The run as one JUnit test suite, in what Ant's, Jenkins' and GitLab's readers have in common
 * (github.com/windyroad/JUnit-Schema): elements and attributes in its order, no other ones. INCONCLUSIVE is an `error` of the
 * type INCONCLUSIVE: readers have no fourth word, a failure would blame the product, and a skip would look harmless.
 */
export function junitXml(run: Run, digest: string): string {
  const counts = countsOf(run.cells);
  const properties = {
    verdict: verdictOf(run),
    cowpio: run.version,
    digest,
    "host.kernel": run.host.kernel,
    "host.cpu": run.host.cpu,
    "host.cores": run.host.cores,
    accelerator: run.accelerator,
  };
  // The schema's timestamp has neither fractions nor a zone, and its hostname is localhost where it is not known.
  return html`<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="cowpio" timestamp="${run.started.slice(0, 19)}" hostname="localhost" tests="${run.cells.length}" failures="${counts.FAIL}" errors="${counts.ERROR + counts.INCONCLUSIVE}" skipped="${counts.SKIP}" time="${inSeconds(run.elapsedMs)}">
<properties>
${Object.entries(properties).map(([name, value]) => html`<property name="${name}" value="${value}"/>\n`)}</properties>
${run.cells.map((cell) => html`${testcase(cell)}\n`)}<system-out>${verdictSentence(run)}</system-out>
<system-err></system-err>
</testsuite>
`.markup;
}

function testcase(cell: JudgedCell): Html {
  const { plan, outcome } = cell;
  const group = isControl(plan) ? "cowpio.control" : `cowpio.${plan.fileSystem}`;
  const description = describe(cell);
  return html`<testcase name="${plan.id}" classname="${group}" time="${inSeconds(elapsed(outcome.stageTimes))}"${
    description === undefined ? html`/>` : html`>${description}</testcase>`
  }`;
}

function describe(cell: JudgedCell): Html | undefined {
  const { status, reason } = cell.outcome;
  const message = oneLine(reason);
  const text = notesOf(cell).flatMap((note) => note.split("\n"));
  const body = text.map((line, index) => html`${index > 0 ? "\n" : ""}${line}`);
  switch (status) {
    case "PASS":
      return undefined;
    case "SKIP":
      return html`<skipped message="${message}"/>`;
    case "FAIL":
      return html`<failure type="FAIL" message="${message}">${body}</failure>`;
    case "ERROR":
    case "INCONCLUSIVE":
      return html`<error type="${status}" message="${message}">${body}</error>`;
  }
}

const inSeconds = (ms: number): string => (ms / 1000).toFixed(3);

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

/** GitHub shows ten errors of a step; the one that says why the step failed is among them. */
const maxAnnotations = 9;

export type Annotation = {
  readonly title: string;
  readonly text: string;
  /** In the workspace, with its line; absent where no file is known to be at fault. */
  readonly file?: string;
  readonly startLine?: number;
};

/** Returns an annotation for each failed cell; if they do not fit, the last one gives the number of the others. */
export function annotationsOf(cells: readonly JudgedCell[]): Annotation[] {
  const description = troublesOf(cells).map(
    (cell): Annotation => ({
      title: `${cell.outcome.status} ${cell.plan.id}`,
      text: visible(oneLine(`${cell.outcome.reason}${placeOf(cell.outcome)}`)),
      ...fileAtFault(cell),
    }),
  );
  if (description.length <= maxAnnotations) return description;
  const rest = description.slice(maxAnnotations - 1);
  const names = rest
    .slice(0, 5)
    .map(({ title }) => title)
    .join(", ");
  return [
    ...description.slice(0, maxAnnotations - 1),
    { title: `${rest.length} more cells went wrong`, text: `${names}${rest.length > 5 ? ", …" : ""}: see the report` },
  ];
}

/** Returns the file at fault. The checkout's path was given relative to the workspace; other paths are not in it. */
function fileAtFault({ plan, outcome }: JudgedCell): Pick<Annotation, "file" | "startLine"> {
  const { dracut } = plan.requested;
  if (outcome.source === undefined || dracut === "builtin" || dracut.startsWith("/")) return {};
  const file = `${dracut.replace(/^\.\//, "").replace(/\/+$/, "")}/${outcome.source.file.replace(/^\.\//, "")}`;
  return /(^|\/)\.\.(\/|$)/.test(file) ? {} : { file, startLine: outcome.source.line };
}
