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
    ".SH SEE ALSO",
    ".BR cpio (1),\n.BR dracut (8),\n.BR ioctl_ficlonerange (2)",
  ].join("\n")}\n`;
}
