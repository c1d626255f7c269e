/** Entry of the command: the same pipeline without GitHub. */

import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Concluded, compared, concluded, examined } from "./commands.ts";
import type { At } from "./host/at.ts";
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
import { mergeReports } from "./report/merge.ts";
import { exitStatusOf } from "./report/verdict.ts";
import { renderAgain } from "./report/write.ts";
import { version } from "./version.ts";

/** Exit statuses besides those of `exitStatusOf`. */
const status = { done: 0, failed: 1, usage: 2, couldNot: 3, interrupted: 130 } as const;

const commands = ["run", "plan", "merge", "report", "diff", "boot", "doctor", "clean"] as const;
type CommandName = (typeof commands)[number];

/** Operands of each command, by name; merge and boot accept more. */
const operands: Partial<Record<CommandName, readonly string[]>> = {
  merge: ["the folders of the shards' reports"],
  report: ["the report's folder"],
  diff: ["the report to compare with", "the report to compare"],
  boot: ["the report's folder", "the cell"],
};

/** Options of the command only: flags, and options with a value. */
const flags = ["help", "version", "json", "markdown", "github-matrix"] as const;
const own = ["shards", "distro"] as const;

type Form = "text" | "json" | "markdown" | "github-matrix";

const usage = `cowpio-matrix ${version}: proves that initramfs archives share their blocks and boot

  cowpio-matrix run [OPTIONS]     run the matrix and write the report
  cowpio-matrix plan [OPTIONS]    list the cells, and those left out with the reason; --json
                                  --shards N|auto: assign cells to shards, balanced by --durations or by estimates
                                  --github-matrix: print the shards on one line for strategy.matrix
  cowpio-matrix run --shard I/N   run one shard, with the options of the plan; merge joins the reports
  cowpio-matrix merge FOLDER...   join the shards' reports in --report-dir
  cowpio-matrix report FOLDER     write the report's files again from its run.json
  cowpio-matrix diff BASE NEW     compare two reports (folders, run.json or report.json): regressions, fixes, new skips,
                                  changed versions, contents and sharing, times beyond noise; --json, --markdown
  cowpio-matrix boot FOLDER CELL [WORD...]
                                  boot a kept cell (--keep) with its console on this terminal; each WORD is added to the
                                  kernel's command line, for example rd.break rd.shell=1; Ctrl-A X ends it
  cowpio-matrix doctor            check this machine and list what to install
                                  --distro DISTRO: check a distro instead, in the syntax of --distros
  cowpio-matrix clean [OPTIONS]   remove containers, volumes and folders of all runs on this engine and in --cache-dir;
                                  runs in progress end

Options of run and plan, the same as the Action's inputs:
${inputNames.map((name) => `  --${name} VALUE\n      ${inputs[name].description}${inputs[name].default && ` [${inputs[name].default}]`}`).join("\n")}

Exit status of run and merge: 0 everything requested is proven, or accepted by --fail-on and --allow; 1 it is not; 2 usage error;
3 the run could not start; 77 every cell except the negative controls was skipped, and no control failed; 130 interrupted.
Exit status of the other commands: 0 done; 2 usage error; 3 it could not be done, or doctor found something to install.
Exit status of diff: 0 no regression, or --fail-on never; 1 a cell that passed no longer does, or dracut prints new errors;
2 usage error; 3 a report could not be read.
`;

const interrupted = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.on(name, () => {
    if (interrupted.signal.aborted) process.exit(status.interrupted);
    process.stderr.write(
      `\n${name}: stopping cells and removing their containers. No report is written; with --resume FOLDER, finished cells are kept\n`,
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
        ...Object.fromEntries([...own, ...inputNames].map((name) => [name, { type: "string" as const }])),
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
  /** Number of shards of plan; absent: not divided. */
  readonly shards?: string;
  /** `doctor` only. Default: this machine. */
  readonly distro: string;
};

type OptionValues = Readonly<Record<string, string | boolean | undefined>>;

/** Parses the whole command line before it reports any problem. */
function parsed([word = "", ...rest]: readonly string[], values: OptionValues): Parsed<RequestedCommand> {
  const { json, markdown, "github-matrix": matrix, shards, distro, ...given } = values;
  const command = commands.find((known) => known === word);
  const valueless = [...own, ...inputNames].filter((name) => typeof values[name] === "boolean");
  const texts = Object.entries(given).filter(([name]) => !valueless.some((one) => one === name));
  const request = parseInputs(
    Object.fromEntries(texts.map(([name, value]) => [name, String(value)])),
    { cache: defaultCacheDir(process.env) },
    [...flags, ...own],
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
  const divided = typeof shards === "string" ? { shards } : {};
  return { ok: true, value: { command, request: request.value, rest, form, ...divided, distro: `${distro ?? ""}` } };
}

function missingOperand(command: CommandName, rest: readonly string[]): string[] {
  const missing = operands[command]?.[rest.length];
  return missing === undefined ? [] : [`${command}: ${missing} is missing`];
}

function unexpectedOperand(command: CommandName, rest: readonly string[]): string[] {
  const unexpected = rest[operands[command]?.length ?? 0];
  return command === "merge" || command === "boot" || unexpected === undefined
    ? []
    : [`${command}: unexpected "${unexpected}"`];
}

/** Problems of the options that only some commands have. */
function optionProblems(command: CommandName | undefined, values: OptionValues): string[] {
  const { json, markdown, "github-matrix": matrix, shards, distro, distros } = values;
  const wrongShards = typeof shards === "string" ? shardCountProblem(shards) : undefined;
  const wrongDistro = typeof distro === "string" ? sourceProblem.distro(distro) : undefined;
  return [
    ...(markdown && (command !== "diff" || json)
      ? ["--markdown: only valid with diff, and not together with --json"]
      : []),
    ...((matrix || shards !== undefined) && command !== "plan"
      ? ["--shards and --github-matrix: only valid with plan"]
      : []),
    ...(distro !== undefined && command !== "doctor" ? ["--distro: only valid with doctor"] : []),
    ...(wrongShards === undefined ? [] : [`--shards: ${wrongShards}`]),
    ...(wrongDistro === undefined ? [] : [`--distro: ${wrongDistro}`]),
    ...(command === "doctor" && distros !== undefined
      ? ["--distros: only valid with run and plan. Use --distro with doctor"]
      : []),
  ];
}

async function perform({ command, request, rest, form, shards, distro }: RequestedCommand): Promise<number> {
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
      if (form === "github-matrix") return print(JSON.stringify(githubMatrix(shardsOf(plan, shards ?? "auto"))));
      const divided = shards === undefined ? [] : shardsOf(plan, shards);
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
    case "boot": {
      const [report, cell, ...words] = rest as [string, string, ...string[]];
      const output = (chunk: Buffer) => void process.stdout.write(chunk);
      const kept = { report, cell, words };
      const code = await bootKept(kept, request, await at(), { input: process.stdin, output });
      return code === 0 ? status.done : status.failed;
    }
    case "doctor": {
      const { text, able } = await examined(distro, request, await at());
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
