/** Entry of the command: the same pipeline without GitHub. */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "./domain/failure.ts";
import { defaultCacheDir } from "./plan/cache-dir.ts";
import { planCells } from "./plan/cells.ts";
import { didYouMean, inputNames, inputs, parseInputs, type Request } from "./plan/inputs.ts";
import { clean } from "./provision/clean.ts";
import { examine } from "./provision/doctor.ts";
import { renderAgain } from "./report/again.ts";
import { allSkipped, exitStatusOf, verdictOf } from "./report/counts.ts";
import { differenceOf, hasRegressed } from "./report/diff.ts";
import { diffMarkdown, diffText } from "./report/diff-text.ts";
import { loadReport } from "./report/load.ts";
import { newRunId, runAndReport } from "./run.ts";
import { version } from "./version.ts";

/** What commands end with besides `exitStatusOf` a run. */
const status = { done: 0, failed: 1, usage: 2, couldNot: 3, interrupted: 130 } as const;

const commands = ["run", "plan", "report", "diff", "doctor", "clean"] as const;
type CommandName = (typeof commands)[number];

/** What a command takes besides its options, in the words that ask for it. */
const operands: Partial<Record<CommandName, readonly string[]>> = {
  report: ["the report's folder"],
  diff: ["the report to compare with", "the report to compare"],
};

type Form = "text" | "json" | "markdown";

const usage = `cowpio-matrix ${version}: proves that initramfs archives share their blocks and boot

  cowpio-matrix run [OPTIONS]     run the matrix and write the report
  cowpio-matrix plan [OPTIONS]    show the cells that would run, as a table or with --json
  cowpio-matrix report FOLDER     write the report again from its run.json
  cowpio-matrix diff BASE NEW     compare two reports (folders, run.json or report.json): regressions, fixes, new skips,
                                  changes of versions and sharing, figures beyond noise; --json, --markdown
  cowpio-matrix doctor            show what this machine can do, and what to install
  cowpio-matrix clean [OPTIONS]   remove containers and folders that killed runs left, also of a run under way

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
        ...Object.fromEntries(inputNames.map((name) => [name, { type: "string" as const }])),
      },
    });
    const {
      help,
      version: askedVersion,
      json,
      markdown,
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
    if (unexpected !== undefined) return complain([`${command}: unexpected "${unexpected}"`]);
    if (markdown && (command !== "diff" || json)) return complain(["--markdown: of diff, and not beside --json"]);
    return await perform(command, parsed.value, rest, markdown ? "markdown" : json ? "json" : "text");
  } catch (error) {
    if (interrupted.signal.aborted) return status.interrupted;
    process.stderr.write(
      `cowpio-matrix: ${error instanceof UserError ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    return status.couldNot;
  }
}

async function perform(command: CommandName, request: Request, rest: readonly string[], form: Form): Promise<number> {
  switch (command) {
    case "run": {
      const home = resolve(import.meta.dirname, "..");
      const { run, files, digest } = await runAndReport(request, {
        home,
        runId: newRunId(),
        signal: interrupted.signal,
        say: print,
      });
      if (allSkipped(run)) print("\nnothing was there to try: every cell that is no control was skipped");
      print(`\nreport.json: ${digest}\nverdict ${verdictOf(run)}\nreport: ${resolve(files.html)}`);
      return exitStatusOf(run);
    }
    case "plan": {
      const { cells, omitted } = planCells(request);
      return print(
        form === "json"
          ? JSON.stringify({ cells, omitted }, null, 2)
          : cells
              .map(({ id, expected }) => `${id.padEnd(32)} expected: ${expected.sharing}, ${expected.boot}`)
              .join("\n"),
      );
    }
    case "report":
      return print((await renderAgain(rest[0] as string)).join("\n"));
    case "diff": {
      const [base, next] = await Promise.all([loadReport(rest[0] as string), loadReport(rest[1] as string)]);
      const difference = differenceOf(base, next);
      const forms = { json: () => JSON.stringify(difference, null, 2), markdown: diffMarkdown, text: diffText };
      print(forms[form](difference));
      return hasRegressed(difference) ? status.failed : status.done;
    }
    case "doctor": {
      const home = resolve(import.meta.dirname, "..");
      const { text, able } = await examine(request, { home, runId: newRunId(), signal: interrupted.signal });
      print(text);
      return able ? status.done : status.couldNot;
    }
    case "clean": {
      const { containers, folders } = await clean(request.cacheDir);
      return print(`removed ${containers} containers and ${folders} folders of runs`);
    }
  }
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

void main(process.argv.slice(2)).then((code) => process.exit(code));
