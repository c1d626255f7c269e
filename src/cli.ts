/** Entry of the command: the same pipeline without GitHub. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "./domain/failure.ts";
import type { Run } from "./domain/report.ts";
import { judged, readBaseline } from "./judged.ts";
import { defaultCacheDir } from "./plan/cache-dir.ts";
import { inputNames, inputs } from "./plan/input-table.ts";
import { parseInputs, type Request } from "./plan/inputs.ts";
import { didYouMean } from "./plan/near.ts";
import { githubMatrix } from "./plan/shards.ts";
import { planJson, planTold } from "./plan/told.ts";
import { planned, shardsOf } from "./planned.ts";
import { clean, toldCleaned } from "./provision/clean.ts";
import { examine, tabled } from "./provision/doctor.ts";
import { examineSubject } from "./provision/examine-subject.ts";
import { readRelease } from "./provision/release.ts";
import { renderAgain } from "./report/again.ts";
import { allSkipped, exitStatusOf, flakesSentence, verdictOf } from "./report/counts.ts";
import { differenceOf, hasRegressed, type Side } from "./report/diff.ts";
import { diffMarkdown, diffText } from "./report/diff-text.ts";
import { loadReport } from "./report/load.ts";
import { mergeReports } from "./report/merge.ts";
import type { WrittenReport } from "./report/write.ts";
import { newRunId, runAndReport } from "./run.ts";
import { version } from "./version.ts";

/** What commands end with besides `exitStatusOf` a run. */
const status = { done: 0, failed: 1, usage: 2, couldNot: 3, interrupted: 130 } as const;

const commands = ["run", "plan", "merge", "report", "diff", "doctor", "clean"] as const;
type CommandName = (typeof commands)[number];

/** What a command takes besides its options, in the words that ask for it; of merge, more of the same. */
const operands: Partial<Record<CommandName, readonly string[]>> = {
  merge: ["the folders of the shards' reports"],
  report: ["the report's folder"],
  diff: ["the report to compare with", "the report to compare"],
};

type Form = "text" | "json" | "markdown" | "github-matrix";

const usage = `cowpio-matrix ${version}: proves that initramfs archives share their blocks and boot

  cowpio-matrix run [OPTIONS]     run the matrix and write the report
  cowpio-matrix plan [OPTIONS]    show the cells that would run, what was left out and why; --json
                                  --shards N|auto: how they are dealt out, balanced by --durations or by estimates;
                                  --github-matrix: the shards as a workflow's matrix takes them, on a line
  cowpio-matrix run --shard I/N   run one of the shards, with the plan's options; its report is merged with the others'
  cowpio-matrix merge FOLDER...   join the reports of all shards to one in --report-dir
  cowpio-matrix report FOLDER     write the report again from its run.json
  cowpio-matrix diff BASE NEW     compare two reports (folders, run.json or report.json): regressions, fixes, new skips,
                                  changes of versions and sharing, figures beyond noise; --json, --markdown
  cowpio-matrix doctor            show what this machine can do, and what to install
                                  --subject SUBJECT: what a subject, written as those of --subjects, lacks
  cowpio-matrix clean [OPTIONS]   remove containers, volumes and folders that killed runs left, also of a run under way

Options of run and plan, the same as the Action's inputs:
${inputNames.map((name) => `  --${name} VALUE\n      ${inputs[name].description}${inputs[name].default && ` [${inputs[name].default}]`}`).join("\n")}

Exit status: 0 verdict PASS, 1 verdict FAIL, 2 wrong use, 3 could not run, 77 nothing was there to try (every cell that
is no control was skipped, and no control came out wrong), 130 interrupted. Of diff: 1 a cell that passed does not any
more, 0 none, 2 wrong use, 3 a report could not be read.
`;

const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.on(name, () => {
    if (interrupted.signal.aborted) process.exit(status.interrupted);
    process.stderr.write(`\n${name}: stopping the cell and removing its container\n`);
    interrupted.abort(new UserError(`interrupted by ${name}`));
  });

async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      strict: false,
      options: {
        help: { type: "boolean" },
        version: { type: "boolean" },
        json: { type: "boolean" },
        markdown: { type: "boolean" },
        "github-matrix": { type: "boolean" },
        shards: { type: "string" },
        subject: { type: "string" },
        ...Object.fromEntries(inputNames.map((name) => [name, { type: "string" as const }])),
      },
    });
    const {
      help,
      version: askedVersion,
      json,
      markdown,
      "github-matrix": matrix,
      shards,
      subject,
      ...given
    } = values as Record<string, string | boolean | undefined>;
    if (askedVersion) return print(version);
    const [command, ...rest] = positionals;
    if (help || command === undefined) return print(usage);
    if (!isCommand(command))
      return complain([
        `unknown command "${command}"${didYouMean(command, commands)}; there are ${commands.join(", ")}`,
      ]);
    const valueless = Object.entries(given).filter(
      ([name, value]) => typeof value === "boolean" && inputNames.some((known) => known === name),
    );
    if (valueless.length > 0) return complain(valueless.map(([name]) => `--${name}: a value is missing`));

    const parsed = parseInputs(
      Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)])),
      { cache: defaultCacheDir(process.env) },
    );
    if (!parsed.ok) return complain(parsed.problems);
    const wanted = operands[command] ?? [];
    const missing = wanted[rest.length];
    if (missing !== undefined) return complain([`${command}: give ${missing}`]);
    const unexpected = rest[wanted.length];
    if (unexpected !== undefined && command !== "merge") return complain([`${command}: unexpected "${unexpected}"`]);
    if (markdown && (command !== "diff" || json)) return complain(["--markdown: of diff, and not beside --json"]);
    if ((matrix || shards !== undefined) && command !== "plan")
      return complain(["--shards and --github-matrix: of plan alone"]);
    if (shards === true) return complain(["--shards: a value is missing"]);
    if (subject !== undefined && (command !== "doctor" || subject === true))
      return complain(["--subject: of doctor, with a subject"]);
    if (typeof subject === "string") return await examineOne(subject, parsed.value);
    const form = matrix ? "github-matrix" : markdown ? "markdown" : json ? "json" : "text";
    return await perform(command, parsed.value, rest, form, typeof shards === "string" ? shards : undefined);
  } catch (error) {
    if (interrupted.signal.aborted) return status.interrupted;
    process.stderr.write(
      `cowpio-matrix: ${error instanceof UserError ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    return status.couldNot;
  }
}

async function perform(
  command: CommandName,
  request: Request,
  rest: readonly string[],
  form: Form,
  shards?: string,
): Promise<number> {
  switch (command) {
    case "run": {
      const home = resolve(import.meta.dirname, "..");
      const baseline = await readBaseline(request);
      const release = await readRelease(home, version);
      const at = { home, release, runId: newRunId(), signal: interrupted.signal, say: print };
      return conclude(await runAndReport(request, at), request, baseline);
    }
    case "merge": {
      const baseline = await readBaseline(request);
      return conclude(await mergeReports(rest, request.reportDir, print), request, baseline);
    }
    case "plan": {
      const plan = await planned(request);
      if (form === "github-matrix") return print(JSON.stringify(githubMatrix(shardsOf(plan, shards ?? "auto"))));
      const divided = shards === undefined ? [] : shardsOf(plan, shards);
      return print(form === "json" ? planJson(plan, divided) : planTold(plan, divided));
    }
    case "report":
      return print((await renderAgain(rest[0] as string)).join("\n"));
    case "diff": {
      const [base, next] = await Promise.all([loadReport(rest[0] as string), loadReport(rest[1] as string)]);
      const difference = differenceOf(base, next);
      const told =
        form === "json"
          ? JSON.stringify(difference, null, 2)
          : form === "markdown"
            ? diffMarkdown(difference)
            : diffText(difference);
      print(told);
      return hasRegressed(difference) ? status.failed : status.done;
    }
    case "doctor": {
      const home = resolve(import.meta.dirname, "..");
      const { text, able } = await examine(request, { home, runId: newRunId(), signal: interrupted.signal });
      print(text);
      return able ? status.done : status.couldNot;
    }
    case "clean":
      return print(`removed what runs left: ${toldCleaned(await clean(request.cacheDir))}`);
  }
}

async function examineOne(subject: string, request: Request): Promise<number> {
  const home = resolve(import.meta.dirname, "..");
  const release = await readRelease(home, version);
  const say = (line: string) => void print(line);
  const at = { home, release, runId: newRunId(), signal: interrupted.signal, say };
  const { text, able } = tabled(await examineSubject(subject, request, at));
  print(text);
  return able ? status.done : status.couldNot;
}

/** Of a run's report, and of a merged one. */
function conclude(
  { run, files, digest }: WrittenReport & { readonly run: Run },
  request: Request,
  baseline: Side | undefined,
): number {
  const { why, difference } = judged(run, request, baseline);
  if (difference !== undefined) print(`\nagainst the baseline:\n${diffText(difference)}`);
  if (allSkipped(run)) print("\nnothing was there to try: every cell that is no control was skipped");
  const retried = flakesSentence(run.cells);
  if (retried) print(`\n${retried}`);
  print(`\nreport.json: ${digest}\nverdict ${verdictOf(run)}\nreport: ${resolve(files.html)}`);
  if (why.length > 0) print(`fails: ${why.join("; ")}`);
  return exitStatusOf(run, why);
}

const isCommand = (word: string): word is CommandName => commands.some((command) => command === word);

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return status.done;
}

function complain(problems: readonly string[]): number {
  process.stderr.write(
    `${problems.map((problem) => `cowpio-matrix: ${problem}`).join("\n")}\nSee cowpio-matrix --help.\n`,
  );
  return status.usage;
}

// Node ends, with status 0, when nothing can happen any more: that is no end of ours, and no verdict.
process.once("beforeExit", () => {
  process.stderr.write(
    "cowpio-matrix: ended with its work undone: what it waited for is gone (was the engine killed?)\n",
  );
  process.exit(status.couldNot);
});
void main(process.argv.slice(2)).then((code) => process.exit(code));
