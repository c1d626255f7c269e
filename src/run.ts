import { randomBytes } from "node:crypto";
import { cpSync, existsSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { resolve } from "node:path";
import type { Accelerator } from "./domain/axes.ts";
import { StageFailure, UserError } from "./domain/failure.ts";
import type { Run } from "./domain/report.ts";
import { type MatrixWorld, runMatrix } from "./pipeline.ts";
import type { Request } from "./plan/inputs.ts";
import { chooseAccelerator, whyNoAccelerator } from "./provision/accelerator.ts";
import { openCache } from "./provision/cache.ts";
import { runCellContainer } from "./provision/cell.ts";
import { connectEngine, describeEngine } from "./provision/engine.ts";
import { ensureCellImage } from "./provision/image.ts";
import { stageKernel, versionIn } from "./provision/kernels.ts";
import { stageSubject } from "./provision/subjects.ts";
import { keepLogs } from "./report/logs.ts";
import { progressOf } from "./report/progress.ts";
import { type ReportFiles, writeReport } from "./report/write.ts";
import { version } from "./version.ts";

export type RunOptions = {
  /** The folder that holds containers/, native/ and dist/. */
  readonly home: string;
  readonly runId: string;
  readonly signal: AbortSignal;
  /** One line of progress. */
  readonly say: (line: string) => void;
};

export const newRunId = (): string => randomBytes(6).toString("hex");

/** What is given by path has to be there before minutes are spent on the rest. */
async function refuseMissingFiles({ axes }: Request): Promise<void> {
  for (const kernel of axes.kernel) if (kernel.includes("/")) await versionIn(resolve(kernel));
  for (const subject of axes.subject)
    if (subject.includes("/") && !existsSync(subject)) throw new UserError(`subject ${subject}: there is no such file`);
}

/** The main job with the real world: from a request to the report's files. Both entries call it. */
export async function runAndReport(
  request: Request,
  { home, runId, signal, say }: RunOptions,
): Promise<{ run: Run; files: ReportFiles }> {
  const started = new Date();
  const clock = performance.now();
  const engine = await connectEngine();
  await refuseMissingFiles(request);
  await using cache = await openCache(request.cacheDir, runId);
  const kept = `${cache.scratch}/kept`;
  const progress = progressOf(say);
  const provisioner = (image: string) => ({ engine, image, runId, cache, signal, say });

  let accelerator: Accelerator = "tcg";
  const missed = (what: string) => (cause: unknown) => {
    signal.throwIfAborted();
    throw new StageFailure("provision", what, cause, "MISS");
  };

  const world: MatrixWorld = {
    nonce: randomBytes(16).toString("hex"),
    cellImage: () =>
      ensureCellImage({ engine, asked: request.cellImage, home, runId, scratch: cache.scratch, signal, say }),
    accelerator: async (image) => {
      const chosen = await chooseAccelerator(request.accel, () =>
        whyNoAccelerator("kvm", request.privileged, { engine, image, runId, signal }),
      );
      say(`accelerator ${chosen.accelerator}: ${chosen.why}`);
      return (accelerator = chosen.accelerator);
    },
    stageSubject: (asked, image) => stageSubject(asked, provisioner(image)).catch(missed(`subject ${asked}`)),
    stageKernel: (asked, image) => stageKernel(asked, provisioner(image)).catch(missed(`kernel ${asked}`)),
    runCell: (plan, image, subject, kernel) => {
      const keep = keepLogs(kept, plan.id);
      return runCellContainer(
        engine,
        plan,
        { image, runId, subject: subject.tar, kernel: kernel.folder, privileged: request.privileged },
        {
          signal,
          onEvent: (event) => {
            keep(event);
            progress.event(event);
          },
        },
      );
    },
    progress: progress.cell,
  };

  const cells = await runMatrix(request, world);
  const run: Run = {
    version,
    cells,
    started: started.toISOString(),
    elapsedMs: performance.now() - clock,
    host: {
      kernel: release(),
      cpu: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      memory: totalmem(),
      engine: await describeEngine(engine),
    },
    accelerator,
  };
  const files = await writeReport(run, request.reportDir);
  // No cell has said anything when no kernel could be staged.
  if (existsSync(kept)) cpSync(kept, request.reportDir, { recursive: true });
  return { run, files };
}
