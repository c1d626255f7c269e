/**
 * `npm run bench [-- --rounds N] [-- --peer NAME=PATH]`: writers side by side on Btrfs and XFS, write and fsync, in
 * turn, medians and ratios; beside them what each shared, proven by place.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import type { ArchiveSharing } from "../src/domain/outcome.ts";
import { mounted, type Profile, whyNoMounts, whyNot } from "../test/scratch.ts";
import { findPeers, type Peer } from "./peers.ts";
import { plantTree, type Tree, trees } from "./trees.ts";

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "7" }, peer: { type: "string", multiple: true, default: [] } },
});
const rounds = Number(values.rounds);

const profiles: readonly Profile[] = [
  { name: "Btrfs", mkfs: ["mkfs.btrfs", "-q"] },
  { name: "XFS, rmapbt=0", mkfs: ["mkfs.xfs", "-q", "-m", "rmapbt=0"] },
];

type Row = {
  readonly peer: string;
  readonly ms: readonly number[];
  readonly size: number;
  readonly shared: number;
  readonly shareable: number;
  readonly space: number;
};

const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** Btrfs gives an unlinked file's space back with a transaction, XFS in the background. */
function settle(disk: string): void {
  for (let commit = 0; commit < 3; commit++) {
    writeFileSync(`${disk}/commit`, `${commit}`);
    execFileSync("sync", ["--file-system", disk]);
    execFileSync("sleep", ["0.2"]);
  }
}

function measure(disk: string, tree: string, names: string, peers: readonly Peer[]): Row[] {
  const out = `${disk}/archive.img`;
  const sync = () => execFileSync("sync", ["--file-system", disk]);
  const free = () => {
    const { bfree, bsize } = statfsSync(disk);
    return bfree * bsize;
  };
  const rows = peers.map(({ name }) => ({
    peer: name,
    ms: [] as number[],
    size: 0,
    shared: 0,
    shareable: 0,
    space: 0,
  }));
  // The first round warms the caches and is not counted; its archives are the ones that are looked at.
  for (let round = 0; round <= rounds; round++)
    for (const [index, { command }] of peers.entries()) {
      rmSync(out, { force: true });
      sync();
      if (round === 0) settle(disk);
      const before = free();
      const started = performance.now();
      execFileSync("sh", ["-c", `${command} && sync "$OUT"`], {
        cwd: tree,
        env: { ...process.env, NAMES: names, OUT: out },
        stdio: ["ignore", "ignore", "inherit"],
      });
      const took = performance.now() - started;
      const row = rows[index] as (typeof rows)[0];
      if (round > 0) {
        row.ms.push(took);
        continue;
      }
      // Btrfs counts what fsync wrote only with the next transaction.
      sync();
      row.space = before - free();
      const proof = JSON.parse(
        execFileSync("build/cowpio", ["extents", out, "--source", tree, "--json"], {
          encoding: "utf8",
          maxBuffer: 1 << 30,
        }),
      ) as ArchiveSharing;
      Object.assign(row, { size: proof.size, shared: proof.shared, shareable: proof.shareable });
    }
  return rows;
}

function print(title: string, rows: readonly Row[]): void {
  const own = median(rows[0]?.ms ?? []);
  const mb = (bytes: number) => (bytes / 1e6).toFixed(2);
  console.log(`\n${title}`);
  console.table(
    Object.fromEntries(
      rows.map(({ peer, ms, size, shared, shareable, space }) => [
        peer,
        {
          "median ms": median(ms).toFixed(1),
          "min..max": `${Math.min(...ms).toFixed(0)}..${Math.max(...ms).toFixed(0)}`,
          "cowpio takes": `${(own / median(ms)).toFixed(3)} x`,
          "shared %": ((100 * shared) / shareable).toFixed(2),
          "exclusive MB": mb(size - shared),
          "free space used MB": mb(space),
          "archive MB": mb(size),
        },
      ]),
    ),
  );
}

const reason = whyNoMounts();
if (reason !== undefined) {
  console.error(`bench: ${reason}`);
  process.exit(1);
}
const { peers, missing } = findPeers(values.peer);
for (const why of missing) console.log(`left out: ${why}`);
const results: { tree: Tree; profile: string; rows: Row[] }[] = [];
for (const profile of profiles) {
  const unknown = whyNot(profile);
  if (unknown !== undefined) {
    console.log(`left out: ${profile.name}: ${unknown}`);
    continue;
  }
  for (const tree of trees) {
    using disk = mounted(profile, 8 * 2 ** 30);
    mkdirSync(`${disk.path}/tree`);
    writeFileSync(
      `${disk.path}/names`,
      plantTree(`${disk.path}/tree`, tree)
        .map((name) => `${name}\0`)
        .join(""),
    );
    const rows = measure(disk.path, `${disk.path}/tree`, `${disk.path}/names`, peers);
    print(`${profile.name}, ${tree.name}; write + fsync, ${rounds} rounds in turn`, rows);
    results.push({ tree, profile: profile.name, rows });
  }
}
mkdirSync("build", { recursive: true });
writeFileSync("build/bench.json", `${JSON.stringify(results, null, 1)}\n`);
console.log(`\nall figures: ${resolve("build/bench.json")}`);
