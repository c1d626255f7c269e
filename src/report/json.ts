import type { BootVerdict, JudgedCell, MemberSharing } from "../domain/outcome.ts";
import type { Run } from "../domain/report.ts";
import { countsOf, verdictOf } from "./counts.ts";

/** Grows when a reader of the old shape would misread the new one. */
export const schema = 1;

/**
 * What two runs of the same inputs share, byte for byte: verdicts, versions, digests, and where each member's data
 * came from. No clock, nonce, UUID, physical place or host is in it; reasons are sentences without figures.
 */
export const reportJson = (run: Run): string =>
  toText({
    schema,
    cowpio: run.version,
    verdict: verdictOf(run),
    counts: countsOf(run.cells),
    accelerator: run.accelerator,
    cells: byId(run.cells).map(({ plan, outcome }) => ({
      id: plan.id,
      fileSystem: plan.fileSystem,
      plant: plan.plant,
      expected: plan.expected,
      kernel: plan.kernel,
      subject: plan.subject,
      status: outcome.status,
      reason: outcome.reason,
      ...(outcome.stage ? { stage: outcome.stage } : {}),
      ...(outcome.evidence
        ? {
            versions: outcome.evidence.versions,
            sharing: {
              verdict: outcome.evidence.sharingVerdict,
              blockSize: outcome.evidence.sharing.blockSize,
              members: outcome.evidence.sharing.members.map(placeless),
            },
            writerReasons: outcome.evidence.writerReasons,
            archives: outcome.evidence.archives.map(({ recipe, digest, size, boot }) => ({
              recipe,
              digest,
              size,
              boot: timeless(boot),
            })),
          }
        : {}),
    })),
  });

const placeless = (member: MemberSharing) => ({
  ...member,
  // Without places, neighbours of one reason are one range: where the file system cut them is chance.
  ranges: member.ranges.reduce<{ offset: number; length: number; reason: string }[]>(
    (joined, { offset, length, reason }) => {
      const last = joined.at(-1);
      if (last?.reason === reason) last.length += length;
      else joined.push({ offset, length, reason });
      return joined;
    },
    [],
  ),
});

const timeless = (boot: BootVerdict) =>
  boot.kind === "booted" ? { kind: boot.kind } : { kind: boot.kind, why: boot.why };

/** Everything else of a run: times, hosts, places, space. With report.json it is the whole `Run`. */
export const runJson = (run: Run): string => toText({ schema, run });

/** Reads what `runJson` wrote. Throws when it is something else. */
export function parseRun(text: string): Run {
  const { schema: found, run } = JSON.parse(text) as { schema?: unknown; run?: Run };
  if (found !== schema || run === undefined)
    throw new Error(`expected a run of schema ${schema}, found ${String(found)}`);
  return run;
}

const byId = (cells: readonly JudgedCell[]) => [...cells].sort((a, b) => (a.plan.id < b.plan.id ? -1 : 1));

/** Keys sorted, so that the order in which a value was made does not show. */
const toText = (value: unknown): string => `${JSON.stringify(sorted(value), null, 1)}\n`;

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
