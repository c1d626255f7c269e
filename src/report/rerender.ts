import { readFile } from "node:fs/promises";
import { UserError } from "../model/failure.ts";
import { compareWithBase } from "./against-base.ts";
import { parseRun } from "./json.ts";
import { writeDifference, writeReport } from "./write.ts";

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
