import type { ArchiveSharing, MemberSharing } from "../../model/outcome.ts";
import { classes, stretches } from "../classes.ts";
import { type Html, html } from "../escape.ts";

const width = 900;
const rowHeight = 13;
const largest = 24;
const margin = 50;

/**
 * The archive from its first byte to its last, line by line as one reads, coloured by why each byte lies where it
 * does; what no member covers (headers, names, padding) stays pale. A member's title tells its ranges.
 */
export function extentsMap(sharing: ArchiveSharing): Html {
  const perRow = Math.max(1, Math.ceil(sharing.size / largest));
  const scale = width / perRow;
  const lines = Array.from({ length: Math.ceil(sharing.size / perRow) }, (_, row) => {
    const y = row * rowHeight;
    const wide = Math.min(perRow, sharing.size - row * perRow) * scale;
    const label =
      row % 4 === 0
        ? html`<text x="-8" y="${y + 10}" text-anchor="end">${Math.round((row * perRow) / 1e6)} MB</text>`
        : "";
    return html`${label}<rect class="head" y="${y}" width="${wide.toFixed(1)}" height="${rowHeight - 2}"/>`;
  });
  return html`<div class="scroll"><svg class="map" viewBox="${-margin} 0 ${width + margin} ${lines.length * rowHeight}" role="img" aria-label="map of the archive by offset">${lines}${sharing.members.filter(isPlaced).map((member) => painted(member, perRow, scale))}</svg></div>`;
}

/** Offsets within a compressed segment say nothing about the archive file. */
const isPlaced = ({ ranges }: MemberSharing): boolean => ranges[0]?.reason !== "compressed";

function painted(member: MemberSharing, perRow: number, scale: number): Html | undefined {
  const own = stretches(member.ranges);
  const pieces = own.flatMap(({ offset, length, reason }) => {
    const rects: Html[] = [];
    const end = member.dataOffset + offset + length;
    for (let at = member.dataOffset + offset; at < end; ) {
      const row = Math.floor(at / perRow);
      const to = Math.min(end, (row + 1) * perRow);
      // Bytes that could be shared and are not stay visible, however few; other ranges below a tenth of a pixel are left out.
      const wide = Math.max((to - at) * scale, classes[reason].kind === "lost" ? 1.5 : 0);
      if (wide >= 0.1)
        rects.push(
          html`<rect class="${reason}" x="${((at - row * perRow) * scale).toFixed(1)}" y="${row * rowHeight}" width="${wide.toFixed(1)}" height="${rowHeight - 2}"/>`,
        );
      at = to;
    }
    return rects;
  });
  if (pieces.length === 0) return undefined;
  const output = own.map(({ length, reason }) => `${reason} ${length}`).join(", ");
  return html`<g><title>${member.name} at ${member.dataOffset}: ${output} bytes</title>${pieces}</g>`;
}
