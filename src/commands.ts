/** Functions shared by the Action's modes and the command's subcommands. */

import { resolve } from "node:path";
import type { At } from "./host/at.ts";
import { type Examined, examine, tabled } from "./host/doctor.ts";
import { examineDistro } from "./host/doctor-distro.ts";
import { UserError } from "./model/errors.ts";
import type { Run } from "./model/run.ts";
import type { Request } from "./plan/inputs.ts";
import { causesOf } from "./report/advice.ts";
import { compareWith, compareWithBase, matchedTo } from "./report/compare.ts";
import { type Difference, differenceOf, hasRegressed } from "./report/diff.ts";
import { diffText } from "./report/diff-text.ts";
import { describeUnequal, unequalArchives } from "./report/entries.ts";
import { oneLine, visible } from "./report/escape.ts";
import { whyFailed, whyRegressed } from "./report/fail-on.ts";
import { loadContents, loadReport } from "./report/read.ts";
import { allSkipped, flakesSentence, verdictLine } from "./report/verdict.ts";
import { type WrittenReport, writeDifference } from "./report/write.ts";

const sayNever = ({ failOn }: Pick<Request, "failOn">, log: At["log"]): void => {
  if (failOn === "never") log("fail-on is never: the exit status is 0 for every verdict");
};

/** A finished run, for who started it. */
export type Concluded = WrittenReport & {
  readonly run: Run;
  /** Empty: the run does not fail. */
  readonly why: readonly string[];
  /** Differences from the base or baseline; absent without one. */
  readonly difference?: Difference;
  /** The log's last lines. */
  readonly text: string;
};

/** Runs or merges, and judges. The baseline is read first: it must not be found missing after an hour. */
export async function concluded(
  request: Request,
  log: At["log"],
  work: () => Promise<WrittenReport & { readonly run: Run }>,
): Promise<Concluded> {
  sayNever(request, log);
  const baseline = request.baseline === "" ? undefined : await loadReport(request.baseline);
  const written = await work();
  const { run, files, digest } = written;
  const { reportDir } = request;
  const against = baseline
    ? await compareWith(baseline, run, reportDir)
    : request.base === ""
      ? undefined
      : await compareWithBase(run, reportDir);
  const difference = against?.difference;
  if (difference !== undefined) writeDifference(difference, run, { folder: reportDir, digest });
  const why = [
    ...(difference ? whyRegressed(run, request, difference) : []),
    ...whyFailed(run, request, against?.base.report),
  ];
  const unequal = unequalArchives(run.cells).flatMap(({ cells }) => cells);
  const unequalContents = await loadContents(reportDir, unequal);
  const retried = flakesSentence(run.cells);
  const causes = causesOf(run.cells);
  const text = [
    ...(difference === undefined ? [] : [`\nagainst the base:\n${diffText(difference)}`]),
    ...(allSkipped(run) ? ["\nnothing was tested: every cell except the negative controls was skipped"] : []),
    ...(retried ? [`\n${retried}`] : []),
    ...unequalArchives(run.cells, unequalContents).map((unequal) => `\n${describeUnequal(unequal)}`),
    ...(causes.length > 0 ? ["\nfailures by cause:", ...causes.map(describeCause)] : []),
    `\nreport.json: ${digest}\n${verdictLine(run)}\nreport: ${resolve(files.html)}`,
    ...(why.length > 0 ? [`fails: ${why.join("; ")}`] : []),
  ].join("\n");
  return { ...written, why, text, ...(difference === undefined ? {} : { difference }) };
}

const namedCells = 4;

const describeCause = ({ reason, cells }: ReturnType<typeof causesOf>[number]): string =>
  `  ${cells.slice(0, namedCells).join(", ")}${cells.length > namedCells ? ` and ${cells.length - namedCells} more` : ""}: ${visible(oneLine(reason))}`;

/** Two reports, and whether a cell that passed in the first does not in the second. */
export async function compared(
  request: Pick<Request, "failOn">,
  [base, next]: readonly [string, string],
  log: At["log"],
): Promise<{ readonly difference: Difference; readonly fails: boolean }> {
  sayNever(request, log);
  const side = await loadReport(next);
  const difference = differenceOf(matchedTo(side, await loadReport(base)), side);
  if (difference.common === 0) throw new UserError(`diff: ${base} and ${next} have no cell in common`);
  return { difference, fails: request.failOn !== "never" && hasRegressed(difference) };
}

/** This machine, or a distro. */
export const examined = async (distro: string, request: Request, at: At): Promise<Examined> =>
  distro === "" ? examine(request, at) : tabled(await examineDistro(distro, request, at));
