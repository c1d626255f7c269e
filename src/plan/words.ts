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

/**
 * Returns the end of an error about an unknown word: `, did you mean "xfs"? Use btrfs, xfs`. The suggestion has at most two
 * mistakes, and fewer than half of the letters; without one, `. Use btrfs, xfs`.
 */
export function suggest(typed: string, known: readonly string[]): string {
  const near = known
    .map((word) => ({ word, mistakes: editDistance(typed.toLowerCase(), word) }))
    .sort((a, b) => a.mistakes - b.mistakes)[0];
  return near !== undefined && near.mistakes <= Math.min(2, (typed.length - 1) / 2)
    ? `, did you mean "${near.word}"? Use ${known.join(", ")}`
    : `. Use ${known.join(", ")}`;
}

/** Returns the number of letters that are missing, additional, exchanged, or swapped with their neighbor. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const at = (from: readonly number[], index: number) => from[index] as number;
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          at(row, j) + 1,
          at(next, j - 1) + 1,
          at(row, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
          swapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = row;
    row = next;
  }
  return row[b.length] as number;
}
