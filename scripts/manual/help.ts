/** An option, or another item of a list: `--order pack|given`, and what it does. */
export type Item = { readonly term: string; readonly text: string };
/** `undefined` title: the items without one. */
export type Section = { readonly title?: string; readonly items: readonly Item[] };

export type CommandHelp = {
  readonly name: string;
  readonly synopsis: readonly string[];
  readonly paragraphs: readonly string[];
  readonly sections: readonly Section[];
  readonly exitStatus: string;
};

/** Blocks parted by empty lines: synopsis, paragraphs, lists whose items stand two columns in, the exit status. */
export function parseHelp(name: string, help: string): CommandHelp {
  const [synopsis = "", ...blocks] = help.trimEnd().split("\n\n");
  const exit = blocks.find((block) => block.startsWith("Exit status:")) ?? "";
  const lists = blocks.filter((block) => block !== exit && /^ {2}\S/m.test(block));
  return {
    name,
    synopsis: synopsis.split("\n"),
    paragraphs: blocks.filter((block) => block !== exit && !lists.includes(block)).map(unwrapped),
    sections: lists.map(parseList),
    exitStatus: unwrapped(exit.replace("Exit status: ", "")),
  };
}

const unwrapped = (text: string): string => text.replace(/\s*\n\s*/g, " ");

function parseList(block: string): Section {
  const lines = block.split("\n");
  const title = lines[0]?.startsWith(" ") ? undefined : lines.shift()?.replace(/:$/, "");
  const items: { term: string; text: string }[] = [];
  for (const line of lines) {
    const item = /^ {2}(\S.*?)(?: {2,}(.*))?$/.exec(line);
    const last = items.at(-1);
    if (item?.[1] !== undefined) items.push({ term: item[1], text: item[2] ?? "" });
    else if (last !== undefined) last.text = `${last.text} ${line.trim()}`.trim();
  }
  return { ...(title === undefined ? {} : { title }), items };
}

export type OptionHelp = {
  /** `--null`, `-0`. */
  readonly names: readonly string[];
  /** Placeholder of its value, `FILE`, or the possible words; empty for a flag. */
  readonly value?: string;
  readonly text: string;
};

export const optionsOf = ({ sections }: CommandHelp): OptionHelp[] =>
  sections
    .flatMap(({ items }) => items)
    .filter(({ term }) => term.startsWith("-"))
    .map(({ term, text }) => {
      const names = [...term.matchAll(/(?:^|, )(--?[A-Za-z0-9][a-z-]*)/g)].map(([, name]) => name as string);
      const value = /^[^ ]+(?:, [^ ]+)* ([^ ]+)$/.exec(term)?.[1];
      return { names, text, ...(value === undefined || value.startsWith("-") ? {} : { value }) };
    });
