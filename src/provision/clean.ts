import { readdir, rm } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { connectEngine, type Engine, runLabel } from "./engine.ts";

export type Cleaned = { readonly containers: number; readonly folders: number };

/**
 * Removes what a run left: its containers (with them go their processes, mounts and loop devices) and its
 * folder in the cache. Without `runId`, of every run, also of one that is under way.
 */
export async function clean(cacheDir: string, runId?: string): Promise<Cleaned> {
  let containers = 0;
  let folders = 0;
  try {
    const engine = await connectEngine();
    containers += await removeContainers(engine, runId);
    // A request that was under way when its host was killed makes its container after the first look.
    await wait(1000);
    containers += await removeContainers(engine, runId);
  } finally {
    // An engine that is gone keeps nobody from the folders.
    folders += await removeScratch(`${cacheDir}/tmp`, runId);
  }
  return { containers, folders };
}

async function removeContainers(engine: Engine, runId: string | undefined): Promise<number> {
  const label = runId === undefined ? [runLabel] : [`${runLabel}=${runId}`];
  const left = await engine.listContainers({ all: true, filters: { label } });
  for (const { Id } of left)
    await engine
      .getContainer(Id)
      .remove({ force: true, v: true })
      .catch((error: { statusCode?: number }) => {
        // 404: gone meanwhile; 409: the engine is removing it
        if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
      });
  // A volume goes with its container, unless the engine was killed between the two.
  const { Volumes } = await engine.listVolumes({ filters: { label } });
  for (const { Name } of Volumes ?? [])
    await engine
      .getVolume(Name)
      .remove()
      .catch(() => {});
  return left.length;
}

async function removeScratch(folder: string, runId: string | undefined): Promise<number> {
  const runs = (await readdir(folder).catch(() => [])).filter((name) => runId === undefined || name === runId);
  for (const run of runs) await rm(`${folder}/${run}`, { recursive: true, force: true });
  return runs.length;
}
