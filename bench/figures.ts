import type { Condition } from "./conditions.ts";
import type { Measured, Row } from "./measure.ts";

export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

export const rowOf = ({ rows }: Measured, peer: string, condition: Condition): Row | undefined =>
  rows.find((row) => row.peer === peer && row.condition === condition);

/** How many times the other's time one takes; undefined where one of them is not there. */
export function ratio(measured: Measured, peer: string, other: string, condition: Condition): number | undefined {
  const [one, two] = [peer, other].map((name) => rowOf(measured, name, condition));
  return one && two && median(one.ms) / median(two.ms);
}

/** Percentage of the bytes that can be shared. */
export const sharedPercent = ({ archive }: Row): number | undefined =>
  archive && (100 * archive.shared) / archive.shareable;

/** Bytes that do not lie at their source's place. */
export const exclusive = ({ archive }: Row): number | undefined => archive && archive.size - archive.shared;

/** Bytes that are neither header, name nor data. */
export const padding = ({ tree }: Measured, { archive }: Row): number | undefined =>
  archive && archive.size - tree.unpadded;
