import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import * as v from "valibot";
import { UserError } from "../model/errors.ts";
import type { Run } from "../model/run.ts";
import { parseReport, parseRun, type Report, reportOf } from "./json.ts";
import { contentsOf } from "./paths.ts";

/** A report to compare; without its run, times and space are not known, without its contents no entries. */
export type Side = { readonly report: Report; readonly run?: Run; readonly contents?: Contents };

/** Reads a report: a run.json, a report.json, or a folder with the first or else the second. */
export async function loadReport(path: string): Promise<Side> {
  const file = await fileOf(path);
  try {
    const text = await readFile(file, "utf8");
    // Whatever it is, the readers say what is wrong with it.
    const value: unknown = JSON.parse(text);
    const run = typeof value === "object" && value !== null && "run" in value ? parseRun(text) : undefined;
    const report = run ? reportOf(run) : parseReport(text);
    const ids = report.cells.map(({ id }) => id);
    return { report, ...(run ? { run } : {}), contents: await loadContents(dirname(file), ids) };
  } catch (cause) {
    throw new UserError(`${file}: ${(cause as Error).message}`, { cause });
  }
}

async function fileOf(path: string): Promise<string> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    (cause: Error) => {
      throw new UserError(`report ${path}: ${cause.message}`, { cause });
    },
  );
  if (!isFolder) return path;
  for (const name of ["run.json", "report.json"]) {
    const found = await stat(`${path}/${name}`).then(
      () => true,
      () => false,
    );
    if (found) return `${path}/${name}`;
  }
  throw new UserError(`${path} contains neither run.json nor report.json`);
}

/** A line of contents/CELL.jsonl. */
const entrySchema = v.object({
  path: v.string(),
  kind: v.picklist(["f", "d", "l", "c", "b", "p", "s"]),
  mode: v.string(),
  uid: v.number(),
  gid: v.number(),
  size: v.exactOptional(v.number()),
  hash: v.exactOptional(v.string()),
  target: v.exactOptional(v.string()),
  device: v.exactOptional(v.string()),
  first: v.exactOptional(v.string()),
});
const lineSchema = v.pipe(v.string(), v.parseJson(), entrySchema);

/** An entry that an archive unpacks to; `mode` in octal, `size` in bytes. */
export type Entry = Readonly<v.InferOutput<typeof entrySchema>>;

/** Entries that each cell's archive unpacks to, by the cell's id; absent for a cell whose archive was not read. */
export type Contents = ReadonlyMap<string, readonly Entry[]>;

/** Reads what a report's folder has; a report that was moved without its files has nothing. */
export async function loadContents(folder: string, ids: readonly string[]): Promise<Contents> {
  const contents = new Map<string, readonly Entry[]>();
  for (const id of ids) {
    const text = await readFile(`${folder}/${contentsOf(id)}`, "utf8").catch(() => "");
    const entries = text.split("\n").flatMap(entryOf);
    if (entries.length > 0) contents.set(id, entries);
  }
  return contents;
}

/** None of a line that was cut. */
function entryOf(line: string): Entry[] {
  const { success, output } = v.safeParse(lineSchema, line);
  return success ? [output] : [];
}
