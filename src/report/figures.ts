import type { Recipe } from "../model/cell.ts";
import type { ArchiveEvidence, ArchiveSharing, BootVerdict } from "../model/outcome.ts";

/** `51.76 MB`: decimal megabytes, as the original proposal counts. What is there is never said to be nothing. */
export const megabytes = (bytes: number): string =>
  bytes > 0 && bytes < 5000 ? "< 0.01 MB" : `${(bytes / 1e6).toFixed(2)} MB`;
export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
export const milliseconds = (ms: number): string => `${ms.toFixed(0)} ms`;
/** For times of any length: `98 ms`, `32.99 s`, `4 min 56 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return milliseconds(ms);
  if (ms < 120_000) return seconds(ms);
  const whole = Math.round(ms / 1000);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
/** Cut, not rounded: 99.99 must not be said of 99.985, nor 100 of less. */
export const percent = (part: number, whole: number): string =>
  whole === 0 ? "–" : `${(Math.floor((part / whole) * 10000) / 100).toFixed(2)} %`;

/** `20.93 to 24.77 MB`, or one of them where they say the same; never broken within. */
export function spread(values: readonly number[], format: (value: number) => string): string {
  const [smallest, largest] = [format(Math.min(...values)), format(Math.max(...values))];
  const [figure = "", unit = ""] = smallest.split(/ (?=\D+$)/);
  return (
    smallest === largest ? smallest : `${largest.endsWith(` ${unit}`) ? figure : smallest} to ${largest}`
  ).replaceAll(" ", "\u00a0");
}

export const recipeNames: Readonly<Record<Recipe, string>> = {
  reflink: "reflink (cowpio)",
  gzip: "plain dracut, gzip",
  zstd: "plain dracut, zstd",
};

/** One row of the original proposal's table (dracut RFC #1141), with the cost on the file system beside it. */
export type Row = {
  readonly name: string;
  /** How it was measured. */
  readonly measured: string;
  readonly of: (archive: ArchiveEvidence, sharing: ArchiveSharing) => string;
};

const kernelToInit = (boot: BootVerdict) => {
  if (boot.kind !== "booted") return boot.kind;
  const { guest } = boot.times.kernelToInit;
  return guest === undefined ? "the kernel printed no times" : milliseconds(guest);
};
const unpacking = (boot: BootVerdict) =>
  boot.kind !== "booted" || boot.times.unpacking === undefined ? "–" : milliseconds(boot.times.unpacking);
const memory = (boot: BootVerdict) =>
  boot.kind !== "booted" || boot.memoryAvailable === undefined ? "–" : megabytes(boot.memoryAvailable);
const realRoot = (boot: BootVerdict) => (boot.kind === "booted" ? seconds(boot.times.realRoot.wall) : boot.kind);

export const rows: readonly Row[] = [
  { name: "image creation", measured: "dracut, wall", of: ({ createMs }) => seconds(createMs) },
  { name: "kernel to /init", measured: "guest's clock", of: ({ boot }) => kernelToInit(boot) },
  { name: "unpacking", measured: "guest clock, during other work", of: ({ boot }) => unpacking(boot) },
  { name: "memory available", measured: "once unpacked, MemAvailable", of: ({ boot }) => memory(boot) },
  { name: "cold boot to the real root", measured: "wall, from QEMU's start", of: ({ boot }) => realRoot(boot) },
  { name: "FIEMAP total", measured: "the archive file", of: ({ fiemap }) => megabytes(fiemap.total) },
  { name: "FIEMAP shared", measured: "with anybody", of: ({ fiemap }) => megabytes(fiemap.shared) },
  { name: "FIEMAP exclusive", measured: "shared with no other file", of: ({ fiemap }) => megabytes(fiemap.exclusive) },
  {
    name: "shared by place",
    measured: "with the installed originals",
    of: ({ recipe }, { shared }) => (recipe === "reflink" ? megabytes(shared) : "–"),
  },
  {
    name: "of what can be shared",
    measured: "whole blocks, identical original",
    of: ({ recipe }, { shared, shareable }) => (recipe === "reflink" ? percent(shared, shareable) : "–"),
  },
  {
    name: "of the whole image",
    measured: "compressed segments included",
    of: ({ recipe }, { shared, size }) => (recipe === "reflink" ? percent(shared, size) : "–"),
  },
  { name: "extents", measured: "of the archive file", of: ({ fiemap }) => `${fiemap.extents}` },
  { name: "free space used", measured: "statfs, synced", of: ({ space }) => megabytes(space.free) },
  {
    name: "metadata grown",
    measured: "Btrfs alone tells",
    of: ({ space }) => (space.metadata === undefined ? "–" : megabytes(space.metadata)),
  },
];

/** Minimum, quartiles, median and maximum of values, with linear interpolation. */
export function summaryOf(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => {
    const location = part * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(location)] as number, sorted[Math.ceil(location)] as number];
    return low + (high - low) * (location - Math.floor(location));
  };
  return { min: at(0), lower: at(0.25), median: at(0.5), upper: at(0.75), max: at(1) };
}
