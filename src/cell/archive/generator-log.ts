import { eachLine } from "../../lib/process.ts";
import { type GeneratorLog, maxGeneratorErrors } from "../../model/outcome.ts";

const maxLine = 500;

/**
 * Lines of errors: dracut's own levels FATAL and ERROR (dracut-logger.sh), dracut-install's (src/install/log.h), a shell's of a
 * script that dracut sources or runs, and the writer's.
 */
const errorLines = [
  /^dracut\[[FE]\]/,
  /^dracut-install: (FATAL|ERROR)/,
  /^(dracut: )?(FATAL|ERROR): /,
  /^\S+: line \d+: /,
  /^(dracut-cpio|cowpio): (?!warning)/,
];

/** dracut's temporary folder, whose name is another in every run (dracut.sh: mktemp). */
const temporary = /(\/dracut\.d?)[A-Za-z0-9]{6}\b/g;

/** Lines that explain nothing: warnings, progress. */
const isNoise = (line: string): boolean =>
  /^dracut\[[WIDT]\]/.test(line) || /^\s*$/.test(line) || /\bwarning:/i.test(line);

/** Collects the facts of a generator's log as it comes. `failure` words a failed run: its errors, else its last lines. */
export function readGeneratorLog(): {
  readonly add: (text: string) => void;
  readonly log: () => GeneratorLog;
  readonly failure: () => string;
} {
  const errors: string[] = [];
  let last: string[] = [];
  let ignoredWriter: string | undefined;
  const add = eachLine(maxLine, (raw) => {
    const line = raw.trim().replace(temporary, "$1XXXXXX");
    if (/--enhanced-cpio\b.*\bignored\b/.test(line)) ignoredWriter = line;
    if (errors.length < maxGeneratorErrors && errorLines.some((pattern) => pattern.test(line))) errors.push(line);
    if (!isNoise(line)) last = [...last.slice(-2), line];
  });
  return {
    add,
    log: () => ({ errors: [...errors], ...(ignoredWriter === undefined ? {} : { ignoredWriter }) }),
    failure: () => {
      add("\n");
      return [...new Set(errors.length > 0 ? errors.slice(0, 3) : last)].join("; ") || "it printed no error";
    },
  };
}
