/** A word. A backslash or a pair of quotes keeps blanks and commas in it; an unpaired quote is an ordinary character. */
const word = /(?:\\.|"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,])+/g;
const quoted = /\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/g;

const startsPath = (text: string): boolean => /^\.{0,2}\//.test(text);

/** `/my work/d`: only a path has a slash, and `work/d` does not start one. */
const isOnePath = ([first = "", ...rest]: readonly string[]): boolean =>
  startsPath(first) &&
  !rest.some((text) => startsPath(text) || text.includes(":")) &&
  (rest.at(-1) ?? "").includes("/");

/**
 * Returns the words of a list, which are separated by blanks, commas or newlines. Quotes and backslashes work as in a shell. A
 * line that can only be one path with blanks is that path.
 */
export function wordsOf(text: string): string[] {
  return text.split("\n").flatMap((line) => {
    const words = line.match(word) ?? [];
    return isOnePath(words) && !/["'\\]/.test(line) ? [line.trim()] : words.map(unquoted);
  });
}

const unquoted = (text: string): string =>
  text.replace(
    quoted,
    (_, escaped?: string, double?: string, single?: string) =>
      escaped ?? double?.replace(/\\(["\\])/g, "$1") ?? single ?? "",
  );

/** Returns the text that `wordsOf` reads as this one word. */
export const asWord = (text: string): string =>
  /[\s,\\]/.test(text) || unquoted(text) !== text ? `"${text.replace(/["\\]/g, "\\$&")}"` : text;
