import { exclusive, median, padding, ratio, sharedPercent } from "./figures.ts";
import type { Measured, Row } from "./measure.ts";
import { names } from "./peers.ts";

const mb = (bytes: number | undefined) => (bytes === undefined ? "" : (bytes / 1e6).toFixed(2));
const times = (value: number | undefined) => (value === undefined ? "" : `${value.toFixed(3)} x`);

const columns: Record<string, (row: Row, measured: Measured) => string> = {
  sources: ({ condition }) => condition,
  writer: ({ peer }) => peer,
  "median ms": ({ ms }) => median(ms).toFixed(1),
  "min..max": ({ ms }) => `${Math.min(...ms).toFixed(0)}..${Math.max(...ms).toFixed(0)}`,
  "cowpio takes": ({ peer, condition }, measured) => times(ratio(measured, names.cowpio, peer, condition)),
  "auto takes": ({ peer, condition }, measured) => times(ratio(measured, names.auto, peer, condition)),
  "CPU ms": ({ cpuMs }) => median(cpuMs).toFixed(1),
  "shared %": (row) => sharedPercent(row)?.toFixed(2) ?? "",
  "exclusive MB": (row) => mb(exclusive(row)),
  "SHARED flag MB": ({ archive }) => mb(archive?.flagged),
  "padding MB": (row, measured) => mb(padding(measured, row)),
  "free space MB": ({ archive }) => mb(archive?.space),
  "archive MB": ({ archive }) => mb(archive?.size),
};

export const legend = `
median ms       write and fsync, by the clock; min..max beside
cowpio takes    of this writer's time; auto: the same of cowpio --min-clone auto
CPU ms          of the writer's processes and the fsync, user and system, without the kernel's own threads
shared %        of the whole blocks of files of at least a block, those at the source's physical place
exclusive MB    bytes of the archive that are not
SHARED flag MB  what FIEMAP calls shared, with whomever
padding MB      bytes of the archive that are neither header, name nor data
free space MB   free space that removing the archive gives back
floor           open, FICLONERANGE of the ranges that cowpio clones, fsync: no archive
plain archive   newc as plain as can be: look at each name, write header, name and data by the mebibyte, fsync
plain copy      read and write of an unaligned archive's data in mebibytes, fsync: nothing looked at, no headers`;

/** As Markdown. */
export function tableOf(measured: Measured): string {
  const header = Object.keys(columns);
  const lines = measured.rows.map((row) => Object.values(columns).map((cell) => cell(row, measured)));
  const widths = header.map((title, column) =>
    Math.max(title.length, ...lines.map((cells) => (cells[column] ?? "").length)),
  );
  const isText = (column: number) => column < 2;
  const drawn = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (isText(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(" | ")} |`;
  const rule = `|${widths.map((width, column) => (isText(column) ? "-".repeat(width + 2) : `${"-".repeat(width + 1)}:`)).join("|")}|`;
  return [drawn(header), rule, ...lines.map(drawn)].join("\n");
}
