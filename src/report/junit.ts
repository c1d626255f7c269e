import { isControl } from "../model/cell.ts";
import { elapsed, type JudgedCell } from "../model/outcome.ts";
import type { Run } from "../model/report.ts";
import { notesOf } from "./advice.ts";
import { countsOf, verdictOf, verdictSentence } from "./counts.ts";
import { type Html, html, oneLine } from "./escape.ts";

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
