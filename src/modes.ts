/** The modes of the Action. */

import { existsSync, readdirSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { type Concluded, compared, concluded, examined } from "./commands.ts";
import type { At } from "./host/at.ts";
import { formatPlan, planned, shardsOf } from "./host/plan.ts";
import { runAndReport } from "./host/run.ts";
import { UserError } from "./model/errors.ts";
import { cacheKey, type ModeName, type ModeRequest } from "./plan/action.ts";
import type { Request } from "./plan/inputs.ts";
import { githubMatrix } from "./plan/shards.ts";
import { diffMarkdown, diffText } from "./report/diff-text.ts";
import { type Annotation, annotationsOf } from "./report/formats.ts";
import { jobSummary } from "./report/markdown.ts";
import { mergeReports } from "./report/merge.ts";
import { countsOf, verdictOf } from "./report/verdict.ts";
import { version } from "./version.ts";

/** Output to the runner. */
export type Runner = {
  readonly info: (line: string) => void;
  /** Only shown where debugging was asked for. */
  readonly debug: (text: string) => void;
  readonly group: { readonly open: (title: string) => void; readonly close: () => void };
  readonly output: (name: string, value: string | number) => void;
  /** Markdown, behind what is in the job's summary. */
  readonly summary: (markdown: string) => void;
  readonly annotate: (annotation: Annotation) => void;
  /** Ends the step as failed. */
  readonly fail: (why: string) => void;
};

type Mode = (request: Request, requested: ModeRequest, runner: Runner, at: At) => Promise<void>;

const run: Mode = async (request, _, runner, at) => {
  const { debug, group } = runner;
  const work = () => {
    runner.output("cache-key", cacheKey(request, version, new Date()));
    return runAndReport(request, { ...at, debug, group });
  };
  conclude(await concluded(request, at.log, work), runner);
};

const merge: Mode = async (request, { reports }, runner, { log }) => {
  const work = () => mergeReports(reportFolders(reports), request.reportDir, log);
  conclude(await concluded(request, log, work), runner);
};

/** Folders of reports, or of one folder all that is in it: actions/download-artifact puts each artifact into one. */
function reportFolders(reports: readonly string[]): readonly string[] {
  const [only] = reports;
  if (reports.length > 1 || only === undefined || existsSync(`${only}/run.json`)) return reports;
  if (!existsSync(only)) throw new UserError(`reports ${only}: no such directory`);
  return readdirSync(only)
    .map((name) => `${only}/${name}`)
    .filter((path) => statSync(path).isDirectory())
    .sort();
}

function conclude({ run: done, files, digest, why, difference, text }: Concluded, runner: Runner): void {
  runner.summary(jobSummary(done, digest, difference));
  runner.output("verdict", verdictOf(done));
  runner.output("counts", JSON.stringify(countsOf(done.cells)));
  runner.output("report-html", resolve(files.html));
  runner.output("digest", digest);
  if (difference !== undefined) runner.output("regressions", difference.regressions.length);
  for (const annotation of annotationsOf(done.cells)) runner.annotate(annotation);
  runner.info(text);
  if (why.length > 0)
    runner.fail(`${why.join("; ")}: verdict ${verdictOf(done)}, see the job's summary or ${files.html}`);
}

const plan: Mode = async (request, { shards }, runner) => {
  const plan = await planned(request);
  const dealt = shardsOf(plan, shards);
  runner.info(formatPlan(plan, dealt));
  runner.output("matrix", JSON.stringify(githubMatrix(dealt)));
  runner.output("cells", plan.cells.length);
  runner.output("cache-key", cacheKey(request, version, new Date()));
};

const diff: Mode = async (request, { reports: [next] }, runner, { log }) => {
  const { difference, fails } = await compared(request, [request.baseline, next as string], log);
  runner.info(diffText(difference));
  runner.summary(diffMarkdown(difference));
  runner.output("regressions", difference.regressions.length);
  if (fails) runner.fail(`${difference.regressions.length} cells passed before and no longer do`);
};

const doctor: Mode = async (request, { distro }, runner, at) => {
  const { text, able } = await examined(distro, request, at);
  runner.info(text);
  runner.summary(`\`\`\`text\n${text}\n\`\`\`\n`);
  if (!able) runner.fail("this cannot run cells: the log says what to do about it");
};

export const modes: Readonly<Record<ModeName, Mode>> = { run, plan, merge, diff, doctor };
