import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "../model/failure.ts";
import { loadContents } from "./contents.ts";
import type { Side } from "./diff.ts";
import { parseReport, parseRun, reportOf } from "./json.ts";

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
