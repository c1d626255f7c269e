/**
 * Writes the manual page and the shells' completions from what `cowpio COMMAND --help` says, so that there is one source.
 * `--check` writes nothing and fails when a file is not what the help gives.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { completions } from "./manual/completions.ts";
import { parseHelp } from "./manual/help.ts";
import { manualPage } from "./manual/page.ts";

const home = resolve(import.meta.dirname, "..");
const cowpio = (...args: string[]) => execFileSync(`${home}/build/cowpio`, args, { encoding: "utf8" });

const [title = "", ...overview] = cowpio("--help").split("\n");
const names = overview.flatMap((line) => /^ {2}cowpio (\w+) /.exec(line)?.[1] ?? []);
const commands = names.map((name) => parseHelp(name, cowpio(name, "--help")));
const version = cowpio("--version").trim();

const files: Readonly<Record<string, string>> = {
  "share/man/man1/cowpio.1": manualPage(title, version, commands),
  ...completions(commands),
};
const stale = Object.entries(files).filter(
  ([name, text]) => !existsSync(`${home}/${name}`) || readFileSync(`${home}/${name}`, "utf8") !== text,
);
if (process.argv.includes("--check")) {
  for (const [name] of stale) console.error(`${name} is not what --help says; write it: npm run manual`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [name, text] of stale) {
    mkdirSync(dirname(`${home}/${name}`), { recursive: true });
    writeFileSync(`${home}/${name}`, text);
    console.log(`wrote ${name}`);
  }
}
