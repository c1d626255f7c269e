import { readdir, rm } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { type Engine, runLabel } from "./engine/engine.ts";
import { connectRuntime, type EngineChoice } from "./engine/runtime.ts";

type Cleaned = { readonly containers: number; readonly volumes: number; readonly folders: number };

/**
 * Removes what a run left: its containers (with them go their processes, mounts, loop devices and volumes), volumes
 * without a container, and its folder in the cache. Without `runId`, of every run, also of one that is under way.
 */
export async function clean(choice: EngineChoice, cacheDir: string, runId?: string): Promise<Cleaned> {
  const label = runId === undefined ? runLabel : `${runLabel}=${runId}`;
  let containers = 0;
  let volumes = 0;
  let folders = 0;
  try {
    const { engine } = await connectRuntime(choice, () => {});
    if (engine !== undefined) {
      containers += await removeContainers(engine, label);
      // A request that was under way when its host was killed makes its container after the first look.
      await wait(1000);
      containers += await removeContainers(engine, label);
      volumes += await removeVolumes(engine, label);
    }
  } finally {
    // An engine that is gone keeps nobody from the folders.
    folders += await removeScratch(`${cacheDir}/tmp`, runId);
  }
  return { containers, volumes, folders };
}

/** Clean, as a line for people. */
export const describeCleaned = ({ containers, volumes, folders }: Cleaned): string =>
  `${containers} containers, ${volumes} volumes, ${folders} directories`;

/**
 * Removes the volumes, each a cell's disk, of containers that are gone: Docker 20.10, started anew after it was killed,
 * removes the containers of runs and leaves their volumes. No volume of a run under way is without a container for a minute.
 */
export const removeOrphans = async (engine: Engine): Promise<number> =>
  removeVolumes(engine, runLabel, Date.now() - 60_000);

async function removeContainers(engine: Engine, label: string): Promise<number> {
  const left = await engine.listContainers({ all: true, filters: { label: [label] } });
  for (const { Id } of left)
    await engine
      .getContainer(Id)
      .remove({ force: true, v: true })
      .catch((error: { statusCode?: number }) => {
        // 404: gone meanwhile; 409: the engine is removing it
        if (error.statusCode !== 404 && error.statusCode !== 409) throw error;
      });
  return left.length;
}

/** Removes what no container has; gives how many were. */
async function removeVolumes(engine: Engine, label: string, madeBefore = Infinity): Promise<number> {
  const { Volumes } = await engine.listVolumes({ filters: { label: [label], dangling: ["true"] } });
  const old = (Volumes ?? []).filter(
    (volume: { readonly Name: string; readonly CreatedAt?: string }) =>
      !(Date.parse(volume.CreatedAt ?? "") >= madeBefore),
  );
  const removed = await Promise.all(
    old.map(({ Name }) =>
      engine
        .getVolume(Name)
        .remove()
        .then(
          () => true,
          () => false,
        ),
    ),
  );
  return removed.filter((gone) => gone).length;
}

async function removeScratch(folder: string, runId: string | undefined): Promise<number> {
  const runs = (await readdir(folder).catch(() => [])).filter((name) => runId === undefined || name === runId);
  for (const run of runs) await rm(`${folder}/${run}`, { recursive: true, force: true });
  return runs.length;
}
