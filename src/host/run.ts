import { randomBytes } from "node:crypto";
import { cpSync, existsSync, rmSync } from "node:fs";
import { availableParallelism, cpus, release as kernelRelease, totalmem } from "node:os";
import { resolve } from "node:path";
import { makeWritable } from "../lib/files.ts";
import { watchStorage } from "../lib/storage.ts";
import type { Accelerator } from "../model/axes.ts";
import { UserError } from "../model/errors.ts";
import type { CellEvent } from "../model/outcome.ts";
import type { Run } from "../model/run.ts";
import { groupOmitted, withBases } from "../plan/cells.ts";
import type { Request } from "../plan/inputs.ts";
import { runInputsOf } from "../plan/rerun.ts";
import {
  type DistroSource,
  type DracutSource,
  distroSource,
  dracutSource,
  type KernelSource,
  kernelSource,
} from "../plan/sources.ts";
import { visible } from "../report/escape.ts";
import { baseOf, outputFolders } from "../report/paths.ts";
import { type WrittenReport, writeReport } from "../report/write.ts";
import { version } from "../version.ts";
import { acceleratorProblem, chooseAccelerator } from "./accelerator.ts";
import { type CellInputs, keeping, runCellContainer } from "./cell-container.ts";
import { progressOf, saveLogs } from "./cell-output.ts";
import { noCheckpoint, openCheckpoint } from "./checkpoint.ts";
import { removeOrphans } from "./clean.ts";
import { examineArchive } from "./engine/archives.ts";
import { describeImage, ensureCellImage } from "./engine/cell-image.ts";
import { awaitEngine, connectEngine, deadline, describeEngine, engineFolder } from "./engine/engine.ts";
import { describePrivilege } from "./engine/privileges.ts";
import { assertSharedFileSystem } from "./engine/shared-paths.ts";
import { type MatrixEffects, runMatrix } from "./matrix.ts";
import { ownCells, planned } from "./plan.ts";
import { engineRoom, guestProcessors, jobsOf } from "./resources.ts";
import { openCache } from "./staging/cache.ts";
import { assertCheckout, stageCheckout } from "./staging/checkouts.ts";
import { stageDistro } from "./staging/distros.ts";
import { assertKernel, stageKernel } from "./staging/kernels.ts";
import { type Release, releasedDistro } from "./staging/release.ts";

/** Where a run runs, and how it speaks. */
export type At = {
  /** The folder that holds containers/, native/ and dist/. */
  readonly home: string;
  /** Which `home` is, if it is one. */
  readonly release: Release | undefined;
  readonly runId: string;
  readonly signal: AbortSignal;
  /** One line of progress. */
  readonly log: (line: string) => void;
};

type LogOptions = {
  /** Output of a cell's tools. */
  readonly debug?: (text: string) => void;
  /** Folds a cell's lines if cells run one at a time. */
  readonly group?: { readonly open: (title: string) => void; readonly close: () => void };
};

/** Milliseconds that a kernel or a distro may take: fetched and unpacked, five minutes on two cores. */
const stagingMs = 45 * 60_000;

export const newRunId = (): string => randomBytes(6).toString("hex");

/** Paths among the values. */
function givenPaths({ axes: { kernel, distro, dracut }, base }: Pick<Request, "axes" | "base">) {
  const paths = (sources: readonly (KernelSource | DistroSource | DracutSource | undefined)[]) =>
    sources.flatMap((source) => (source?.kind === "path" ? [resolve(source.path)] : []));
  return {
    kernel: paths(kernel.map(kernelSource)),
    distro: paths(distro.map(distroSource)),
    dracut: paths([...dracut, ...(base === "" ? [] : [base])].map(dracutSource)),
  };
}

/** Checks that values given as paths exist and are valid, before the run spends minutes on anything else. */
async function assertFiles(request: Request, release: Release | undefined): Promise<void> {
  const problems: string[] = [];
  const each = async (values: readonly string[], refuse: (value: string) => unknown) => {
    for (const value of values)
      try {
        await refuse(value);
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        problems.push(error.message);
      }
  };
  const { kernel, distro, dracut } = givenPaths(request);
  const released = request.axes.distro.map(distroSource).filter((source) => source?.kind === "release");
  await each(
    released.map(({ suite }) => suite),
    (suite) => releasedDistro(release, suite),
  );
  await each(kernel, assertKernel);
  await each(distro, examineArchive);
  await each(dracut, assertCheckout);
  if (problems.length > 0) throw new UserError(problems.join("\n"));
}

/** The main job with the real effects: from a request to the report's files. Both entries call it. */
export async function runAndReport(
  request: Request,
  { home, release, runId, signal, log, debug, group }: At & LogOptions,
): Promise<WrittenReport & { readonly run: Run }> {
  const started = new Date();
  const clock = performance.now();
  const plan = await planned(request);
  const { cells: own, shard } = ownCells(plan, request);
  // One after the other: what changes on the machine meanwhile changes for both.
  const all = withBases(own);
  const bases = new Set(own.flatMap(({ base }) => base?.id ?? []));
  await assertFiles(request, release);
  makeWritable(request.reportDir, "report-dir");
  makeWritable(request.cacheDir, "cache-dir");
  if (request.resume !== "") makeWritable(request.resume, "resume");
  const engine = await connectEngine();
  await using cache = await openCache(request.cacheDir, runId);
  const folder = request.resume === "" ? `${cache.scratch}/kept` : resolve(request.resume);
  const saved = request.resume === "" ? noCheckpoint : openCheckpoint(folder, plan.digest, () => cellImage);
  const cores = availableParallelism();
  const jobs = Math.min(jobsOf(request.jobs, { cores, memory: totalmem() }), all.length);
  const room = await engineRoom(engine, jobs);
  if (room?.ok === false) throw new UserError(`${room.what}: ${room.seen}: ${room.advice}`);
  const processors = guestProcessors(jobs, cores);
  const progress = progressOf(log);
  log(describePrivilege(request.privileged));
  if (jobs > 1) log(`${jobs} cells at a time: their times cannot be compared`);
  const provisioner = (image: string, what: string) => ({
    engine,
    image,
    release,
    runId,
    cache,
    log,
    signal: AbortSignal.any([signal, deadline(stagingMs, what)]),
  });
  // Asked while it answers, not when hours of cells hang on it.
  const engineWas = await describeEngine(engine);
  const cacheFolder = cache.scratch;
  using storage = watchStorage(
    { [cacheFolder]: "the disk of cache-dir is full", [await engineFolder(engine)]: "the engine's disk is full" },
    [cacheFolder],
  );
  const orphans = await removeOrphans(engine);
  if (orphans > 0) log(`removed ${orphans} volumes of earlier runs, whose engine was killed`);

  let accelerator: Accelerator = "tcg";
  let cellImage = "";
  let imageWas = "";
  const effects: MatrixEffects = {
    nonce: randomBytes(16).toString("hex"),
    cellImage: async () => {
      const { scratch } = cache;
      cellImage = await ensureCellImage({
        engine,
        requested: request.cellImage,
        home,
        release,
        runId,
        scratch,
        signal,
        log,
      });
      const kept = request.keep === "none" ? [] : [resolve(request.reportDir)];
      const paths = [...Object.values(givenPaths(request)).flat(), ...kept];
      imageWas = await describeImage(engine, cellImage);
      await assertSharedFileSystem({ engine, image: cellImage, runId, scratch, paths, signal });
      return cellImage;
    },
    accelerator: async (image) => {
      const chosen = await chooseAccelerator(request.accelerator, () =>
        acceleratorProblem("kvm", request.privileged, { engine, image, runId, signal }),
      );
      log(`accelerator ${chosen.accelerator}: ${chosen.why}`);
      return (accelerator = chosen.accelerator);
    },
    signal,
    stageDistro: (requested, image) => stageDistro(requested, provisioner(image, `distro ${requested.requested}`)),
    stageKernel: (requested, image, distro) =>
      stageKernel(requested, provisioner(image, `kernel ${requested}`), distro),
    stageCheckout,
    fullStorage: storage.full,
    runCell: async (plan, image, { distro, kernel, checkout }, attempt) => {
      await awaitEngine(engine, { signal, log });
      if (attempt > 1) progress.note(plan.id, `INCONCLUSIVE, so try ${attempt}`);
      const save = saveLogs(bases.has(plan.id) ? baseOf(folder) : folder, plan.id, attempt);
      const inputs: CellInputs = {
        image,
        runId,
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
      const keep = bases.has(plan.id) ? "none" : request.keep;
      return keeping({ keep, reportDir: request.reportDir }, plan.id, (kept) =>
        runCellContainer(engine, plan, { ...inputs, ...(kept ? { kept } : {}) }, { signal, onEvent }),
      );
    },
    resumed: (cell) => {
      const previous = saved.outcomeOf(cell);
      if (previous !== undefined && previous.status !== "INCONCLUSIVE")
        progress.note(cell.id, `kept in ${request.resume}`);
      return previous;
    },
    save: saved.save,
    progress: (position, outcome) => {
      if (outcome && jobs === 1) group?.close();
      progress.cell(position, outcome);
      if (!outcome && jobs === 1) group?.open(position.plan.id);
    },
    now: () => performance.now(),
  };

  const { bootDeadline, guestMemory, retries, boots, keep } = request;
  const judged = await runMatrix(
    {
      cells: all,
      bootDeadline,
      jobs,
      processors,
      retries,
      boots,
      keep,
      runInputs: runInputsOf(request),
      ...(guestMemory === undefined ? {} : { guestMemory }),
    },
    effects,
  );
  const run: Run = {
    version,
    ...(shard ? { shard } : {}),
    cells: judged.filter(({ plan }) => !bases.has(plan.id)),
    omitted: groupOmitted(plan.omitted),
    started: started.toISOString(),
    elapsedMs: performance.now() - clock,
    jobs,
    host: {
      kernel: kernelRelease(),
      cpu: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      memory: totalmem(),
      engine: engineWas,
      cellImage: imageWas,
    },
    accelerator,
  };
  const base = baseOf(request.reportDir);
  // An earlier run's.
  if (existsSync(`${base}/run.json`)) rmSync(base, { recursive: true });
  const baseCells = judged.filter(({ plan }) => bases.has(plan.id));
  if (bases.size > 0) await publish({ ...run, cells: baseCells, omitted: [] }, baseOf(folder), base);
  return { run, ...(await publish(run, folder, request.reportDir)) };
}

/** Writes a report, beside it what its cells said. */
async function publish(run: Run, said: string, reportDir: string): Promise<WrittenReport> {
  const written = await writeReport(run, reportDir);
  // No cell has said anything when no kernel could be staged.
  for (const output of outputFolders)
    if (existsSync(`${said}/${output}`)) cpSync(`${said}/${output}`, `${reportDir}/${output}`, { recursive: true });
  return written;
}
