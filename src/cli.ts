/** Entry of the command: the same pipeline without GitHub. */

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Concluded, compared, concluded, examined } from "./commands.ts";
import type { At } from "./host/at.ts";
import { bisectDracut } from "./host/bisect.ts";
import { bootKept } from "./host/boot-kept.ts";
import { clean, describeCleaned } from "./host/clean.ts";
import { formatPlan, planJson, planned, shardsOf } from "./host/plan.ts";
import { newRunId, runAndReport } from "./host/run.ts";
import { readRelease } from "./host/staging/release.ts";
import { defaultCacheDir } from "./lib/files.ts";
import { describeError, UserError } from "./model/errors.ts";
import { inputNames, inputs } from "./plan/input-table.ts";
import { type Parsed, parseInputs, type Request } from "./plan/inputs.ts";
import { githubMatrix, shardCountProblem } from "./plan/shards.ts";
import { sourceProblem } from "./plan/sources.ts";
import { suggest } from "./plan/words.ts";
import { diffMarkdown, diffText } from "./report/diff-text.ts";
import { updateHistory } from "./report/history/update.ts";
import { mergeReports } from "./report/merge.ts";
import { exitStatusOf } from "./report/verdict.ts";
import { renderAgain } from "./report/write.ts";
import { version } from "./version.ts";

/** Exit statuses besides those of `exitStatusOf`. */
const status = { done: 0, failed: 1, usage: 2, couldNot: 3, interrupted: 130 } as const;

const commands = ["run", "plan", "merge", "report", "diff", "history", "bisect", "boot", "doctor", "clean"] as const;
type CommandName = (typeof commands)[number];

/** Operands of each command, by name. */
const operands: Partial<Record<CommandName, readonly string[]>> = {
  merge: ["the directories of the shards' reports"],
  report: ["the report's directory"],
  diff: ["the report to compare with", "the report to compare"],
  history: ["a report, or a directory of reports,"],
  boot: ["the report's directory", "the cell"],
};
const acceptsMore: readonly CommandName[] = ["merge", "history", "boot"];

/** Options of the command only: flags, and options with a value. */
const flags = ["help", "version", "json", "markdown", "github-matrix"] as const;
/** Options with a value that are not inputs, and the command of each. */
const own = {
  ...{ shards: "plan", distro: "doctor", output: "history", "report-url": "history" },
  ...{ good: "bisect", bad: "bisect" },
} as const satisfies Readonly<Record<string, CommandName>>;
type OwnOption = keyof typeof own;
const ownNames = Object.keys(own) as OwnOption[];
/** Empty where an option was not given. */
type OwnValues = Readonly<Record<OwnOption, string>>;
/** Options that a command does not do without. */
const required: Partial<Record<CommandName, readonly OwnOption[]>> = { history: ["output"], bisect: ["good", "bad"] };

type Form = "text" | "json" | "markdown" | "github-matrix";

const usage = `cowpio-matrix ${version}: proves that initramfs archives share their blocks and boot

  cowpio-matrix run [OPTIONS]     run the matrix and write the report
  cowpio-matrix plan [OPTIONS]    list the cells, and those left out with the reason; --json
                                  --shards N|auto: assign cells to shards, balanced by --durations or by estimates
                                  --github-matrix: print the shards on one line for strategy.matrix
  cowpio-matrix run --shard I/N   run one shard, with the options of the plan; merge joins the reports
  cowpio-matrix merge DIR...      join the shards' reports in --report-dir
  cowpio-matrix report DIR        write the report's files again from its run.json
  cowpio-matrix diff BASE NEW     compare two reports (directories, run.json or report.json): regressions, fixes,
                                  new skips, changed versions, contents and sharing, times beyond noise; --json,
                                  --markdown
  cowpio-matrix history REPORT... --output DIR
                                  add nightly reports to the history in DIR and write its page: statuses, trends, change
                                  points. REPORT: a directory or run.json, or a directory of reports, searched at any
                                  depth
                                  --report-url URL: address of each report, with {name} for the name of its directory.
                                  Default: its path relative to DIR
  cowpio-matrix bisect --good REV --bad REV --dracut DIR [OPTIONS]
                                  find the first commit of the checkout DIR that fails the cells, without controls and
                                  comparisons; commits that do not build are skipped. An interrupted bisection continues
                                  when it is started again
  cowpio-matrix boot DIR CELL [WORD...]
                                  boot a kept cell (--keep) with its console on this terminal; each WORD is added to the
                                  kernel's command line, for example rd.break rd.shell=1; Ctrl-A X ends it
  cowpio-matrix doctor            check this machine and list what to install
                                  --distro DISTRO: check a distro instead, in the syntax of --distros
  cowpio-matrix clean [OPTIONS]   remove containers, volumes and directories of all runs on this engine and in --cache-dir;
                                  runs in progress end

Options of run and plan, the same as the Action's inputs:
${inputNames.map((name) => `  --${name} VALUE\n      ${inputs[name].description}${inputs[name].default && ` [${inputs[name].default}]`}`).join("\n")}

Exit status of run and merge: 0 everything requested is proven, or accepted by --fail-on and --allow; 1 it is not; 2 usage error;
3 the run could not start; 77 every cell except the negative controls was skipped, and no control failed; 130 interrupted.
Exit status of the other commands: 0 done; 2 usage error; 3 it could not be done, or doctor found something to install.
Exit status of diff: 0 no regression, or --fail-on never; 1 a cell that passed no longer does, or dracut prints new errors;
2 usage error; 3 a report could not be read.
Exit status of history: 0 all reports are in the history; 1 some were refused, the others are in it; 2 usage error; 3 nothing was
written: the history could not be read or written, or has no report.
Exit status of bisect: 0 one first bad commit; 1 several, since commits between could not be tested; 2 usage error; 3 not done.
`;

const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.on(name, () => {
    if (interrupted.signal.aborted) process.exit(status.interrupted);
    process.stderr.write(
      `\n${name}: stopping cells and removing their containers. No report is written; with --resume DIR, finished cells are kept\n`,
    );
    interrupted.abort(new UserError(`interrupted by ${name}`));
  });

async function main(argv: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      strict: false,
      options: {
        ...Object.fromEntries(flags.map((name) => [name, { type: "boolean" as const }])),
        ...Object.fromEntries([...ownNames, ...inputNames].map((name) => [name, { type: "string" as const }])),
      },
    });
    const { help, version: wantsVersion, ...given } = values as Record<string, string | boolean | undefined>;
    if (wantsVersion) return print(version);
    if (help || positionals.length === 0) return print(usage);
    const requested = parsed(positionals, given);
    return requested.ok ? await perform(requested.value) : reportProblems(requested.problems);
  } catch (error) {
    if (interrupted.signal.aborted) return status.interrupted;
    process.stderr.write(`cowpio-matrix: ${describeError(error)}\n`);
    return status.couldNot;
  }
}

type RequestedCommand = {
  readonly command: CommandName;
  readonly request: Request;
  readonly rest: readonly string[];
  readonly form: Form;
  readonly option: OwnValues;
};

type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** Parses the whole command line before it reports any problem. */
function parsed([word = "", ...rest]: readonly string[], values: OptionValues): Parsed<RequestedCommand> {
  const { json, markdown, "github-matrix": matrix, ...given } = values;
  const command = commands.find((known) => known === word);
  const valueless = [...ownNames, ...inputNames].filter((name) => typeof values[name] === "boolean");
  const apart: readonly string[] = [...ownNames, ...valueless];
  const texts = Object.entries(given).filter(([name]) => !apart.includes(name));
  const request = parseInputs(
    Object.fromEntries(texts.map(([name, value]) => [name, String(value)])),
    { cache: defaultCacheDir(process.env) },
    [...flags, ...ownNames],
  );
  const problems = [
    ...(command === undefined
      ? [`unknown command "${word}"${suggest(word, commands)}`]
      : missingOperand(command, rest)),
    ...valueless.map((name) => `--${name}: a value is missing`),
    ...optionProblems(command, values),
    ...(request.ok ? [] : request.problems),
    // Last: it may be the value of an option that there is not.
    ...(command === undefined ? [] : unexpectedOperand(command, rest)),
  ];
  if (problems.length > 0 || !request.ok || command === undefined) return { ok: false, problems };
  const form = matrix ? "github-matrix" : markdown ? "markdown" : json ? "json" : "text";
  const option = Object.fromEntries(ownNames.map((name) => [name, `${values[name] ?? ""}`])) as OwnValues;
  return {
    ok: true,
    value: { command, request: request.value, rest, form, option },
  };
}

function missingOperand(command: CommandName, rest: readonly string[]): string[] {
  const missing = operands[command]?.[rest.length];
  return missing === undefined ? [] : [`${command}: ${missing} is missing`];
}

function unexpectedOperand(command: CommandName, rest: readonly string[]): string[] {
  const unexpected = rest[operands[command]?.length ?? 0];
  return acceptsMore.includes(command) || unexpected === undefined ? [] : [`${command}: unexpected "${unexpected}"`];
}

/** Problems of the options that only some commands have. */
function optionProblems(command: CommandName | undefined, values: OptionValues): string[] {
  const { json, markdown, "github-matrix": matrix, distros, distro, shards, "report-url": url } = values;
  const wrongShards = typeof shards === "string" ? shardCountProblem(shards) : undefined;
  const wrongDistro = typeof distro === "string" ? sourceProblem.distro(distro) : undefined;
  return [
    ...(markdown && (command !== "diff" || json)
      ? ["--markdown: only valid with diff, and not together with --json"]
      : []),
    ...(matrix && command !== "plan" ? ["--github-matrix: only valid with plan"] : []),
    ...ownNames
      .filter((name) => values[name] !== undefined && command !== own[name])
      .map((name) => `--${name}: only valid with ${own[name]}`),
    ...(command === undefined ? [] : (required[command] ?? []))
      .filter((name) => values[name] === undefined || values[name] === "")
      .map((name) => `${command}: --${name} is missing`),
    ...(typeof url === "string" && !/^https?:\/\/.*\{name\}/.test(url)
      ? [`--report-url: expected http:// or https:// and {name}, got "${url}"`]
      : []),
    ...(wrongShards === undefined ? [] : [`--shards: ${wrongShards}`]),
    ...(wrongDistro === undefined ? [] : [`--distro: ${wrongDistro}`]),
    ...(command === "doctor" && distros !== undefined
      ? ["--distros: only valid with run and plan. Use --distro with doctor"]
      : []),
  ];
}

async function perform({ command, request, rest, form, option }: RequestedCommand): Promise<number> {
  const home = resolve(import.meta.dirname, "..");
  const at = async (): Promise<At> => ({
    home,
    release: await readRelease(home, version),
    runId: newRunId(),
    signal: interrupted.signal,
    log: print,
  });
  switch (command) {
    case "run":
      return conclude(await concluded(request, print, async () => runAndReport(request, await at())));
    case "merge":
      return conclude(await concluded(request, print, () => mergeReports(rest, request.reportDir, print)));
    case "plan": {
      const plan = await planned(request);
      if (form === "github-matrix") return print(JSON.stringify(githubMatrix(shardsOf(plan, option.shards || "auto"))));
      const divided = option.shards === "" ? [] : shardsOf(plan, option.shards);
      return print(form === "json" ? planJson(plan, divided) : formatPlan(plan, divided));
    }
    case "report":
      return print((await renderAgain(rest[0] as string)).join("\n"));
    case "diff": {
      // Output for programs contains nothing else.
      const log = form === "json" ? (line: string) => void process.stderr.write(`${line}\n`) : print;
      const { difference, fails } = await compared(request, rest as readonly [string, string], log);
      const message =
        form === "json"
          ? JSON.stringify(difference, null, 2)
          : form === "markdown"
            ? diffMarkdown(difference)
            : diffText(difference);
      print(message);
      return fails ? status.failed : status.done;
    }
    case "history": {
      const { text, refused } = await updateHistory(rest, option.output, option["report-url"]);
      for (const problem of refused) process.stderr.write(`cowpio-matrix: ${problem}\n`);
      print(text);
      return refused.length > 0 ? status.failed : status.done;
    }
    case "bisect": {
      const where = await at();
      const { text, found } = await bisectDracut(request, option, where, (one) => runAndReport(one, where));
      print(text);
      return found ? status.done : status.failed;
    }
    case "boot": {
      const [report, cell, ...words] = rest as [string, string, ...string[]];
      const output = (chunk: Buffer) => void process.stdout.write(chunk);
      const kept = { report, cell, words };
      const code = await bootKept(kept, request, await at(), { input: process.stdin, output });
      return code === 0 ? status.done : status.failed;
    }
    case "doctor": {
      const { text, able } = await examined(option.distro, request, await at());
      print(text);
      return able ? status.done : status.couldNot;
    }
    case "clean":
      return print(`removed what runs left: ${describeCleaned(await clean(request.engine, request.cacheDir))}`);
  }
}

function conclude({ run, why, text }: Concluded): number {
  print(text);
  return exitStatusOf(run, why);
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return status.done;
}

function reportProblems(problems: readonly string[]): number {
  process.stderr.write(
    `${problems.map((problem) => `cowpio-matrix: ${problem}`).join("\n")}\nSee cowpio-matrix --help.\n`,
  );
  return status.usage;
}

// Node exits with status 0 if nothing can happen any more. That is not a finished run.
process.once("beforeExit", () => {
  process.stderr.write(
    "cowpio-matrix: exited before the run was complete; the container engine may have been stopped\n",
  );
  process.exit(status.couldNot);
});
void main(process.argv.slice(2)).then((code) => process.exit(code));
