/** A command is a value before it is a process. */
export type Command = { readonly program: string; readonly args: readonly string[] };

/** As a person would type it, for messages. */
export const shellQuote = ({ program, args }: Command): string =>
  [program, ...args]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(" ");
