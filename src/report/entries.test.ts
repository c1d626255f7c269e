import assert from "node:assert/strict";
import { test } from "node:test";
import { goodRun, withOutcomes } from "../../test/support/fixture.ts";
import type { Digest } from "../model/cell.ts";
import { describeUnequal, unequalArchives } from "./entries.ts";

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

test("unequal archives are reported with the entries that differ, if these are known", () => {
  const cells = made((id) => (id === "xfs-6.1" ? "sha256:other" : byKernel(id)));
  const entry = { path: "./etc/machine-id", kind: "f", mode: "644", uid: 0, gid: 0, size: 33, hash: "a" } as const;
  const contents = (hash: string) =>
    new Map([
      ["btrfs-6.1", [entry]],
      ["xfs-6.1", [{ ...entry, hash }]],
    ]);
  const [unequal] = unequalArchives(cells, contents("b"));
  assert.deepEqual(unequal?.change !== "none" && unequal?.change?.changed, [
    { path: entry.path, fields: [{ field: "data", from: "a", to: "b" }] },
  ]);
  assert.ok(unequal && describeUnequal(unequal).endsWith("differ: xfs-6.1: 1 with other data: etc/machine-id"));
  const [inOrder] = unequalArchives(cells, contents("a"));
  assert.equal(inOrder?.change, "none");
  // Unknown entries are not called equal.
  assert.equal(unequalArchives(cells)[0]?.change, undefined);
});
