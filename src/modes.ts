/** What the Action does in each of its modes. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { UserError } from "./domain/failure.ts";
import type { Run } from "./domain/report.ts";
import { type Judgement, judged, readBaseline } from "./judged.ts";
import { cacheKey } from "./plan/cache-key.ts";
import type { Request } from "./plan/inputs.ts";
import { githubMatrix } from "./plan/shards.ts";
import { planTold } from "./plan/told.ts";
import { planned, shardsOf } from "./planned.ts";
import { examine, tabled } from "./provision/doctor.ts";
import { examineSubject } from "./provision/examine-subject.ts";
import type { Release } from "./provision/release.ts";
import { type Annotation, annotationsOf } from "./report/annotations.ts";
import { countsOf, flakesSentence, verdictOf } from "./report/counts.ts";
import { differenceOf, hasRegressed } from "./report/diff.ts";
import { diffMarkdown, diffText } from "./report/diff-text.ts";
import { loadReport } from "./report/load.ts";
import { mergeReports } from "./report/merge.ts";
import type { WrittenReport } from "./report/write.ts";
import { runAndReport } from "./run.ts";
import { version } from "./version.ts";

/** What the runner is told. */
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

export type Asked = { readonly shards: string; readonly reports: string; readonly subject: string };

type Mode = (
  request: Request,
  asked: Asked,
  runner: Runner,
  at: {
    readonly home: string;
    readonly release: Release | undefined;
    readonly runId: string;
    readonly signal: AbortSignal;
  },
) => Promise<void>;

const run: Mode = async (request, _, runner, at) => {
  if (request.failOn === "never") runner.info("fail-on: never: no verdict fails this step");
  const baseline = await readBaseline(request);
  runner.output("cache-key", cacheKey(request, version, new Date()));
  const { info: say, debug, group } = runner;
  const written = await runAndReport(request, { ...at, say, debug, group });
  conclude(written, runner, judged(written.run, request, baseline));
};

const merge: Mode = async (request, { reports }, runner) => {
  if (request.failOn === "never") runner.info("fail-on: never: no verdict fails this step");
  const baseline = await readBaseline(request);
  const written = await mergeReports(reportFolders(reports), request.reportDir, runner.info);
  conclude(written, runner, judged(written.run, request, baseline));
};

/** Folders of reports, or of one folder all that is in it: actions/download-artifact puts each artifact into one. */
function reportFolders(reports: string): string[] {
  const named = reports.split(/[\s,]+/).filter((path) => path !== "");
  if (named.length === 0) throw new UserError("mode merge: give the shards' report folders as reports");
  const [only] = named;
  if (named.length > 1 || only === undefined || existsSync(`${only}/run.json`)) return named;
  if (!existsSync(only)) throw new UserError(`reports ${only}: there is no such folder`);
  return readdirSync(only)
    .map((name) => `${only}/${name}`)
    .filter((path) => statSync(path).isDirectory())
    .sort();
}

/** Of a run's report, and of a merged one. */
function conclude(
  { run: done, files, digest }: WrittenReport & { readonly run: Run },
  runner: Runner,
  { why, difference }: Judgement,
): void {
  runner.summary(readFileSync(files.markdown, "utf8"));
  if (difference !== undefined) runner.summary(`\n## Against the baseline\n\n${diffMarkdown(difference)}`);
  runner.output("verdict", verdictOf(done));
  runner.output("counts", JSON.stringify(countsOf(done.cells)));
  runner.output("report-html", resolve(files.html));
  runner.output("digest", digest);
  if (difference !== undefined) runner.output("regressions", difference.regressions.length);
  for (const annotation of annotationsOf(done.cells)) runner.annotate(annotation);
  const retried = flakesSentence(done.cells);
  if (retried) runner.info(retried);
  runner.info(`report: ${files.html}\nreport.json: ${digest}\nverdict ${verdictOf(done)}`);
  if (why.length > 0)
    runner.fail(`${why.join("; ")}: verdict ${verdictOf(done)}, see the job's summary or ${files.html}`);
}

const plan: Mode = async (request, { shards }, runner) => {
  const plan = await planned(request);
  const dealt = shardsOf(plan, shards);
  runner.info(planTold(plan, dealt));
  runner.output("matrix", JSON.stringify(githubMatrix(dealt)));
  runner.output("cells", plan.cells.length);
  runner.output("cache-key", cacheKey(request, version, new Date()));
};

const diff: Mode = async (request, { reports }, runner) => {
  if (reports === "" || request.baseline === "")
    throw new UserError("mode diff: give the report to compare as reports, and what to compare it with as baseline");
  const [base, next] = await Promise.all([loadReport(request.baseline), loadReport(reports)]);
  const difference = differenceOf(base, next);
  runner.info(diffText(difference));
  runner.summary(diffMarkdown(difference));
  runner.output("regressions", difference.regressions.length);
  if (hasRegressed(difference) && request.failOn !== "never")
    runner.fail(`${difference.regressions.length} cells passed in the baseline and do not now`);
};

const doctor: Mode = async (request, { subject }, runner, at) => {
  const { text, able } =
    subject === ""
      ? await examine(request, at)
      : tabled(await examineSubject(subject, request, { ...at, say: runner.info }));
  runner.info(text);
  runner.summary(`\`\`\`text\n${text}\n\`\`\`\n`);
  if (!able) runner.fail("this cannot run cells: the log says what to do about it");
};

export const modes = { run, plan, merge, diff, doctor } as const satisfies Record<string, Mode>;
export type ModeName = keyof typeof modes;
