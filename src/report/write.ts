import { randomBytes } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import type { Run } from "../domain/report.ts";
import { reportHtml } from "./html.ts";
import { reportJson, runJson } from "./json.ts";
import { summaryMarkdown } from "./markdown.ts";

/** Paths of a report's files. */
export type ReportFiles = {
  readonly json: string;
  readonly run: string;
  readonly markdown: string;
  readonly html: string;
};

/** Writes the report's files to `folder`, each whole or not at all. */
export async function writeReport(run: Run, folder: string): Promise<ReportFiles> {
  await mkdir(folder, { recursive: true });
  const write = async (name: string, text: string): Promise<string> => {
    const path = `${folder}/${name}`;
    const unfinished = `${path}.${randomBytes(4).toString("hex")}.new`;
    try {
      await writeFile(unfinished, text);
      await rename(unfinished, path);
    } catch (cause) {
      await rm(unfinished, { force: true });
      throw cause;
    }
    return path;
  };
  return {
    json: await write("report.json", reportJson(run)),
    run: await write("run.json", runJson(run)),
    markdown: await write("summary.md", summaryMarkdown(run)),
    html: await write("report.html", reportHtml(run)),
  };
}
