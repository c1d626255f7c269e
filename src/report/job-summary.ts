import type { Run } from "../model/report.ts";
import type { Difference } from "./diff.ts";
import { diffMarkdown } from "./diff-text.ts";
import { summaryLimit, summaryMarkdown } from "./markdown.ts";

/** Returns the job summary, below `summaryLimit` bytes; a difference takes at most a third of it. */
export function jobSummary(run: Run, digest: string, difference?: Difference): string {
  if (difference === undefined) return summaryMarkdown(run, digest);
  const against = `\n## Against the base\n\n${diffMarkdown(difference, summaryLimit / 3)}`;
  return summaryMarkdown(run, digest, summaryLimit - Buffer.byteLength(against)) + against;
}
