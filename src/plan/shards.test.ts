import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { planCells } from "./cells.ts";
import { parseInputs } from "./inputs.ts";
import {
  assignShards,
  canonicalPlan,
  durationsOf,
  estimate,
  githubMatrix,
  maxShards,
  parseShard,
  shardCount,
} from "./shards.ts";

/** GitHub's limit for one output (docs.github.com, "jobs.<job_id>.outputs"). */
const maxOutput = 1024 * 1024;

const requested = (given: Record<string, string> = {}) => {
  const parsed = parseInputs(given, { cache: "/cache" });
  assert.ok(parsed.ok);
  return { request: parsed.value, cells: planCells(parsed.value).cells };
};

test("a shard is reported by its number and how many there are", () => {
  assert.deepEqual(parseShard("2/4"), { index: 2, of: 4 });
  for (const wrong of ["0/4", "5/4", "1/257", "4", "a/b", "1/4/2", " 1/4"])
    assert.equal(typeof parseShard(wrong), "string", wrong);
  const parsed = parseInputs({ shard: "5/4" }, { cache: "" });
  assert.deepEqual(parsed.ok ? [] : parsed.problems, ["shard: shard 5 of 4 does not exist"]);
});

test("every cell is in one shard, the same each time, and no shard has a third more than the best could", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 300 }),
      fc.integer({ min: 1, max: 40 }),
      (durations, count) => {
        const shards = assignShards(durations, count);
        assert.deepEqual(shards, assignShards(durations, count));
        assert.deepEqual(
          shards.flatMap(({ positions }) => positions).sort((a, b) => a - b),
          durations.map((_, position) => position),
        );
        for (const { positions, duration } of shards) {
          assert.deepEqual(
            positions,
            positions.toSorted((a, b) => a - b),
          );
          assert.equal(
            duration,
            positions.reduce((sum, position) => sum + (durations[position] as number), 0),
          );
        }
        if (durations.length >= count) assert.ok(shards.every(({ positions }) => positions.length > 0));
        // No division is better than the longest cell, nor than equal parts.
        const total = durations.reduce((sum, one) => sum + one, 0);
        const longest = Math.max(...durations);
        const largest = Math.max(...shards.map(({ duration }) => duration));
        assert.ok(largest <= total / count + longest);
      },
    ),
  );
});

test("cells without an earlier duration are estimated at the pace of the others", () => {
  const { cells } = requested();
  const [first, second] = cells;
  assert.ok(first && second);
  assert.deepEqual(durationsOf(cells, new Map()), cells.map(estimate));
  const known = durationsOf(cells, new Map([[first.id, 3 * estimate(first)]]));
  assert.equal(known[0], 3 * estimate(first));
  assert.equal(known[1], 3 * estimate(second));
});

test("a control without a boot is estimated at less than one, and one that hangs at more", () => {
  const { cells } = requested({ controls: "all", kernels: "6.12" });
  const of = (name: string) => estimate(cells.find(({ id }) => id === `control-${name}-6.12`) ?? assert.fail(name));
  assert.ok(of("flipped") < of("unaligned") && of("unaligned") < of("hang"));
});

test("GitHub's limits hold, however many cells there are", () => {
  const many = Array.from({ length: 100_000 }, (_, index) => 1e6 + (index % 97));
  assert.equal(shardCount(many), maxShards);
  const matrix = githubMatrix(assignShards(many, maxShards));
  assert.equal(matrix.include.length, 256);
  assert.ok(Buffer.byteLength(JSON.stringify(matrix)) < maxOutput);
  assert.deepEqual(githubMatrix(assignShards([60_000, 1, 30_000], 2)), {
    include: [
      { shard: "1/2", cells: 1, minutes: 1 },
      { shard: "2/2", cells: 2, minutes: 1 },
    ],
  });
  assert.equal(shardCount([1]), 1);
  assert.equal(shardCount([]), 1);
});

test("a plan's text tells versions, cells and deadlines apart, and nothing that does not matter", () => {
  const { request, cells } = requested();
  const text = canonicalPlan(request, cells, "1.0.0");
  assert.equal(text, canonicalPlan({ ...request, reportDir: "elsewhere", jobs: 3 } as typeof request, cells, "1.0.0"));
  assert.notEqual(text, canonicalPlan(request, cells, "1.0.1"));
  assert.notEqual(text, canonicalPlan({ ...request, bootDeadline: 1 }, cells, "1.0.0"));
  assert.notEqual(text, canonicalPlan(request, cells.slice(1), "1.0.0"));
  assert.notEqual(text, canonicalPlan(request, cells.toReversed(), "1.0.0"));
});
