import { type CommandHelp, type OptionHelp, optionsOf } from "./help.ts";

const isFile = ({ value }: OptionHelp): boolean => /^(DIR|FILE|ARCHIVE)(\||$)/.test(value ?? "");
/** The words that a value may be: `pack|given`. */
const wordsOf = (option: OptionHelp): readonly string[] =>
  option.value?.includes("|") && !isFile(option) ? option.value.split("|") : [];
const quoted = (text: string): string => text.replaceAll("'", "'\\''");
/** Up to a stop, a semicolon or a colon that stands in no parentheses. */
const firstSentence = (text: string): string => /^(?:\([^)]*\)|[.;:](?! )|[^.;:])*/.exec(text)?.[0] ?? text;

function bash(commands: readonly CommandHelp[]): string {
  const cases = commands.map((command) => {
    const options = optionsOf(command);
    const words = options.filter((option) => wordsOf(option).length > 0);
    const values = words.map(
      (option) =>
        `        ${option.names.join("|")}) mapfile -t COMPREPLY < <(compgen -W '${wordsOf(option).join(" ")}' -- "$word"); return ;;`,
    );
    const names = options.flatMap((option) => option.names).join(" ");
    return [
      `    ${command.name})`,
      ...(values.length > 0 ? ['      case "$before" in', ...values, "      esac"] : []),
      `      [[ $word == -* ]] && mapfile -t COMPREPLY < <(compgen -W '${names}' -- "$word") ;;`,
    ].join("\n");
  });
  return `# Written by scripts/manual.ts from cowpio's --help.
_cowpio() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W '${commands.map(({ name }) => name).join(" ")} --help --version' -- "$word")
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
  esac
}
complete -o default -F _cowpio cowpio
`;
}

function zsh(commands: readonly CommandHelp[]): string {
  const cases = commands.map((command) => {
    const escaped = (text: string) => text.replace(/[[\]:]/g, "\\$&");
    const specs = optionsOf(command).map((option) => {
      const words = wordsOf(option);
      const files = option.value === "DIR" ? "_files -/" : "_files";
      const action = words.length > 0 ? `(${words.join(" ")})` : isFile(option) ? files : " ";
      const value = option.value === undefined ? "" : `:${escaped(option.value)}:${action}`;
      const { names } = option;
      const either = names.length > 1 ? `'(${names.join(" ")})'{${names.join(",")}}` : "";
      return `      ${either}'${quoted(`${either === "" ? names[0] : ""}[${escaped(firstSentence(option.text))}]${value}`)}'`;
    });
    return `    ${command.name}) _arguments \\\n${[...specs, "      '*:file:_files'"].join(" \\\n")} ;;`;
  });
  return `#compdef cowpio
# Written by scripts/manual.ts from cowpio's --help.
if ((CURRENT == 2)); then
  compadd ${commands.map(({ name }) => name).join(" ")} -- --help --version
else
  case $words[2] in
${cases.join("\n")}
  esac
fi
`;
}

function fish(commands: readonly CommandHelp[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const lines = commands.flatMap((command) => [
    `complete -c cowpio -n __fish_use_subcommand -a ${command.name}`,
    ...optionsOf(command).map((option) => {
      const short = option.names.find((name) => !name.startsWith("--"));
      const words = wordsOf(option);
      const value =
        words.length > 0 ? ` -x -a '${words.join(" ")}'` : option.value ? (isFile(option) ? " -r" : " -x") : "";
      return `complete -c cowpio -n '__fish_seen_subcommand_from ${command.name}' -l ${option.names[0]?.slice(2)}${short ? ` -s ${short.slice(1)}` : ""}${value} -d '${quoted(firstSentence(option.text))}'`;
    }),
  ]);
  return `# Written by scripts/manual.ts from cowpio's --help. Commands: ${names}\n${lines.join("\n")}\n`;
}

/** Files where the shells look for them below a prefix. */
export const completions = (commands: readonly CommandHelp[]): Readonly<Record<string, string>> => ({
  "share/bash-completion/completions/cowpio": bash(commands),
  "share/zsh/site-functions/_cowpio": zsh(commands),
  "share/fish/vendor_completions.d/cowpio.fish": fish(commands),
});
