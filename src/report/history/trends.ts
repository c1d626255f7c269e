/** The history of each cell: its statuses and since when, its figures and where their level shifts. */

import { grouped } from "../../model/grouped.ts";
import type { Status } from "../../model/outcome.ts";
import { type Change, changesOf } from "../diff.ts";
import { megabytes, percent, seconds, summaryOf } from "../figures.ts";
import { whyTimesDiffer } from "../noise.ts";
import { levelsOf } from "./levels.ts";
import type { CellNight, Night } from "./nights.ts";

type Figure = {
  readonly label: string;
  /** A whole number: bytes, hundredths of a percent, or milliseconds. */
  readonly of: (cell: CellNight) => number | undefined;
  readonly format: (value: number) => string;
  /** What `format` divides by, and writes after the quotient. */
  readonly unit: readonly [divisor: number, name: string];
  /** No value is above it. */
  readonly max?: number;
  /** Less is noise in any case: a part of the value, or a number. */
  readonly minNoise: { readonly part: number } | { readonly value: number };
  /** Whether it depends on the machine. */
  readonly isTime: boolean;
};

const megabyte = { format: megabytes, unit: [1e6, "MB"] } as const;
const second = { format: seconds, unit: [1000, "s"], isTime: true, minNoise: { part: 0.02 } } as const;
/** In hundredths of a percent. */
const whole = 10_000;

/** The figures of a cell whose trends are drawn. */
export const figures = {
  size: { label: "archive size", of: ({ size }) => size, ...megabyte, minNoise: { part: 0.005 }, isTime: false },
  share: {
    label: "shared of what can be shared",
    of: ({ shared, shareable }) =>
      shared === undefined || !shareable ? undefined : Math.floor((shared / shareable) * whole),
    format: (share) => percent(share, whole),
    unit: [100, "%"],
    max: whole,
    minNoise: { value: 5 },
    isTime: false,
  },
  creation: { label: "creation time", of: ({ creation }) => creation, ...second },
  boot: { label: "boot to the real root", of: ({ boot }) => boot, ...second },
} as const satisfies Readonly<Record<string, Figure>>;
export type FigureName = keyof typeof figures;
const figureNames = Object.keys(figures) as FigureName[];

/** `night`: position in the history. */
type Point = { readonly night: number; readonly value: number };

/** Values of nights that are comparable with each other, and their levels: `from` and `to` are positions in `points`. */
export type Series = { readonly points: readonly Point[]; readonly levels: ReturnType<typeof levelsOf> };

/** A shift of a figure's level. `before` is the last night of the level before, `night` the first one of the new level. */
export type Shift = {
  readonly cell: string;
  readonly figure: FigureName;
  readonly before: number;
  readonly night: number;
  readonly from: number;
  readonly to: number;
};

/** `series`: one for each machine, the latest one last; one for a figure that does not depend on the machine. */
type Trend = { readonly figure: FigureName; readonly series: readonly Series[]; readonly shifts: readonly Shift[] };

/** The first night of the current status. */
type Since = {
  /** Undefined: the cell is not in the last night. */
  readonly status: Status | undefined;
  readonly night: number;
  /** The last night with another status; absent if there is none. */
  readonly before?: number;
};

export type CellHistory = {
  readonly id: string;
  /** For each night of the history; undefined if the cell was not in it. */
  readonly nights: readonly (CellNight | undefined)[];
  readonly since: Since;
  readonly trends: readonly Trend[];
};

/** Returns the history of each cell: the matrix before the controls, each by id. */
export function cellHistories(nights: readonly Night[]): CellHistory[] {
  const machines = machinesOf(nights);
  const controls = new Map(nights.flatMap(({ cells }) => [...cells].map(([id, cell]) => [id, cell.control])));
  const ids = [...controls.keys()].sort(
    (a, b) => Number(controls.get(a)) - Number(controls.get(b)) || (a < b ? -1 : 1),
  );
  return ids.map((id) => {
    const own = nights.map(({ cells }) => cells.get(id));
    return {
      id,
      nights: own,
      since: sinceOf(own),
      trends: figureNames.map((figure) => trendOf(id, figure, own, machines)),
    };
  });
}

/** What changed in the versions of cells from one night to another one. */
export const changesBetween = (cells: readonly CellHistory[], before: number, night: number): Change[] =>
  changesOf(
    cells.map(({ id, nights }) => ({
      cell: id,
      was: nights[before]?.versions ?? {},
      is: nights[night]?.versions ?? {},
    })),
  );

/** A number for each night, the same for nights whose times are comparable; undefined if a night's times are not with any. */
export function machinesOf(nights: readonly Night[]): (number | undefined)[] {
  const known: Night[] = [];
  return nights.map((night) => {
    if (whyTimesDiffer(night, night).length > 0) return undefined;
    const machine = known.findIndex((other) => whyTimesDiffer(other, night).length === 0);
    return machine >= 0 ? machine : known.push(night) - 1;
  });
}

function sinceOf(nights: readonly (CellNight | undefined)[]): Since {
  const last = nights.length - 1;
  const status = nights[last]?.status;
  const before = nights.findLastIndex((cell) => cell !== undefined && cell.status !== status);
  const isFirst = (cell: CellNight | undefined, index: number) => index > before && cell?.status === status;
  return { status, night: nights.findIndex(isFirst), ...(before < 0 ? {} : { before }) };
}

function trendOf(
  cell: string,
  figure: FigureName,
  nights: readonly (CellNight | undefined)[],
  machines: readonly (number | undefined)[],
): Trend {
  const { of, minNoise, isTime }: Figure = figures[figure];
  const byMachine = new Map<number, Point[]>();
  for (const [night, one] of nights.entries()) {
    const value = one && of(one);
    const machine = isTime ? machines[night] : 0;
    if (value === undefined || machine === undefined) continue;
    const points = byMachine.get(machine) ?? [];
    // The machine of the latest night comes last.
    byMachine.delete(machine);
    byMachine.set(machine, points);
    points.push({ night, value });
  }
  const series = [...byMachine.values()].map((points): Series => {
    const values = points.map(({ value }) => value);
    const part = "part" in minNoise ? minNoise.part * Math.max(...values) : minNoise.value;
    return { points, levels: levelsOf(values, Math.max(1, part)) };
  });
  const shifts = series.flatMap(({ points, levels }) =>
    levels.slice(1).map(({ from, value }, index): Shift => {
      const [before, first] = [points[from - 1] as Point, points[from] as Point];
      return { cell, figure, before: before.night, night: first.night, from: levels[index]?.value ?? 0, to: value };
    }),
  );
  return { figure, series, shifts };
}

/** Nights without a report, after the night at position `after`. `dates`: when they were due, `2026-03-04 to 2026-03-06`. */
type Gap = { readonly after: number; readonly count: number; readonly dates: string };

/** The nights of a history as columns. */
export type Calendar = {
  readonly nights: readonly Night[];
  /** What each night is called: its date, with the time if there are several on one day. */
  readonly labels: readonly string[];
  readonly gaps: readonly Gap[];
  /** Column of each night: a gap has a column of its own. */
  readonly columns: readonly number[];
  /** Number of columns. */
  readonly width: number;
};

export function calendarOf(nights: readonly Night[]): Calendar {
  const dates = nights.map(({ started }) => dateOf(Date.parse(started)));
  const perDate = grouped(dates, (date) => date);
  const labels = nights.map(({ started }, night) => {
    const date = dates[night] as string;
    return perDate.get(date)?.length === 1 ? date : new Date(started).toISOString().slice(0, 16).replace("T", " ");
  });
  const gaps = gapsOf(nights);
  const columns = nights.map((_, night) => night + gaps.filter(({ after }) => after < night).length);
  return { nights, labels, gaps, columns, width: nights.length + gaps.length };
}

const dateOf = (time: number): string => new Date(time).toISOString().slice(0, 10);

const day = 24 * 60 * 60 * 1000;

/** Where reports are missing: one is due once a day, or as seldom as there usually is one. */
function gapsOf(nights: readonly Night[]): Gap[] {
  const times = nights.map(({ started }) => Date.parse(started));
  const apart = times.slice(1).map((time, index) => time - (times[index] as number));
  if (apart.length === 0) return [];
  const interval = day * Math.max(1, Math.round(summaryOf(apart).median / day));
  return apart.flatMap((time, after) => {
    const count = Math.round(time / interval) - 1;
    if (count < 1) return [];
    const due = (number: number) => dateOf((times[after] as number) + number * interval);
    return [{ after, count, dates: count === 1 ? due(1) : `${due(1)} to ${due(count)}` }];
  });
}
