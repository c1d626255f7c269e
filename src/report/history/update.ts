import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, relative, resolve } from "node:path";
import { makeWritable } from "../../lib/files.ts";
import { UserError } from "../../model/errors.ts";
import { counted } from "../diff-text.ts";
import { historyHtml } from "../html/history.ts";
import { parseRun } from "../json.ts";
import { writeWhole } from "../write.ts";
import { historyLines, type Joined, joined, type Night, nightOf, parseHistory } from "./nights.ts";
import { calendarOf } from "./trends.ts";

/** An updated history. */
export type Updated = {
  /** Why a report is not in the history, with its path. */
  readonly refused: readonly string[];
  /** What was done, in lines. */
  readonly text: string;
};

/**
 * Adds reports to the history in `folder`: writes history.jsonl, and the page index.html. `reports` are run.json files, folders with
 * one, or folders with such folders at any depth. `address`: URL of a report's page, with `{name}` for the name of its folder; empty: its
 * path, relative to `folder`. Throws a `UserError` if the history cannot be read or written, or has no night.
 */
export async function updateHistory(reports: readonly string[], folder: string, address: string): Promise<Updated> {
  makeWritable(folder, "output");
  const path = `${folder}/history.jsonl`;
  const history = existsSync(path) ? await readHistory(path) : [];
  const { files, refused } = await findRuns(reports, folder);
  const added: Night[] = [];
  const seen: Parameters<typeof nightOf>[2] = new Map();
  for (const file of files)
    try {
      added.push(nightOf(parseRun(withoutMembers(await readFile(file))), linkOf(dirname(file), folder, address), seen));
    } catch (cause) {
      refused.push(`${file}: ${(cause as Error).message}`);
    }
  const updated = joined(history, added);
  if (updated.nights.length === 0)
    throw new UserError([`output ${folder}: has no history yet, and no report could be read`, ...refused].join("\n"));
  writeWhole(path, historyLines(updated.nights));
  writeWhole(`${folder}/index.html`, [historyHtml(updated.nights)]);
  return { refused, text: `${describe(updated)}\npage: ${resolve(folder, "index.html")}` };
}

function describe({ nights, added, replaced, known }: Joined): string {
  const { labels, gaps } = calendarOf(nights);
  const missing = gaps.filter(({ after }) => added.includes(nights[after + 1]?.started ?? ""));
  return [
    `${counted(nights.length, "night")}, ${labels[0]} to ${labels.at(-1)}: ${added.length} added, ${known.length} already there, ${replaced.length} replaced`,
    ...replaced.map((started) => `replaced: the run of ${started}`),
    ...missing.map(({ dates }) => `no report: ${dates}`),
  ].join("\n");
}

async function readHistory(path: string): Promise<Night[]> {
  try {
    return parseHistory(await readFile(path, "utf8"));
  } catch (cause) {
    throw new UserError(`${path}: ${(cause as Error).message}`, { cause });
  }
}

type Found = { readonly files: string[]; readonly refused: string[] };

/** Paths of run.json, in the order given and by name. A folder without one is refused, but for the history's own `output`. */
async function findRuns(paths: readonly string[], output: string): Promise<Found> {
  const found: Found = { files: [], refused: [] };
  for (const path of paths) {
    const { files, refused } = await findRunsIn(path, output).catch(
      (cause: Error): Found => ({ files: [], refused: [`report ${path}: ${cause.message}`] }),
    );
    found.files.push(...files);
    found.refused.push(...refused);
  }
  return found;
}

async function findRunsIn(path: string, output: string): Promise<Found> {
  if (!(await stat(path)).isDirectory()) return { files: [path], refused: [] };
  if (existsSync(`${path}/run.json`)) return { files: [`${path}/run.json`], refused: [] };
  const folders = (await readdir(path, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const below = await findRuns(folders.map(({ name }) => `${path}/${name}`).sort(), output);
  if (below.files.length > 0) return below;
  // Named once, by the uppermost folder.
  return { files: [], refused: resolve(path) === resolve(output) ? [] : [`${path}: contains no run.json`] };
}

const [quote, backslash, open, close] = [...Buffer.from('"\\[]')] as [number, number, number, number];
/** A quote within a string has a backslash before it: this is a whole string, here the name of a list. */
const membersKey = /^"members"\s*:\s*\[/;

/** The text of a run.json with empty lists of members: they are most of it, and a history has none of them. */
export function withoutMembers(json: Buffer): string {
  const rest: string[] = [];
  let end = 0;
  for (let at = json.indexOf('"members"'); at >= 0; at = json.indexOf('"members"', at + 1)) {
    const key = membersKey.exec(json.toString("latin1", at, at + 64))?.[0];
    if (key === undefined) continue;
    const list = at + key.length;
    rest.push(json.toString("utf8", end, list));
    at = end = endOfList(json, list);
  }
  return [...rest, json.toString("utf8", end)].join("");
}

/** Position of the bracket that closes the list whose items start at `at`. */
function endOfList(json: Buffer, at: number): number {
  for (let [depth, inString] = [1, false]; at < json.length; at++) {
    const byte = json[at];
    if (inString && byte === backslash) at++;
    else if (byte === quote) inString = !inString;
    else if (!inString && byte === open) depth++;
    else if (!inString && byte === close && --depth === 0) break;
  }
  return at;
}

/** Address of a report's page; undefined if there is none. */
function linkOf(report: string, folder: string, address: string): string | undefined {
  if (address !== "") return address.replaceAll("{name}", encodeURIComponent(basename(resolve(report))));
  if (!existsSync(`${report}/report.html`)) return undefined;
  return relative(folder, `${report}/report.html`).split("/").map(encodeURIComponent).join("/");
}
