import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Digest } from "../domain/cell.ts";
import type { Run } from "../domain/report.ts";
import { digestOf } from "./digest.ts";
import { cellPages, reportHtml } from "./html.ts";
import { reportJson, runJson } from "./json.ts";
import { junitXml } from "./junit.ts";
import { ktap } from "./ktap.ts";
import { summaryMarkdown } from "./markdown.ts";
import { tmtResults } from "./tmt.ts";

/** Paths of a report's files; a large run's cells have their pages in `cells/` beside them. */
export type ReportFiles = {
  readonly json: string;
  readonly run: string;
  readonly markdown: string;
  readonly junit: string;
  readonly tmt: string;
  readonly ktap: string;
  readonly html: string;
};

/** `digest` is report.json's: two runs of the same inputs share it. */
export type WrittenReport = { readonly files: ReportFiles; readonly digest: Digest };

/** Writes the report's files to `folder`, each whole or not at all. */
export async function writeReport(run: Run, folder: string): Promise<WrittenReport> {
  const write = async (name: string, text: string): Promise<string> => {
    const path = `${folder}/${name}`;
    const unfinished = `${path}.${randomBytes(4).toString("hex")}.new`;
    await mkdir(dirname(path), { recursive: true });
    try {
      await writeFile(unfinished, text);
      await rename(unfinished, path);
    } catch (cause) {
      await rm(unfinished, { force: true });
      throw cause;
    }
    return path;
  };
  const json = reportJson(run);
  const digest = digestOf(json);
  for (const { path, text } of cellPages(run)) await write(path, text);
  const files = {
    json: await write("report.json", json),
    run: await write("run.json", runJson(run)),
    markdown: await write("summary.md", summaryMarkdown(run, digest)),
    junit: await write("junit.xml", junitXml(run, digest)),
    tmt: await write("results.yaml", tmtResults(run)),
    ktap: await write("results.ktap", ktap(run)),
    html: await write("report.html", reportHtml(run, digest)),
  };
  return { files, digest };
}
