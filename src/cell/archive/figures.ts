import type { ExtentTotals, WriterCall, WriterReason } from "../../model/outcome.ts";

type Extent = { readonly length: number; readonly flags: readonly string[] };

export function extentTotals(extents: readonly Extent[]): ExtentTotals {
  const sum = (some: readonly Extent[]) => some.reduce((bytes, { length }) => bytes + length, 0);
  const total = sum(extents);
  const shared = sum(extents.filter(({ flags }) => flags.includes("shared")));
  return { total, shared, exclusive: total - shared, extents: extents.length };
}

/** Parses `btrfs filesystem df --raw`: `Metadata, DUP: total=268435456, used=5439488`; DUP is on the disk twice. */
export function usedMetadata(df: string): number {
  const line = /^Metadata, (\w+): total=\d+, used=(\d+)$/m.exec(df);
  if (line === null) throw new Error(`btrfs filesystem df has no line of metadata: ${df}`);
  return Number(line[2]) * (line[1] === "DUP" ? 2 : 1);
}

export type WriterReport = {
  /** In their order. */
  readonly calls: readonly WriterCall[];
  /** Members that were copied, by name. */
  readonly reasons: readonly WriterReason[];
};

/** Parses the writer's report: a line of JSON for each call, then one for each member with data. */
export function writerReportOf(jsonLines: string): WriterReport {
  const lines = jsonLines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Partial<WriterReason> & { readonly writer?: WriterCall });
  return {
    calls: lines.flatMap(({ writer }) => (writer ? [{ program: writer.program, version: writer.version }] : [])),
    reasons: lines
      .flatMap(({ name, reason }) => (name === undefined || reason === undefined ? [] : [{ name, reason }]))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  };
}
