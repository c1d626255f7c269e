import type { CommandHelp, Item, Section } from "./help.ts";

/** roff takes a backslash, a minus, and a dot or quote in front of a line for its own. */
const roff = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/gm, "\\&$1");

const item = ({ term, text }: Item): string => `.TP\n.B ${roff(term)}\n${roff(text)}\n`;

const section = ({ title, items }: Section): string =>
  `${title === undefined ? "" : `.PP\n${roff(title)}:\n`}${items.map(item).join("")}`;

const command = ({ name, paragraphs, sections, exitStatus }: CommandHelp): string =>
  [
    `.SH COWPIO ${name.toUpperCase()}`,
    ...paragraphs.map((text) => `.PP\n${roff(text)}`),
    sections.map(section).join("").trimEnd(),
    `.PP\nExit status: ${roff(exitStatus)}`,
  ]
    .filter((part) => part !== "")
    .join("\n");

/** Facts that concern all commands. */
const environment: readonly Item[] = [
  {
    term: "COWPIO_REPORT",
    text: "create: the file of --report, where that is not given. It gets the line of the call also when the arguments are wrong.",
  },
  {
    term: "SOURCE_DATE_EPOCH",
    text: "create: seconds since 1970. Later times of files become this one, and what is made from nothing has it.",
  },
  {
    term: "TMPDIR",
    text: "doctor: the directory of --tmpdir, where that is not given. list, extract and verify: where what a compressed part holds is put.",
  },
];
const exitStatus =
  "Each command's is said with it; 2 is wrong use. SIGINT, SIGTERM, SIGHUP and, where a reader is gone, SIGPIPE end cowpio as they end any program, which a shell shows as 128 and the signal's number (130, 143, 129, 141), after the file that was being written is removed. SIGXFSZ is a failure to write, with status 1; so is a closed pipe where SIGPIPE is ignored.";

/** cowpio(1). */
export function manualPage(title: string, version: string, commands: readonly CommandHelp[]): string {
  const [program = "", summary = ""] = title.split(": ");
  const synopsis = commands.flatMap(({ synopsis: lines }) => lines).map((line) => `.B ${roff(line)}`);
  return `${[
    `.TH COWPIO 1 "" "${version}" "User Commands"`,
    ".SH NAME",
    `${program} \\- ${roff(summary)}`,
    ".SH SYNOPSIS",
    synopsis.join("\n.br\n"),
    ...commands.map(command),
    `.SH EXIT STATUS\n${roff(exitStatus)}`,
    `.SH ENVIRONMENT\n${environment.map(item).join("").trimEnd()}`,
    ".SH SEE ALSO",
    ".BR cpio (1),\n.BR dracut (8),\n.BR ioctl_ficlonerange (2)",
  ].join("\n")}\n`;
}
