import { readFile } from "node:fs/promises";
import * as v from "valibot";
import { contentsOf } from "./paths.ts";

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
