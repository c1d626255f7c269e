import { summaryOf } from "../figures.ts";

/**
 * Change points of a series: where its level shifts by more than its noise.
 *
 * The series is fitted by levels so that the sum of its points' costs and of a penalty for each shift is as small as possible. A
 * point costs the square of its distance from the level in units of the noise, at most 9: no outlier counts more than three times the
 * noise (the biweight loss of Fearnhead and Rigaill, "Changepoint Detection in the Presence of Outliers", JASA 114, 2019). With 1000
 * points a shift costs 28: at the end of a series it is seen from the fourth point on, and one that goes back from the seventh on.
 */

/** Points `from` to `to` of a series, without `to`, whose median is `value`. */
export type Level = { readonly from: number; readonly to: number; readonly value: number };

const maxCost = 9;
/** In simulations of noise without drift, at most 0.6 % of the series get a change point: docs/report.md. */
const shiftCost = (count: number): number => 4 * Math.log(count + 100);
/** Candidates for levels are this far apart, in units of the noise: further, and the error of the best one would pay for a shift. */
const levelStep = 1 / 8;

/** Returns the levels of a series, at least one for one that is not empty. Less than `minNoise`, which is above 0, is always noise. */
export function levelsOf(values: readonly number[], minNoise: number): Level[] {
  const starts = values.length === 0 ? [] : [0, ...shiftsOf(values, Math.max(minNoise, noiseOf(values)))];
  return starts.map((from, index) => {
    const to = starts[index + 1] ?? values.length;
    return { from, to, value: summaryOf(values.slice(from, to)).median };
  });
}

/** The standard deviation of normal noise is this much larger than the median of its absolute values. */
const normal = 1.4826;
/** Differences reach so far: a level that lasts a week counts as noise for none of them. */
const maxLag = 3;

/** The noise of a series, by the median of the differences between close points, so that shifts and outliers do not count. */
function noiseOf(values: readonly number[]): number {
  const differences = [];
  for (let lag = 1; lag <= maxLag; lag++)
    for (let at = lag; at < values.length; at++)
      differences.push(Math.abs((values[at] as number) - (values[at - lag] as number)));
  return differences.length === 0 ? 0 : (normal * summaryOf(differences).median) / Math.SQRT2;
}

/** Where a level starts, and the levels before it. */
type Shifts = { readonly start: number; readonly before: Shifts | undefined };

/**
 * The first points of all levels but the first one. Exact for the candidate levels: for each point and each level, the smallest cost of
 * the series so far that ends on this level.
 */
function shiftsOf(values: readonly number[], noise: number): number[] {
  const scaled = values.map((value) => value / noise);
  const levels = [...new Set(scaled.map((value) => Math.round(value / levelStep) * levelStep))];
  const costs = new Float64Array(levels.length);
  /** The best fit that ends on each level. */
  const fits = levels.map((): Shifts | undefined => undefined);
  const penalty = shiftCost(values.length);
  for (const [at, value] of scaled.entries()) {
    const origin = smallest(costs);
    const afterShift = (costs[origin] as number) + penalty;
    const shifted = { start: at, before: fits[origin] };
    for (let index = 0; index < levels.length; index++) {
      if (at > 0 && afterShift < (costs[index] as number)) {
        costs[index] = afterShift;
        fits[index] = shifted;
      }
      (costs[index] as number) += Math.min((value - (levels[index] as number)) ** 2, maxCost);
    }
  }
  const starts = [];
  for (let last = fits[smallest(costs)]; last !== undefined; last = last.before) starts.push(last.start);
  return starts.reverse();
}

function smallest(costs: Float64Array): number {
  let best = 0;
  for (let index = 1; index < costs.length; index++)
    if ((costs[index] as number) < (costs[best] as number)) best = index;
  return best;
}
