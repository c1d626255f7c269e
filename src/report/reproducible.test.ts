import assert from "node:assert/strict";
import { test } from "node:test";
import type { Digest } from "../model/cell.ts";
import { goodRun, withOutcomes } from "./fixture.ts";
import { unequalArchives } from "./reproducible.ts";

/** The run with this digest for the archive of each cell. */
const made = (digestOf: (id: string, blockSize: number) => Digest, blocks: Readonly<Record<string, number>> = {}) => {
  const run = goodRun();
  return withOutcomes(
    run,
    Object.fromEntries(
      run.cells.map(({ plan, outcome }) => [
        plan.id,
        () => {
          const { evidence } = outcome;
          if (evidence === undefined) return outcome;
          const sharing = { ...evidence.sharing, blockSize: blocks[plan.id] ?? 4096 };
          const archives = evidence.archives.map((one) => ({ ...one, digest: digestOf(plan.id, sharing.blockSize) }));
          return { ...outcome, evidence: { ...evidence, sharing, archives } };
        },
      ]),
    ),
  ).cells;
};
const byKernel = (id: string): Digest => `sha256:${id.split("-").at(-1)}`;

test("archives of cells that differ in their file system alone have the same bytes, or are named", () => {
  assert.deepEqual(unequalArchives(made(byKernel)), []);
  const [unequal, ...more] = unequalArchives(made((id) => (id === "xfs-6.1" ? "sha256:other" : byKernel(id))));
  assert.deepEqual(
    [unequal?.cells, unequal?.digests, more],
    [["btrfs-6.1", "xfs-6.1"], ["sha256:6.1", "sha256:other"], []],
  );
});

test("archives for unequal blocks are not compared", () => {
  assert.deepEqual(unequalArchives(made((id, block) => `${byKernel(id)} ${block}`, { "xfs-6.1": 1024 })), []);
});
