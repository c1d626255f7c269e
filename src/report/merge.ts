import { closeSync, cpSync, existsSync, mkdirSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { makeWritable } from "../lib/files.ts";
import { UserError } from "../model/errors.ts";
import type { JudgedCell } from "../model/outcome.ts";
import type { Run } from "../model/run.ts";
import { joined, joinProblem, type Part } from "../plan/shards.ts";
import { cellPage } from "./html/page.ts";
import { onOnePage } from "./html/shell.ts";
import { byId, parseRun, reportCell, runCell } from "./json.ts";
import { keptFolder, outputFolders } from "./paths.ts";
import { judgedCell, readBy } from "./run-schema.ts";
import { type WrittenReport, writeFiles, writeWhole } from "./write.ts";

/**
 * Joins the shards' reports to one in `folder`. One shard at a time is in memory: of a run that has a page for each
 * cell, what only a cell's page and its texts tell goes to the disk at once, and the pages come last, one by one. Throws a `UserError`, naming the folder,
 * when they are not all the shards of one plan.
 */
export async function mergeReports(
  shards: readonly string[],
  folder: string,
  log: (line: string) => void = () => {},
): Promise<WrittenReport & { readonly run: Run }> {
  const own = shards.find((shard) => resolve(shard) === resolve(folder));
  if (own !== undefined) throw new UserError(`merge: ${own} is a shard; give another --report-dir`);
  makeWritable(folder, "report-dir");
  const scratch = `${folder}/merge.new`;
  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  try {
    const parts: Part[] = [];
    const placed: PlacedCell[] = [];
    using texts = openTexts(`${scratch}/texts`);
    for (const shard of shards) {
      const { cells, ...run } = await readShard(shard);
      parts.push({ folder: shard, run });
      const large = (run.shard?.cells ?? 0) > onOnePage;
      const inReport = texts.add(cells.map(reportCell));
      const inRun = texts.add(cells.map(runCell));
      for (const [index, cell] of cells.entries())
        placed.push({
          position: run.shard?.positions[index] ?? -1,
          report: inReport[index] as Location,
          run: inRun[index] as Location,
          cell: large ? withoutMembers(cell) : cell,
        });
    }
    const problem = joinProblem(parts);
    if (problem !== undefined) throw new UserError(`merge: ${problem}`);

    placed.sort((a, b) => a.position - b.position);
    const run = joined(
      parts,
      placed.map(({ cell }) => cell),
    );
    const places = new Map(placed.map((location) => [location.cell, location]));
    const written = writeFiles(run, folder, {
      report: texts.read(byId(run.cells).map((cell) => (places.get(cell) as PlacedCell).report)),
      run: texts.read(placed.map((location) => location.run)),
    });
    log(`${run.cells.length} cells of ${parts.length} shards are joined`);
    rmSync(`${folder}/cells`, { recursive: true, force: true });
    if (run.cells.length > onOnePage)
      for (const text of texts.read(placed.map((location) => location.run))) {
        const page = cellPage(readBy(judgedCell, JSON.parse(text.toString()), "run.json"));
        writeWhole(`${folder}/${page.path}`, [page.text]);
      }
    for (const shard of shards)
      for (const output of [...outputFolders, keptFolder])
        if (existsSync(`${shard}/${output}`)) cpSync(`${shard}/${output}`, `${folder}/${output}`, { recursive: true });
    return { run, ...written };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

type PlacedCell = {
  readonly cell: JudgedCell;
  /** In the plan, from 0. */
  readonly position: number;
  readonly report: Location;
  readonly run: Location;
};

async function readShard(folder: string): Promise<Run> {
  const text = await readFile(`${folder}/run.json`, "utf8").catch((cause: Error) => {
    throw new UserError(`merge: ${folder} holds no report: ${cause.message}`, { cause });
  });
  try {
    const run = parseRun(text);
    if (run.shard !== undefined && run.shard.positions.length !== run.cells.length)
      throw new Error(`it has ${run.cells.length} cells and ${run.shard.positions.length} places for them`);
    return run;
  } catch (cause) {
    throw new UserError(`merge: ${folder}/run.json: ${(cause as Error).message}`, { cause });
  }
}

/** At least nine tenths of a real cell: the parts that only its own page and texts show. */
function withoutMembers({ plan, outcome }: JudgedCell): JudgedCell {
  if (outcome.evidence === undefined) return { plan, outcome };
  const { sharing } = outcome.evidence;
  return {
    plan,
    outcome: { ...outcome, evidence: { ...outcome.evidence, sharing: { ...sharing, members: [] }, writerReasons: [] } },
  };
}

/** Range of a text in the file, in bytes. */
type Location = { readonly offset: number; readonly length: number };

/** Texts behind one another in a file, to be read in another order. */
function openTexts(path: string) {
  const file = openSync(path, "w+");
  let end = 0;
  return {
    add(added: readonly string[]): Location[] {
      const bytes = added.map((text) => Buffer.from(text));
      const all = Buffer.concat(bytes);
      for (let at = 0; at < all.length; ) at += writeSync(file, all, at, all.length - at, end + at);
      return bytes.map(({ length }) => {
        const location = { offset: end, length };
        end += length;
        return location;
      });
    },
    *read(places: Iterable<Location>): Generator<Buffer> {
      for (const { offset, length } of places) {
        const bytes = Buffer.allocUnsafe(length);
        for (let at = 0; at < length; ) at += readSync(file, bytes, at, length - at, offset + at);
        yield bytes;
      }
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}
