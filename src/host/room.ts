import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { freeBytes } from "../lib/storage.ts";
import type { Finding } from "./contract.ts";
import { type Engine, engineFolder } from "./engine/engine.ts";

const GiB = 2 ** 30;

/** Bytes that a cell takes of the engine's disk for its image and its archives' copies: 650 MB with trixie and one archive. */
const cellBytes = GiB;
/** Bytes of cache-dir for kernels and distros, and what they are unpacked from. */
const cacheBytes = 2 * GiB;

/** What is free for the cells of an engine, so many at a time; undefined: its disk is not this machine's. */
export async function engineRoom(engine: Engine, jobs: number): Promise<Finding | undefined> {
  const folder = await engineFolder(engine);
  if (!existsSync(folder)) return undefined;
  const advice = "free some space there (docker system prune), use fewer jobs, or give the engine another data root";
  return room("engine's disk", folder, jobs * cellBytes, advice);
}

export const cacheRoom = (cacheDir: string): Promise<Finding> =>
  room("cache-dir", cacheDir, cacheBytes, "free some space there, or choose another cache-dir");

async function room(what: string, folder: string, needed: number, advice: string): Promise<Finding> {
  const free = await freeOf(folder);
  const seen = `${inGiB(free)} free at ${folder}, ${inGiB(needed)} needed`;
  return { what, seen, ok: free >= needed, advice };
}

/** Of the folder, or of the nearest one above it that is there. */
async function freeOf(folder: string): Promise<number> {
  const free = await freeBytes(folder);
  return free === undefined && folder !== dirname(folder) ? freeOf(dirname(folder)) : (free ?? 0);
}

const inGiB = (bytes: number): string => `${(bytes / GiB).toFixed(1)} GiB`;
