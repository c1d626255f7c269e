import { isControl } from "../domain/cell.ts";
import type { JudgedCell, Status } from "../domain/outcome.ts";
import type { Run } from "../domain/report.ts";
import { verdictSentence } from "./counts.ts";
import { megabytes, percent, recipeNames, rows } from "./figures.ts";

/** The runner drops a summary over 1 MiB whole. */
export const summaryLimit = 900 * 1024;

const signs: Readonly<Record<Status, string>> = {
  PASS: "✅ PASS",
  FAIL: "❌ FAIL",
  ERROR: "💥 ERROR",
  MISS: "❔ MISS",
  SKIP: "⏭️ SKIP",
};

/** The job's summary, below `summaryLimit` bytes: tables of cells are left out, and said to be, where they do not fit. */
export function summaryMarkdown(run: Run): string {
  const head = [`## cowpio: ${text(verdictSentence(run))}`, "", ...troubles(run.cells), ...grid(run.cells), ""].join(
    "\n",
  );
  const foot = `\nRun of ${text(run.started)} on ${text(run.host.kernel)}, ${run.host.cores} cores, QEMU with ${text(run.accelerator)}.\n`;
  let body = "";
  let leftOut = 0;
  for (const cell of run.cells.filter(({ outcome }) => outcome.evidence)) {
    const table = comparison(cell);
    if (Buffer.byteLength(head + body + table + foot) > summaryLimit - 200) leftOut += 1;
    else body += table;
  }
  const said =
    leftOut === 0 ? "" : `\n${leftOut} tables of cells are left out here for want of room; report.html has them.\n`;
  return head + body + said + foot;
}

/** What went wrong comes first; what was not tried is said and counted. */
function troubles(cells: readonly JudgedCell[]): string[] {
  const wrong = cells.filter(({ outcome }) => outcome.status !== "PASS");
  if (wrong.length === 0) return [];
  return [
    ...wrong.map(
      ({ plan, outcome }) =>
        `- **${signs[outcome.status]}** ${code(plan.id)}${outcome.stage ? ` at ${outcome.stage}` : ""}: ${text(outcome.reason)}`,
    ),
    "",
    "FAIL: the product is wrong. ERROR: the test broke. MISS: the machine, nothing can be said. SKIP: not applicable.",
    "",
  ];
}

function grid(cells: readonly JudgedCell[]): string[] {
  const body = cells.map(({ plan, outcome }) => {
    const { evidence } = outcome;
    const shared = evidence
      ? `${percent(evidence.sharing.shared, evidence.sharing.shareable)} of ${megabytes(evidence.sharing.shareable)}`
      : "";
    const boot = evidence?.archives[0]?.boot.kind ?? "";
    return `| ${isControl(plan) ? "control " : ""}${code(plan.id)} | ${signs[outcome.status]} | ${shared} | ${boot} | ${plan.expected.sharing}, ${plan.expected.boot} |`;
  });
  return ["| cell | status | shared by place | boot | expected |", "|---|---|--:|---|---|", ...body];
}

function comparison({ plan, outcome }: JudgedCell): string {
  const archives = outcome.evidence?.archives ?? [];
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    `\n<details><summary>${plan.id.replace(/[^\w.-]/g, "_")}: against plain dracut</summary>\n`,
    line(["", ...archives.map(({ recipe }) => recipeNames[recipe])]),
    line(["---", ...archives.map(() => "--:")]),
    ...rows.map(({ name, of }) => line([name, ...archives.map(of)])),
    "\n</details>\n",
  ].join("\n");
}

/** Text from consoles, tools and file names is shown as it is: nothing in it is Markdown, HTML or a control character. */
export const text = (raw: string): string =>
  raw
    .replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ")
    .replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replace(/[\\`*_{}[\]()#+!|~@:]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const code = (raw: string): string => `<code>${text(raw)}</code>`;
