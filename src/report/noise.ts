import type { Recipe } from "../model/cell.ts";
import { grouped } from "../model/grouped.ts";
import type { ArchiveEvidence, JudgedCell } from "../model/outcome.ts";
import type { Run } from "../model/run.ts";
import { gigabytes, summaryOf } from "./figures.ts";

/** Measures that grow when things get worse. */
export const measures = {
  creation: { unit: "ms", min: 100, of: ({ createMs }: ArchiveEvidence) => createMs },
  boot: {
    unit: "ms",
    min: 100,
    of: ({ boot }: ArchiveEvidence) => (boot.kind === "booted" ? boot.times.realRoot.wall : undefined),
  },
  "exclusive bytes": { unit: "bytes", min: 65_536, of: ({ fiemap }: ArchiveEvidence) => fiemap.exclusive },
} as const;
type Measure = keyof typeof measures;

/** One figure of one archive that is beyond its noise. */
export type Drift = {
  readonly cell: string;
  readonly recipe: Recipe;
  readonly measure: Measure;
  readonly from: number;
  readonly to: number;
  readonly worse: boolean;
};

export const isTime = ({ measure }: Pick<Drift, "measure">): boolean => measures[measure].unit === "ms";

/** The compared measures, and the factor beyond which a change is not noise. */
export type Compared = {
  readonly measure: Measure;
  readonly recipe: Recipe;
  readonly cells: number;
  readonly factor: number;
};

export type Performance = {
  readonly drifts: readonly Drift[];
  readonly compared: readonly Compared[];
  /** Why times, or anything, were not. */
  readonly notCompared: readonly string[];
};

/** Less is noise in any case. */
const minFactor = 1.2;
/** Fewer cells say nothing about how much their figures scatter: of their times, only a doubling is told. */
const minCount = 5;
const blindFactor = { ms: 2, bytes: minFactor } as const;

/**
 * Beyond noise is a change by more than the larger of 20 % and three times the median deviation of all cells' changes
 * from their median, as factors, and by more than 100 ms, or 64 KiB. Of fewer than five cells that deviation is not
 * known: their times have to double. Times are compared only between equal hosts with equal accelerators whose cells ran one
 * at a time; bytes always.
 */
export function performanceOf(base: Run, next: Run): Performance {
  const differing = whyTimesDiffer(base, next);
  const notCompared = differing.length === 0 ? [] : [`times: ${differing.join(", ")}`];
  const before = new Map(base.cells.map((cell) => [cell.plan.id, cell]));
  const figures = next.cells.flatMap((cell) => {
    const previous = before.get(cell.plan.id);
    return previous === undefined
      ? []
      : figuresOf(previous, cell).filter(({ measure }) => differing.length === 0 || measures[measure].unit !== "ms");
  });
  const kinds = [...grouped(figures, ({ measure, recipe }) => `${measure} ${recipe}`).values()];
  return {
    notCompared,
    compared: kinds.map((own) => {
      const [{ measure, recipe }] = own as [Figure];
      return { measure, recipe, cells: own.length, factor: Number(factorOf(own).toFixed(3)) };
    }),
    drifts: kinds.flatMap((own) => {
      const limit = Math.log(factorOf(own));
      return own
        .filter(({ measure, from, to }) => Math.abs(to - from) >= measures[measure].min)
        .filter((figure) => Math.abs(changeOf(figure)) > limit)
        .map((figure): Drift => ({ ...figure, worse: figure.to > figure.from }));
    }),
  };
}

type Figure = Omit<Drift, "worse">;

const changeOf = ({ from, to }: Figure): number => Math.log(Math.max(1, to) / Math.max(1, from));

function factorOf(own: readonly Figure[]): number {
  const [{ measure }] = own as [Figure];
  if (own.length < minCount) return blindFactor[measures[measure].unit];
  const changes = own.map(changeOf);
  const { median } = summaryOf(changes);
  const scatter = summaryOf(changes.map((change) => Math.abs(change - median))).median;
  return Math.max(minFactor, Math.exp(3 * scatter));
}

function figuresOf(previous: JudgedCell, has: JudgedCell): Figure[] {
  const archives = new Map((previous.outcome.evidence?.archives ?? []).map((archive) => [archive.recipe, archive]));
  return (has.outcome.evidence?.archives ?? []).flatMap((archive) => {
    const { recipe } = archive;
    const other = archives.get(recipe);
    if (other === undefined) return [];
    return (Object.keys(measures) as Measure[]).flatMap((measure): Figure[] => {
      const [from, to] = [measures[measure].of(other), measures[measure].of(archive)];
      return from === undefined || to === undefined ? [] : [{ cell: has.plan.id, recipe, measure, from, to }];
    });
  });
}

/** The facts of a run that its times depend on. */
export type Timed = Pick<Run, "jobs" | "accelerator"> & { readonly host: Omit<Run["host"], "cellImage"> };

/** Returns why two runs' times are not compared; empty: they are. */
export function whyTimesDiffer(base: Timed, next: Timed): string[] {
  const jobs = Math.max(base.jobs, next.jobs);
  if (jobs > 1) return [`${jobs} cells ran at a time; --jobs 1 compares times`];
  const facts = ({ host, accelerator }: Timed) => ({
    accelerator,
    processor: host.cpu,
    cores: `${host.cores}`,
    memory: gigabytes(host.memory),
    "host's kernel": host.kernel,
    engine: host.engine,
  });
  const [was, is] = [facts(base), facts(next)];
  return (Object.keys(was) as (keyof typeof was)[])
    .filter((name) => was[name] !== is[name])
    .map((name) => `the ${name} was ${was[name]} and is ${is[name]}`);
}
