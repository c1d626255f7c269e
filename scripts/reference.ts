/**
 * Writes docs/reference.md and the inputs of action.yml from the input table. The outputs are read from action.yml.
 * `--check` writes nothing and fails if a file is out of date.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parse } from "yaml";
import { actionInputs, type Input, inputs } from "../src/plan/input-table.ts";

const home = resolve(import.meta.dirname, "..");
const read = (name: string): string => readFileSync(`${home}/${name}`, "utf8");

const declared = ([name, input]: readonly [string, Input]): string =>
  `  ${name}:\n    description: ${JSON.stringify(input.description)}\n    required: false\n    default: ${JSON.stringify(input.default)}\n`;
const action = read("action.yml").replace(
  /^inputs:\n[\s\S]*?\n(?=\S)/m,
  () =>
    `inputs:\n${Object.entries({ ...actionInputs, ...inputs })
      .map(declared)
      .join("")}`,
);

/** Escapes text that would end a table's cell or be read as a tag. */
const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ");
const table = (names: string, table: Readonly<Record<string, Input>>): string =>
  [
    `| ${names} | default | |`,
    "|---|---|---|",
    ...Object.entries(table).map(
      ([name, input]) =>
        `| \`${name}\` | ${input.default === "" ? "" : `\`${input.default}\``} | ${cell(input.description)} |`,
    ),
  ].join("\n");
const { outputs } = parse(action) as { outputs: Record<string, { description: string }> };

const reference = `# Inputs, options and outputs

Written by \`npm run reference\` from [input-table.ts](../src/plan/input-table.ts) and [action.yml](../action.yml).

List values are separated by blanks, commas or newlines. Quotes or a backslash keep a blank in a path. In YAML, quote versions: unquoted \`5.10\` is the number 5.1.
All inputs are checked before anything starts, and all mistakes are reported at once. Paths are relative to the working folder of
the Action or the command.

## Inputs of the Action and options of the command

\`kernels: "6.12"\` of the Action is \`--kernels 6.12\` of \`node dist/cli.js run\`, \`plan\` and \`merge\` in a clone of cowpio.

${table("input, `--option`", inputs)}

## Inputs of the Action only

${table("input", actionInputs)}

## Outputs

| output | |
|---|---|
${Object.entries(outputs)
  .map(([name, { description }]) => `| \`${name}\` | ${cell(description)} |`)
  .join("\n")}

The Action's step fails if the command's exit status is not 0: [exit status](report.md#exit-status).
`;

const files = { "action.yml": action, "docs/reference.md": reference };
for (const [name, text] of Object.entries(files)) {
  let previous = "";
  try {
    previous = read(name);
  } catch {
    // written for the first time
  }
  if (previous === text) continue;
  if (process.argv.includes("--check")) {
    console.error(`${name} is not what the table of inputs gives; write it: npm run reference`);
    process.exitCode = 1;
  } else {
    writeFileSync(`${home}/${name}`, text);
    console.log(`wrote ${name}`);
  }
}
