import { readFile } from "node:fs/promises";
import { UserError } from "../model/failure.ts";
import { parseRun } from "./json.ts";
import { writeReport } from "./write.ts";

/** Writes a report's files again from its run.json; gives their paths. */
export async function renderAgain(folder: string): Promise<string[]> {
  const text = await readFile(`${folder}/run.json`, "utf8").catch((cause: Error) => {
    throw new UserError(`${folder} holds no report: ${cause.message}`, { cause });
  });
  try {
    return Object.values((await writeReport(parseRun(text), folder)).files);
  } catch (cause) {
    throw new UserError(`${folder}/run.json: ${(cause as Error).message}`, { cause });
  }
}
