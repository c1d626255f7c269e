import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { ArchiveSharing } from "../src/model/outcome.ts";
import { run } from "../test/support/scratch.ts";
import { type Condition, conditions, prepare } from "./conditions.ts";
import type { Disk } from "./disk.ts";
import type { Lists } from "./lists.ts";
import type { Peer } from "./peers.ts";

/** Bytes that an archive shares and costs. */
export type Archive = {
  readonly size: number;
  /** Whole blocks that can be shared, and those that lie at the source's place. */
  readonly shareable: number;
  readonly shared: number;
  /** With FIEMAP's SHARED flag, which does not say with whom. */
  readonly flagged: number;
  /** Bytes that removing it frees. */
  readonly space: number;
};

export type Row = {
  readonly peer: string;
  readonly condition: Condition;
  /** By the clock, write and fsync. */
  readonly ms: readonly number[];
  readonly cpuMs: readonly number[];
  /** Absent for what writes none that could be read. */
  readonly archive?: Archive;
};

export type Measured = {
  readonly profile: { readonly id: string; readonly name: string };
  readonly tree: { readonly id: string; readonly name: string; readonly unpadded: number };
  readonly rows: readonly Row[];
};

/** Condition by condition, the peers in turn. */
export function measure(disk: Disk, lists: Lists, peers: readonly Peer[], rounds: number): Row[] {
  return (Object.keys(conditions) as Condition[]).flatMap((condition) =>
    measureIn(
      condition,
      disk,
      lists,
      peers.filter((peer) => peer.conditions.includes(condition)),
      rounds,
    ),
  );
}

function measureIn(condition: Condition, disk: Disk, lists: Lists, peers: readonly Peer[], rounds: number): Row[] {
  // In a folder of its own, as /boot is: fsync of a folder makes Btrfs log all that is new below it.
  const folder = `${disk.path}/boot`;
  mkdirSync(folder, { recursive: true });
  const out = `${folder}/archive.img`;
  const rows = peers.map(({ name }) => ({ peer: name, condition, ms: [] as number[], cpuMs: [] as number[] }));
  const archives: Archive[] = [];
  // The first round warms the caches and is not counted; its archives are the ones that are looked at.
  for (let round = 0; round <= rounds; round++)
    for (let turn = 0; turn < peers.length; turn++) {
      // Each round begins with another and every second goes backwards: none is always behind the same one.
      const forward = (turn + round) % peers.length;
      const index = round % 2 === 0 ? forward : peers.length - 1 - forward;
      const { command, archive } = peers[index] as Peer;
      const tree = prepare(condition, disk, out);
      const { ms, cpuMs } = timed(command, tree, out, lists);
      if (round === 0 && archive) archives[index] = lookAt(disk, out, tree);
      if (round === 0) continue;
      rows[index]?.ms.push(ms);
      rows[index]?.cpuMs.push(cpuMs);
    }
  for (const made of ["boot", "fresh"]) rmSync(`${disk.path}/${made}`, { recursive: true, force: true });
  return rows.map((row, index) => {
    const archive = archives[index];
    return archive === undefined ? row : { ...row, archive };
  });
}

function timed(command: string, tree: string, out: string, lists: Lists): { ms: number; cpuMs: number } {
  const figures = execFileSync(resolve("build/bench-timed"), [out, command], {
    cwd: tree,
    env: { ...process.env, ...lists, OUT: out },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(figures) as { ms: number; cpuMs: number };
}

function lookAt(disk: Disk, out: string, tree: string): Archive {
  const proof = JSON.parse(run("build/cowpio", "extents", out, "--source", tree, "--json")) as ArchiveSharing;
  const held = free(disk);
  rmSync(out);
  return {
    size: proof.size,
    shareable: proof.shareable,
    shared: proof.shared,
    flagged: proof.fiemap.shared,
    space: free(disk) - held,
  };
}

/** Btrfs counts what was written and what was given back with a transaction, XFS the latter in the background. */
function free({ path }: Disk): number {
  for (let commit = 0; commit < 3; commit++) {
    writeFileSync(`${path}/commit`, `${commit}`);
    run("sync", "--file-system", path);
    run("sleep", "0.2");
  }
  const { bfree, bsize } = statfsSync(path);
  return bfree * bsize;
}
