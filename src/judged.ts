/** What a finished run comes to, for who started it: with its baseline, if it has one. */
import type { Run } from "./domain/report.ts";
import type { Request } from "./plan/inputs.ts";
import { type Difference, differenceOf, type Side } from "./report/diff.ts";
import { diffMarkdown } from "./report/diff-text.ts";
import { whyFailed } from "./report/fail-on.ts";
import { reportOf } from "./report/json.ts";
import { loadReport } from "./report/load.ts";
import { writeWhole } from "./report/whole.ts";

/** Read before anything is started: one that is not there must not be found missing after an hour. */
export const readBaseline = async ({ baseline }: Pick<Request, "baseline">): Promise<Side | undefined> =>
  baseline === "" ? undefined : loadReport(baseline);

export type Judgement = {
  /** Empty: the run does not fail. */
  readonly why: readonly string[];
  /** From the baseline; diff.md in the report's folder tells it. */
  readonly difference?: Difference;
};

export function judged(run: Run, request: Request, baseline: Side | undefined): Judgement {
  if (baseline === undefined) return { why: whyFailed(run, request) };
  const difference = differenceOf(baseline, { report: reportOf(run), run });
  writeWhole(`${request.reportDir}/diff.md`, [diffMarkdown(difference)]);
  return { why: whyFailed(run, request, baseline.report), difference };
}
