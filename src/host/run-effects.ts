import { resolve } from "node:path";
import type { CellEvent } from "../model/outcome.ts";
import type { Request } from "../plan/inputs.ts";
import { dracutSource } from "../plan/sources.ts";
import { visible } from "../report/escape.ts";
import { baseOf } from "../report/paths.ts";
import type { At, LogOptions } from "./at.ts";
import { type CellInputs, keeping, runCellContainer } from "./cell-container.ts";
import { progressOf, saveLogs } from "./cell-output.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { deadline } from "./engine/engine.ts";
import type { CellRunner } from "./engine/runtime.ts";
import type { MatrixEffects } from "./matrix.ts";
import type { Cache } from "./staging/cache.ts";
import { stageCheckout, stageRevision } from "./staging/checkouts.ts";
import { stageDistro } from "./staging/distros.ts";
import { stageKernel } from "./staging/kernels.ts";

/** A run under way: what its effects need of it. */
type RunUnderWay = {
  readonly request: Request;
  readonly at: At & LogOptions;
  readonly runner: CellRunner;
  readonly cache: Cache;
  /** Cells at a time. */
  readonly jobs: number;
  /** Ids of the cells that others are compared with. */
  readonly bases: ReadonlySet<string>;
  /** Folder of what cells print; of the bases in a folder of their own below it. */
  readonly outputs: string;
  readonly checkpoint: Checkpoint;
  readonly fullStorage: MatrixEffects["fullStorage"];
};

/** Milliseconds that a kernel or a distro may take: fetched and unpacked, five minutes on two cores. */
const stagingMs = 45 * 60_000;

/** Folders of this run and of cowpio, which a copy of the container's own root leaves out. */
export const ownFolders = (request: Pick<Request, "reportDir" | "cacheDir" | "resume">, { home }: Pick<At, "home">) =>
  [home, process.cwd(), request.reportDir, request.cacheDir, request.resume].map((path) => resolve(path));

/** What a run does to its machine: containers, the cache, logs. */
export function runEffects(run: RunUnderWay): MatrixEffects {
  const { request, at, runner, cache, jobs, checkpoint } = run;
  const { release, runId, signal, log, group } = at;
  const progress = progressOf(log);
  const provisioner = (what: string) => ({
    engine: runner.engine,
    image: runner.image,
    leftOut: ownFolders(request, at),
    release,
    runId,
    cache,
    log,
    signal: AbortSignal.any([signal, deadline(stagingMs, what)]),
  });
  return {
    signal,
    stageDistro: (requested) => stageDistro(requested, provisioner(`distro ${requested.requested}`)),
    stageKernel: (requested, distro) => stageKernel(requested, provisioner(`kernel ${requested}`), distro),
    stageCheckout: (requested) => {
      const source = dracutSource(requested);
      return source?.kind === "git" ? stageRevision(source, cache.scratch) : stageCheckout(requested);
    },
    fullStorage: run.fullStorage,
    runCell: runOneCell(run, progress),
    resumed: (cell) => {
      const previous = checkpoint.outcomeOf(cell);
      if (previous !== undefined && previous.status !== "INCONCLUSIVE")
        progress.note(cell.id, `kept in ${request.resume}`);
      return previous;
    },
    save: checkpoint.save,
    progress: (position, outcome) => {
      if (outcome && jobs === 1) group?.close();
      progress.cell(position, outcome);
      if (!outcome && jobs === 1) group?.open(position.plan.id);
    },
    now: () => performance.now(),
  };
}

/** One try of a cell in its container. What it prints goes to its logs, the debug log and the progress. */
const runOneCell =
  ({ request, at, runner, bases, outputs }: RunUnderWay, progress: Progress): MatrixEffects["runCell"] =>
  async (plan, { distro, kernel, checkout }, attempt) => {
    const { signal, log, debug } = at;
    await runner.ready({ signal, log });
    if (attempt > 1) progress.note(plan.id, `INCONCLUSIVE, so try ${attempt}`);
    const isBase = bases.has(plan.id);
    const save = saveLogs(isBase ? baseOf(outputs) : outputs, plan.id, attempt);
    const inputs: CellInputs = {
      distro: distro.tar,
      kernel: kernel.folder,
      ...(checkout ? { checkout: checkout.folder } : {}),
      privileged: request.privileged,
    };
    const onEvent = (event: CellEvent) => {
      save(event);
      if (event.kind === "log") for (const line of event.text.split("\n")) if (line !== "") debug?.(visible(line));
      progress.event(plan.id, event);
    };
    const keep = isBase ? "none" : request.keep;
    return keeping({ keep, reportDir: request.reportDir }, plan.id, (kept) =>
      runCellContainer(runner, plan, { ...inputs, ...(kept ? { kept } : {}) }, { signal, onEvent }),
    );
  };

type Progress = ReturnType<typeof progressOf>;
