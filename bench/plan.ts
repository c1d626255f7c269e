/**
 * Time to plan 100 000 cells, to merge 10 000 outcomes, and to draw a history of 1000 nights, with the peak memory of each, in a
 * process of its own: `npm run bench:plan`. A line each; a missed bar ends with 1.
 *
 * An outcome with the evidence of a real cell (665 members) is 200 KB and more as JSON: 10 000 of them are two
 * gigabytes and more, which take minutes to read and to write, whoever does it. The bar is for the merging itself, with outcomes that
 * have all their evidence but the list of members; what members cost is shown for each outcome.
 */

import { execFileSync, spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { ownCells, planned, shardsOf } from "../src/host/plan.ts";
import type { JudgedCell, MemberSharing } from "../src/model/outcome.ts";
import type { Run } from "../src/model/run.ts";
import { parseInputs } from "../src/plan/inputs.ts";
import { assignShards } from "../src/plan/shards.ts";
import { runCell, runPieces } from "../src/report/json.ts";
import { mergeReports } from "../src/report/merge.ts";
import { writeWhole } from "../src/report/write.ts";
import { goodRun } from "../test/support/fixture.ts";
import { nightlyRuns } from "../test/support/nights.ts";
import { scratch } from "../test/support/scratch.ts";
import { baseline } from "./bar.ts";

const inSeconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`;
const peak = () => `peak RSS ${Math.round(process.resourceUsage().maxRSS / 1024)} MiB`;

/** 100 000 cells and more: all file systems, kernels by path, all writers. */
async function plan(): Promise<string> {
  const paths = (what: string, count: number) =>
    Array.from({ length: count }, (_, at) => `/srv/${what}/${at}`).join(" ");
  const parsed = parseInputs(
    {
      "file-systems":
        "btrfs btrfs-zstd btrfs-nodatacow btrfs-64k-nodes btrfs-subvolume btrfs-snapshot xfs xfs-1k xfs-rmapbt ext4",
      kernels: paths("kernels", 53),
      distros: paths("distros", 8),
      writers: "cowpio gnu-cpio bsdcpio 3cpio",
      "dracut-options": "plain hostonly zstd-compressed",
      bootloaders: "direct grub",
    },
    { cache: "/cache" },
  );
  if (!parsed.ok) throw new Error(parsed.problems.join("\n"));
  const started = performance.now();
  const all = await planned(parsed.value);
  const shards = shardsOf(all, "auto");
  const took = performance.now() - started;
  ownCells(all, { shard: { index: 256, of: 256 } });
  return `${baseline(`planning ${all.cells.length} cells in ${shards.length} shards, with a digest`, took / 1000, 1, "s")}; ${peak()}`;
}

/** Shards of `count` outcomes, each with so many members. */
function writeShards(count: number, of: number, members: number, folder: string): string[] {
  const good = goodRun();
  const model = good.cells[0] as JudgedCell;
  const evidence = model.outcome.evidence;
  if (evidence === undefined) throw new Error("the fixture's first cell has evidence");
  const own = Array.from({ length: members }, (_, at) => ({
    ...(evidence.sharing.members[at % evidence.sharing.members.length] as MemberSharing),
    name: `usr/lib/modules/6.12/m${at}`,
  }));
  const withMembers = { ...evidence, sharing: { ...evidence.sharing, members: own }, writerReasons: [] };
  const cellAt = (position: number): JudgedCell => {
    const id = `btrfs-${position}`;
    return { plan: { ...model.plan, id }, outcome: { ...model.outcome, cell: id, evidence: withMembers } };
  };
  const digest = `sha256:${"1".repeat(64)}` as const;
  return assignShards(
    Array.from({ length: count }, () => 1),
    of,
  ).map(({ positions }, index) => {
    const path = `${folder}/${index}`;
    const shard = { index: index + 1, of, plan: digest, cells: count, positions };
    const run: Run = { ...good, shard, cells: [] };
    writeWhole(
      `${path}/run.json`,
      runPieces(
        run,
        (function* () {
          for (const position of positions) yield runCell(cellAt(position));
        })(),
      ),
    );
    return path;
  });
}

/** Made in another process, so that the peak is the merging's. */
async function merge(count: number, of: number, members: number): Promise<string> {
  using folder = scratch();
  execFileSync(process.execPath, [import.meta.filename, "shards", `${count}`, `${of}`, `${members}`, folder.path]);
  const folders = Array.from({ length: of }, (_, index) => `${folder.path}/${index}`);
  const started = performance.now();
  let joined = 0;
  const { run } = await mergeReports(folders, `${folder.path}/merged`, () => (joined = performance.now() - started));
  const pages = performance.now() - started - joined;
  rmSync(`${folder.path}/merged`, { recursive: true });
  const what = `merging ${run.cells.length} outcomes ${members === 0 ? "without" : `of ${members}`} members from ${of} shards`;
  const figure = members === 0 ? baseline(what, joined / 1000, 3, "s") : `shown   ${what}: ${inSeconds(joined)}`;
  const each = (ms: number) => `${(ms / count).toFixed(1)} ms`;
  return `${figure}; ${each(joined)} each; their pages: ${inSeconds(pages)}, ${each(pages)} each; ${peak()}`;
}

function writeNights(nights: number, cells: number, folder: string): void {
  let night = 0;
  for (const run of nightlyRuns(nights, cells, { size: nights >> 1 }))
    writeWhole(`${folder}/${night++}/run.json`, runPieces(run, run.cells.map(runCell)));
}

/** The command itself, which prints its peak. The reports are without members, since they are cut out unread. */
function history(nights: number, cells: number): string {
  using folder = scratch();
  execFileSync(process.execPath, [import.meta.filename, "nights", `${nights}`, `${cells}`, folder.path]);
  const peak = `process.on("exit", () => console.error(process.resourceUsage().maxRSS))`;
  const started = performance.now();
  const { stderr } = spawnSync(
    process.execPath,
    [
      "--import",
      `data:text/javascript,${peak}`,
      "dist/cli.js",
      "history",
      folder.path,
      "--output",
      `${folder.path}/site`,
    ],
    { encoding: "utf8" },
  );
  const took = performance.now() - started;
  const what = `a history of ${nights} nights of ${cells} cells`;
  return `${baseline(what, took / 1000, 60, "s")}\n${baseline(`${what}, peak RSS`, (Number(stderr) * 1024) / 1e6, 300, "MB")}`;
}

const measures: Readonly<Record<string, () => string | Promise<string>>> = {
  plan,
  merge: () => merge(10_000, 256, 0),
  members: () => merge(400, 10, 665),
  more: () => merge(1_600, 40, 665),
  history: () => history(1000, 100),
};

const [only, ...rest] = process.argv.slice(2);
if (only === "shards") {
  const [count, of, members] = rest.map(Number) as [number, number, number];
  writeShards(count, of, members, rest[3] as string);
} else if (only === "nights") {
  const [nights, cells] = rest.map(Number) as [number, number];
  writeNights(nights, cells, rest[2] as string);
} else if (only !== undefined) console.log(await (measures[only] as () => Promise<string>)());
else
  for (const name of Object.keys(measures))
    if (spawnSync(process.execPath, [import.meta.filename, name], { stdio: "inherit" }).status !== 0)
      process.exitCode = 1;
