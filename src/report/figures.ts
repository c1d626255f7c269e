import type { ArchiveEvidence, BootVerdict, MemberSharing, RangeReason } from "../domain/outcome.ts";

/** `51.76 MB`: decimal megabytes, as the original proposal counts. */
export const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB`;
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
export const milliseconds = (ms: number): string => `${ms.toFixed(0)} ms`;
/** Cut, not rounded: 99.99 must not be said of 99.985, nor 100 of less. */
export const percent = (part: number, whole: number): string =>
  whole === 0 ? "–" : `${(Math.floor((part / whole) * 10000) / 100).toFixed(2)} %`;

export const recipeNames = {
  reflink: "reflink (cowpio)",
  gzip: "plain dracut, gzip",
  zstd: "plain dracut, zstd",
} as const;

/** One row of the original proposal's table (dracut RFC #1141), with the cost on the file system beside it. */
export type Row = { readonly name: string; readonly of: (archive: ArchiveEvidence) => string };

const kernelToInit = (boot: BootVerdict) =>
  boot.kind === "booted" ? milliseconds(boot.times.kernelToInit.guest) : boot.kind;
const realRoot = (boot: BootVerdict) => (boot.kind === "booted" ? seconds(boot.times.realRoot.wall) : boot.kind);

export const rows: readonly Row[] = [
  { name: "image creation", of: ({ createMs }) => seconds(createMs) },
  { name: "FIEMAP total", of: ({ fiemap }) => megabytes(fiemap.total) },
  { name: "FIEMAP shared", of: ({ fiemap }) => megabytes(fiemap.shared) },
  { name: "FIEMAP exclusive", of: ({ fiemap }) => megabytes(fiemap.exclusive) },
  { name: "extents", of: ({ fiemap }) => `${fiemap.extents}` },
  { name: "free space used", of: ({ space }) => megabytes(space.free) },
  {
    name: "metadata grown",
    of: ({ space }) => (space.metadata === undefined ? "not told apart" : megabytes(space.metadata)),
  },
  { name: "kernel to /init", of: ({ boot }) => kernelToInit(boot) },
  { name: "cold boot to the real root", of: ({ boot }) => realRoot(boot) },
];

/** What the reasons of ranges mean, in the order in which they are told. */
export const reasonTexts: Readonly<Record<RangeReason, string>> = {
  shared: "at the original's physical place",
  hole: "a hole in both",
  inline: "the original has no blocks, its data is in the metadata",
  tail: "last partial block, which the next header is written into",
  "below-block": "files smaller than a block",
  "off-grid": "data that does not start on a block boundary",
  "not-shared": "could be shared, lies elsewhere",
  differs: "an original of that name has other content",
  "no-original": "made by dracut, no original of that name",
};
export const reasons = Object.keys(reasonTexts) as RangeReason[];

export type ClassSum = { readonly reason: RangeReason; readonly members: number; readonly bytes: number };

/** Members and bytes by reason; reasons without bytes are left out. */
export function classSums(members: readonly MemberSharing[]): ClassSum[] {
  return reasons
    .map((reason) => {
      const bytes = members.map(({ ranges }) =>
        ranges.filter((range) => range.reason === reason).reduce((sum, { length }) => sum + length, 0),
      );
      return {
        reason,
        members: bytes.filter((count) => count > 0).length,
        bytes: bytes.reduce((sum, count) => sum + count, 0),
      };
    })
    .filter(({ bytes }) => bytes > 0);
}
