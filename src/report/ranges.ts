import type { MemberRange, MemberSharing, RangeReason } from "../model/outcome.ts";

/** Meaning of a reason for its bytes. `lost`: they could be shared. `never`: no archive can share them. */
type Class = { readonly text: string; readonly kind: "shared" | "lost" | "never" };

/** In the order in which they are told. */
export const classes: Readonly<Record<RangeReason, Class>> = {
  shared: { kind: "shared", text: "at the original's physical place" },
  "not-shared": { kind: "lost", text: "could be shared, lies elsewhere" },
  unaligned: { kind: "lost", text: "does not start on a block boundary" },
  tail: { kind: "never", text: "last partial block, which the next header is written into" },
  "below-block": { kind: "never", text: "file smaller than a block" },
  "no-original": { kind: "never", text: "made by dracut, no original of that name" },
  differs: { kind: "never", text: "the original of that name has other content" },
  inline: { kind: "never", text: "the original has no blocks, its data is in the metadata" },
  compressed: { kind: "never", text: "within a compressed segment: nothing to share" },
  hole: { kind: "never", text: "a hole in both" },
};
export const reasons = Object.keys(classes) as RangeReason[];

export type ClassSum = {
  readonly reason: RangeReason;
  readonly bytes: number;
  /** Largest first, then by name. */
  readonly members: readonly { readonly name: string; readonly bytes: number }[];
};

/** Members and bytes by reason; reasons without bytes are left out. */
export const classSums = (members: readonly MemberSharing[]): ClassSum[] =>
  reasons.flatMap((reason) => {
    const own = members
      .map(({ name, ranges }) => ({ name, bytes: bytesOf(ranges, reason) }))
      .filter(({ bytes }) => bytes > 0)
      .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));
    const bytes = own.reduce((sum, member) => sum + member.bytes, 0);
    return bytes === 0 ? [] : [{ reason, bytes, members: own }];
  });

const bytesOf = (ranges: readonly MemberRange[], reason: RangeReason): number =>
  ranges.reduce((sum, range) => (range.reason === reason ? sum + range.length : sum), 0);

type Stretch = { readonly offset: number; readonly length: number; readonly reason: RangeReason };

/** Without places, neighbours of one reason are one stretch: where the file system cut them is chance. */
export const stretches = (ranges: readonly MemberRange[]): Stretch[] =>
  ranges.reduce<Stretch[]>((joined, { offset, length, reason }) => {
    const last = joined.at(-1);
    if (last?.reason === reason) joined[joined.length - 1] = { ...last, length: last.length + length };
    else joined.push({ offset, length, reason });
    return joined;
  }, []);
