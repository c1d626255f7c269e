import { createHash, randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Digest } from "../model/cell.ts";
import { UserError } from "../model/errors.ts";
import type { Run } from "../model/run.ts";
import { compareWithBase } from "./compare.ts";
import type { Difference } from "./diff.ts";
import { diffMarkdown } from "./diff-text.ts";
import { junitXml, ktap, tmtResults } from "./formats.ts";
import { cellPages, reportHtml } from "./html/page.ts";
import { byId, parseRun, reportCell, reportPieces, runCell, runPieces } from "./json.ts";
import { summaryMarkdown } from "./markdown.ts";

/** A written report. `digest` is report.json's: two runs of the same inputs share it. */
export type WrittenReport = {
  /** Paths; a large run's cells have their pages in `cells/` beside them. */
  readonly files: Readonly<Record<"json" | "run" | "markdown" | "junit" | "tmt" | "ktap" | "html", string>>;
  readonly digest: Digest;
};

/** The texts of the cells, whoever holds them. */
type CellTexts = {
  /** `reportCell`'s, by id. */
  readonly report: Iterable<string | Buffer>;
  /** `runCell`'s, in the run's order. */
  readonly run: Iterable<string | Buffer>;
};

/** Writes the report's files to `folder`, each whole or not at all. */
export async function writeReport(run: Run, folder: string): Promise<WrittenReport> {
  const written = writeFiles(run, folder, {
    report: texts(byId(run.cells), reportCell),
    run: texts(run.cells, runCell),
  });
  for (const { path, text } of cellPages(run)) writeWhole(`${folder}/${path}`, [text]);
  return written;
}

/** The report's files but the cells' own pages; `run` need not hold what only its cells' texts tell. */
export function writeFiles(run: Run, folder: string, cells: CellTexts): WrittenReport {
  const write = (name: string, text: string): string => {
    writeWhole(`${folder}/${name}`, [text]);
    return `${folder}/${name}`;
  };
  const digest = writeWhole(`${folder}/report.json`, reportPieces(run, cells.report));
  writeWhole(`${folder}/run.json`, runPieces(run, cells.run));
  const files = {
    json: `${folder}/report.json`,
    run: `${folder}/run.json`,
    markdown: write("summary.md", summaryMarkdown(run, digest)),
    junit: write("junit.xml", junitXml(run, digest)),
    tmt: write("results.yaml", tmtResults(run)),
    ktap: write("results.ktap", ktap(run)),
    html: write("report.html", reportHtml(run, digest)),
  };
  return { files, digest };
}

/** Writes diff.md and diff.json, and the difference into the main page. */
export function writeDifference(
  difference: Difference,
  run: Run,
  { folder, digest }: { readonly folder: string; readonly digest: Digest },
): void {
  writeWhole(`${folder}/diff.md`, [diffMarkdown(difference)]);
  writeWhole(`${folder}/diff.json`, [`${JSON.stringify(difference, null, 1)}\n`]);
  writeWhole(`${folder}/report.html`, [reportHtml(run, digest, difference)]);
}

function* texts<T>(values: Iterable<T>, textOf: (value: T) => string): Generator<string> {
  for (const value of values) yield textOf(value);
}

/** Writes a report's files again from its run.json; gives their paths. */
export async function renderAgain(folder: string): Promise<string[]> {
  const text = await readFile(`${folder}/run.json`, "utf8").catch((cause: Error) => {
    throw new UserError(`${folder} holds no report: ${cause.message}`, { cause });
  });
  try {
    const run = parseRun(text);
    const { files, digest } = await writeReport(run, folder);
    const compared = await compareWithBase(run, folder);
    if (compared) writeDifference(compared.difference, run, { folder, digest });
    return Object.values(files);
  } catch (cause) {
    throw new UserError(`${folder}/run.json: ${(cause as Error).message}`, { cause });
  }
}

const buffered = 1 << 20;

/** Writes a file in pieces, whole or not at all, and gives the digest of its bytes. Makes its folder. */
export function writeWhole(path: string, pieces: Iterable<string | Buffer>): Digest {
  mkdirSync(dirname(path), { recursive: true });
  const unfinished = `${path}.${randomBytes(4).toString("hex")}.new`;
  const hash = createHash("sha256");
  try {
    const file = openSync(unfinished, "wx");
    try {
      let waiting: Buffer[] = [];
      let size = 0;
      const flush = () => {
        const bytes = Buffer.concat(waiting);
        hash.update(bytes);
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
        [waiting, size] = [[], 0];
      };
      for (const piece of pieces) {
        const bytes = typeof piece === "string" ? Buffer.from(piece) : piece;
        waiting.push(bytes);
        if ((size += bytes.length) >= buffered) flush();
      }
      flush();
    } finally {
      closeSync(file);
    }
    renameSync(unfinished, path);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw cause;
  }
  return `sha256:${hash.digest("hex")}`;
}
