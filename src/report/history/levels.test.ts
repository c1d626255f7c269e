import assert from "node:assert/strict";
import { test } from "node:test";
import { numbers } from "../../../test/support/fixture.ts";
import { levelsOf } from "./levels.ts";

const number = numbers(71);
const normal = () => Math.sqrt(-2 * Math.log(number())) * Math.cos(2 * Math.PI * number());
const series = (count: number, of: (at: number) => number) => Array.from({ length: count }, (_, at) => of(at));
const startsOf = (values: readonly number[], minNoise = 1) => levelsOf(values, minNoise).map(({ from }) => from);

test("a shift in noise is found at its point, and its levels are the medians", () => {
  const levels = levelsOf(
    series(1000, (at) => 5000 + 100 * normal() + (at >= 617 ? 700 : 0)),
    1,
  );
  assert.deepEqual(
    levels.map(({ from, to }) => [from, to]),
    [
      [0, 617],
      [617, 1000],
    ],
  );
  const [before, after] = levels.map(({ value }) => Math.round(value / 50) * 50);
  assert.deepEqual([before, after], [5000, 5700]);
});

test("a shift is found from its fourth point on, and one that goes back from its seventh on", () => {
  const noise = series(1000, normal);
  const shifted = (from: number, to: number) => noise.map((value, at) => value + (at >= from && at < to ? 20 : 0));
  assert.deepEqual(startsOf(shifted(996, 1000)), [0, 996]);
  assert.deepEqual(startsOf(shifted(997, 1000)), [0]);
  assert.deepEqual(startsOf(shifted(400, 407)), [0, 400, 407]);
  assert.deepEqual(startsOf(shifted(400, 405)), [0]);
});

test("levels of a week each are found without noise", () => {
  assert.deepEqual(
    startsOf(series(70, (at) => 1000 + 50 * Math.floor(at / 7))),
    series(10, (at) => 7 * at),
  );
});

for (const [name, of] of [
  ["normal", normal],
  ["uniform", number],
  ["two-sided exponential", () => Math.log(number()) - Math.log(number())],
  ["skewed", () => Math.exp(normal() / 2)],
  ["with outliers", () => normal() + (number() < 0.05 ? 30 : 0)],
] as const)
  test(`noise alone has one level: ${name}`, () => {
    const found = series(100, (at) => startsOf(series(at < 10 ? 1000 : 10 + at, of), 1e-6).length);
    assert.ok(found.filter((levels) => levels > 1).length <= 2, found.join(" "));
  });

test("a change below the minimum noise is not a shift, and a few points are one level", () => {
  const small = series(100, (at) => (at < 50 ? 1000 : 1003));
  assert.deepEqual(startsOf(small, 10), [0]);
  assert.deepEqual(startsOf(small, 1), [0, 50]);
  assert.deepEqual(levelsOf([], 1), []);
  assert.deepEqual(levelsOf([7], 1), [{ from: 0, to: 1, value: 7 }]);
  assert.deepEqual(startsOf([1, 1000, 1]), [0]);
});
