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
