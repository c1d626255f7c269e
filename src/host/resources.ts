import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { freeBytes } from "../lib/storage.ts";
import type { Finding } from "./doctor-distro.ts";

/** A cell's guest has 1 GiB; the other is for dracut, the proof and what the page cache holds of the image. */
const memoryOfCell = 2 * 2 ** 30;
/** With a second processor a guest takes a tenth less time and an eighth more processor time (TCG, 2 cores). */
const maxGuestProcessors = 2;

/**
 * Returns the number of cells that run at the same time: the requested one, or one for each core and 2 GiB of memory, at
 * least one. A cell does hardly more than one thing at a time: dracut, then a guest.
 */
export const jobsOf = (
  requested: number | "auto",
  { cores, memory }: { readonly cores: number; readonly memory: number },
): number => (requested === "auto" ? Math.max(1, Math.min(cores, Math.floor(memory / memoryOfCell))) : requested);

/** Returns the number of processors of each guest. Two that share one core wait for each other and stall. */
export const guestProcessors = (jobs: number, cores: number): number =>
  Math.max(1, Math.min(maxGuestProcessors, Math.floor(cores / jobs)));

const GiB = 2 ** 30;

/** Bytes of disk for one cell's image and copies of its archives. Measured: 650 MB with trixie and one archive. */
const cellBytes = GiB;
/** Bytes of cache-dir for kernels and distros, with the packages that they are unpacked from. */
const cacheBytes = 2 * GiB;

/** Compares the free space of the disk that has `folder` with the need of `jobs` cells; undefined if it is on another machine. */
export async function cellsRoom(folder: string, jobs: number): Promise<Finding | undefined> {
  if (!existsSync(folder)) return undefined;
  const advice = "free some space there (of an engine: docker system prune), use fewer jobs, or another disk";
  return room("disk of the cells", folder, jobs * cellBytes, advice);
}

export const cacheRoom = (cacheDir: string): Promise<Finding> =>
  room("cache-dir", cacheDir, cacheBytes, "free some space there, or choose another cache-dir");

async function room(what: string, folder: string, needed: number, advice: string): Promise<Finding> {
  const free = await freeOf(folder);
  const seen = `${inGiB(free)} free at ${folder}, ${inGiB(needed)} needed`;
  return { what, seen, ok: free >= needed, advice };
}

/** Returns the free bytes of a folder, or of its nearest existing parent. */
async function freeOf(folder: string): Promise<number> {
  const free = await freeBytes(folder);
  return free === undefined && folder !== dirname(folder) ? freeOf(dirname(folder)) : (free ?? 0);
}

const inGiB = (bytes: number): string => `${(bytes / GiB).toFixed(1)} GiB`;
