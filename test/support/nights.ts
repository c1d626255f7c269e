/** For tests: the runs of many nights, with noise everywhere and shifts at known nights. */

import type { ArchiveEvidence, JudgedCell } from "../../src/model/outcome.ts";
import type { Run } from "../../src/model/run.ts";
import { numbers, once } from "./fixture.ts";
import { wideRun } from "./wide-fixture.ts";

const day = 24 * 60 * 60 * 1000;
export const firstNight = Date.parse("2024-01-01T03:17:00.000Z");

/** The nights from which on something is different, by position. */
export type Planted = {
  /** XFS cells boot a fifth slower. */
  readonly boot: number;
  /** The archive of Btrfs cells grows by 6 %, with a new version of dracut. */
  readonly size: number;
  /** The first cell that passes fails. */
  readonly fail: number;
  /** The runner has another kernel, and all times are shorter. */
  readonly machine: number;
  /** Several cells ran at a time, and each took longer; this night alone. */
  readonly jobs: number;
  /** No report of the two days before this night. */
  readonly missing: number;
};

/** As many runs, one a night, of as many cells. Members of archives are left out. */
export function* nightlyRuns(count: number, cells: number, planted: Partial<Planted>): Generator<Run> {
  const { boot = count, size = count, fail = count, machine = count, jobs, missing = count } = planted;
  const base = withoutMembers(wideRun(cells));
  const failing = base.cells.find(({ outcome }) => outcome.status === "PASS")?.plan.id;
  const number = numbers(once.seed + 40);
  /** Sums of four numbers are nearly normal; one night in fifty is an outlier. */
  const noise = (part: number) =>
    (1 + part * 1.7 * (number() + number() + number() + number() - 2)) * (number() < 0.02 ? 1.5 : 1);
  for (let night = 0; night < count; night++) {
    const speed = (night >= machine ? 0.7 : 1) * (night === jobs ? 1.6 : 1);
    const cellOf = ({ plan, outcome }: JudgedCell): JudgedCell => {
      const { evidence } = outcome;
      if (evidence === undefined) return { plan, outcome };
      const grown = plan.fileSystem.startsWith("btrfs") && night >= size ? 1.06 : 1;
      const slower = plan.fileSystem.startsWith("xfs") && night >= boot ? 1.2 : 1;
      const archives = evidence.archives.map((archive) => ({
        ...archive,
        size: Math.round(archive.size * grown),
        createMs: archive.createMs * speed * noise(0.03),
        boot: slowed(archive.boot, speed * slower * noise(0.03)),
      }));
      const versions = { ...evidence.versions, dracut: grown > 1 ? "dracut 107-1" : evidence.versions.dracut };
      const changed = { ...outcome, evidence: { ...evidence, archives, versions } };
      return {
        plan,
        outcome:
          plan.id === failing && night >= fail
            ? { ...changed, status: "FAIL", stage: "boot", reason: "expected the archive to boot: it did not" }
            : changed,
      };
    };
    yield {
      ...base,
      started: new Date(firstNight + (night + (night >= missing ? 2 : 0)) * day).toISOString(),
      jobs: night === jobs ? 2 : 1,
      host: { ...base.host, kernel: night >= machine ? "6.19.2" : base.host.kernel },
      cells: base.cells.map(cellOf),
    };
  }
}

function slowed(boot: ArchiveEvidence["boot"], by: number): ArchiveEvidence["boot"] {
  if (boot.kind !== "booted") return boot;
  const { times } = boot;
  return { ...boot, times: { ...times, realRoot: { ...times.realRoot, wall: times.realRoot.wall * by } } };
}

const withoutMembers = (run: Run): Run => ({
  ...run,
  cells: run.cells.map(({ plan, outcome }) => ({
    plan,
    outcome: outcome.evidence
      ? {
          ...outcome,
          evidence: {
            ...outcome.evidence,
            sharing: { ...outcome.evidence.sharing, members: [] },
            writerReasons: [],
          },
        }
      : outcome,
  })),
});
