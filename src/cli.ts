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
import { verdictOf } from "./report/counts.ts";
import { newRunId, runAndReport } from "./run.ts";
import { version } from "./version.ts";

/** 0: verdict PASS, or done. 1: verdict FAIL. 2: wrong use. 3: could not run. 130: interrupted. */
const status = { done: 0, failed: 1, usage: 2, couldNot: 3, interrupted: 130 } as const;

const commands = ["run", "plan", "report", "doctor", "clean"] as const;
type CommandName = (typeof commands)[number];

const usage = `cowpio-matrix ${version}: proves that initramfs archives share their blocks and boot

  cowpio-matrix run [OPTIONS]     run the matrix and write the report
  cowpio-matrix plan [OPTIONS]    show the cells that would run, as a table or with --json
  cowpio-matrix report FOLDER     write the report again from its run.json
  cowpio-matrix doctor            show what this machine can do, and what to install
  cowpio-matrix clean [OPTIONS]   remove containers and folders that killed runs left, also of a run under way

Options of run and plan, the same as the Action's inputs:
${inputNames.map((name) => `  --${name} VALUE\n      ${inputs[name].description}${inputs[name].default && ` [${inputs[name].default}]`}`).join("\n")}

Exit status: 0 verdict PASS, 1 verdict FAIL, 2 wrong use, 3 could not run, 130 interrupted.
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
        ...Object.fromEntries(inputNames.map((name) => [name, { type: "string" as const }])),
      },
    });
    const { help, version: askedVersion, json, ...given } = values as Record<string, string | boolean | undefined>;
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
    if (command === "report" && rest.length === 0) return complain(["report: give the report's folder"]);
    const unexpected = rest[command === "report" ? 1 : 0];
    if (unexpected !== undefined) return complain([`${command}: unexpected "${unexpected}"`]);
    return await perform(command, parsed.value, rest, json === true);
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
  json: boolean,
): Promise<number> {
  switch (command) {
    case "run": {
      const home = resolve(import.meta.dirname, "..");
      const { run, files } = await runAndReport(request, {
        home,
        runId: newRunId(),
        signal: interrupted.signal,
        say: print,
      });
      const verdict = verdictOf(run);
      print(`\nverdict ${verdict}\nreport: ${resolve(files.html)}`);
      return verdict === "PASS" ? status.done : status.failed;
    }
    case "plan": {
      const { cells, omitted } = planCells(request);
      return print(
        json
          ? JSON.stringify({ cells, omitted }, null, 2)
          : cells
              .map(({ id, expected }) => `${id.padEnd(32)} expected: ${expected.sharing}, ${expected.boot}`)
              .join("\n"),
      );
    }
    case "report":
      return print((await renderAgain(rest[0] as string)).join("\n"));
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
