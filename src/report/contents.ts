import { readFile } from "node:fs/promises";
import { contentsOf } from "./paths.ts";
import type { Report } from "./report-schema.ts";

/** Paths that each cell's archive unpacks to, by id; absent for a cell whose archive was not read. */
export type Contents = ReadonlyMap<string, readonly string[]>;

/** Reads what a report's folder has; a report that was moved without its files has nothing. */
export async function loadContents(folder: string, { cells }: Pick<Report, "cells">): Promise<Contents> {
  const contents = new Map<string, readonly string[]>();
  for (const { id } of cells) {
    const text = await readFile(`${folder}/${contentsOf(id)}`, "utf8").catch(() => "");
    const paths = text.split("\n").flatMap(pathOf);
    if (paths.length > 0) contents.set(id, paths);
  }
  return contents;
}

/** None of a line that was cut. */
function pathOf(line: string): string[] {
  try {
    const { path } = JSON.parse(line) as { readonly path?: unknown };
    return typeof path === "string" ? [path] : [];
  } catch {
    return [];
  }
}
