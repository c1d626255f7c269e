import { randomBytes } from "node:crypto";
import { cpSync, existsSync, rmSync } from "node:fs";
import { availableParallelism, cpus, release as kernelRelease, totalmem } from "node:os";
import { resolve } from "node:path";
import { makeWritable } from "../lib/files.ts";
import { watchStorage } from "../lib/storage.ts";
import type { Accelerator } from "../model/axes.ts";
import { UserError } from "../model/errors.ts";
import type { Run } from "../model/run.ts";
import { type CellSpec, groupOmitted, withBases } from "../plan/cells.ts";
import type { Request } from "../plan/inputs.ts";
import {
  type DistroSource,
  type DracutSource,
  distroSource,
  dracutSource,
  type KernelSource,
  kernelSource,
} from "../plan/sources.ts";
import { baseOf, outputFolders } from "../report/paths.ts";
import { type WrittenReport, writeReport } from "../report/write.ts";
import { version } from "../version.ts";
import { acceleratorProblem, chooseAccelerator } from "./accelerator.ts";
import type { At, LogOptions } from "./at.ts";
import { noCheckpoint, openCheckpoint } from "./checkpoint.ts";
import { removeOrphans } from "./clean.ts";
import { examineArchive } from "./engine/archives.ts";
import type { Engine } from "./engine/engine.ts";
import { type CellRunner, connectRuntime, type Runtime } from "./engine/runtime.ts";
import { runMatrix } from "./matrix.ts";
import { ownCells, planned } from "./plan.ts";
import { cellsRoom, guestProcessors, jobsOf } from "./resources.ts";
import { runEffects } from "./run-effects.ts";
import { type Cache, openCache } from "./staging/cache.ts";
import { assertCheckout } from "./staging/checkouts.ts";
import { assertDistroSource } from "./staging/distros.ts";
import { assertKernel, assertKernelSource } from "./staging/kernels.ts";
import { type Release, releasedDistro } from "./staging/release.ts";

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

/** Checks that this runtime can stage every distro and kernel, before anything else is done. */
async function assertSources(cells: readonly CellSpec[], { engine }: Runtime, cache: Cache): Promise<void> {
  const problems = new Set<string>();
  const check = (work: Promise<void>) =>
    work.catch((error) => {
      if (!(error instanceof UserError)) throw error;
      problems.add(error.message);
    });
  const distros = cells.map(({ combination: { distro, dracut } }) => ({
    requested: distro,
    toBuild: dracut !== "builtin",
  }));
  for (const request of new Map(distros.map((one) => [JSON.stringify(one), one])).values())
    await check(assertDistroSource(request, { engine, cache }));
  for (const kernel of new Set(cells.map(({ combination }) => combination.kernel)))
    await check(assertKernelSource(kernel, { engine, cache }));
  if (problems.size > 0) throw new UserError([...problems].join("\n"));
}

/** The main job with the real effects: from a request to the report's files. Both entries call it. */
export async function runAndReport(
  given: Request,
  at: At & LogOptions,
): Promise<WrittenReport & { readonly run: Run }> {
  const { release, runId, signal, log } = at;
  const started = new Date();
  const clock = performance.now();
  const plan = await planned(given);
  const { request } = plan;
  const { cells: own, shard } = ownCells(plan, request);
  // One after the other: what changes on the machine meanwhile changes for both.
  const cells = withBases(own);
  const bases = new Set(own.flatMap(({ base }) => base?.id ?? []));
  await assertFiles(request, release);
  makeFolders(request);

  const runtime = await connectRuntime(request.engine, log);
  await runtime.assertAble(request, at);
  await using cache = await openCache(request.cacheDir, runId);
  await assertSources(cells, runtime, cache);
  let image = "";
  const outputs = request.resume === "" ? `${cache.scratch}/kept` : resolve(request.resume);
  const checkpoint = request.resume === "" ? noCheckpoint : openCheckpoint(outputs, plan.digest, () => image);
  const { jobs, processors } = await sharesOf(request, runtime, cache, cells.length);
  log(runtime.describePrivilege(request.privileged));
  if (jobs > 1) log(`${jobs} cells at a time: their times cannot be compared`);
  // Asked while it answers, not when hours of cells hang on it.
  const engineWas = await runtime.describe();
  using storage = await watchDisks(runtime, cache);
  if (runtime.engine) await sweepOrphans(runtime.engine, log);

  const kept = request.keep === "none" ? [] : [resolve(request.reportDir)];
  const paths = [...Object.values(givenPaths(request)).flat(), ...kept];
  const runner = await runtime.prepare({ request, at, cache, paths });
  image = runner.image;
  const accelerator = await prepareAccelerator(request, runner, signal, log);
  const nonce = randomBytes(16).toString("hex");
  const settings = { ...request, nonce, accelerator, processors };
  const judged = await runMatrix(
    { cells, jobs, retries: request.retries, settings },
    runEffects({ request, at, runner, cache, jobs, bases, outputs, checkpoint, fullStorage: storage.full }),
  );

  const run: Run = {
    version,
    ...(shard ? { shard } : {}),
    cells: judged.filter(({ plan }) => !bases.has(plan.id)),
    omitted: groupOmitted(plan.omitted),
    started: started.toISOString(),
    elapsedMs: performance.now() - clock,
    jobs,
    host: { ...describeMachine(), engine: engineWas, cellImage: runner.description },
    accelerator,
  };
  await publishBase({ ...run, cells: judged.filter(({ plan }) => bases.has(plan.id)), omitted: [] }, outputs, request);
  return { run, ...(await publish(run, outputs, request.reportDir)) };
}

/** Makes the folders that are written to; throws a `UserError` for one that cannot be. */
function makeFolders({ reportDir, cacheDir, resume }: Request): void {
  makeWritable(reportDir, "report-dir");
  makeWritable(cacheDir, "cache-dir");
  if (resume !== "") makeWritable(resume, "resume");
}

/** Cells at a time, and processors of each guest. Throws a `UserError` if the engine's disk has no room for so many. */
async function sharesOf({ jobs: requested }: Request, runtime: Runtime, { folder }: Cache, cells: number) {
  const cores = availableParallelism();
  const jobs = Math.min(jobsOf(requested, { cores, memory: totalmem() }), cells);
  const room = await cellsRoom((await runtime.diskFolder()) ?? folder, jobs);
  if (room?.ok === false) throw new UserError(`${room.what}: ${room.seen}: ${room.advice}`);
  return { jobs, processors: guestProcessors(jobs, cores) };
}

async function watchDisks(runtime: Runtime, { scratch }: Cache) {
  const folder = await runtime.diskFolder();
  const engineDisk = folder === undefined ? {} : { [folder]: "the engine's disk is full" };
  return watchStorage({ [scratch]: "the disk of cache-dir is full", ...engineDisk }, [scratch]);
}

async function sweepOrphans(engine: Engine, log: At["log"]): Promise<void> {
  const orphans = await removeOrphans(engine);
  if (orphans > 0) log(`removed ${orphans} volumes of earlier runs, whose engine was killed`);
}

async function prepareAccelerator(
  { accelerator: requested, privileged }: Request,
  runner: CellRunner,
  signal: AbortSignal,
  log: At["log"],
): Promise<Accelerator> {
  const { accelerator, why } = await chooseAccelerator(requested, () =>
    acceleratorProblem("kvm", privileged, runner, signal),
  );
  if (accelerator === "tcg" && runner.tcgProblem !== undefined)
    throw new UserError(`${runner.tcgProblem}. Install QEMU 10 or newer, or use KVM. ${why}`);
  log(`accelerator ${accelerator}: ${why}`);
  return accelerator;
}

const describeMachine = () => ({
  kernel: kernelRelease(),
  cpu: cpus()[0]?.model ?? "unknown",
  cores: cpus().length,
  memory: totalmem(),
});

/** Writes the base's report in place of an earlier run's; none without cells. */
async function publishBase(run: Run, outputs: string, { reportDir }: Request): Promise<void> {
  const folder = baseOf(reportDir);
  if (existsSync(`${folder}/run.json`)) rmSync(folder, { recursive: true });
  if (run.cells.length > 0) await publish(run, baseOf(outputs), folder);
}

/** Writes a report, and beside it what its cells printed. */
async function publish(run: Run, outputs: string, reportDir: string): Promise<WrittenReport> {
  const written = await writeReport(run, reportDir);
  // No cell has printed anything when no kernel could be staged.
  for (const output of outputFolders)
    if (existsSync(`${outputs}/${output}`))
      cpSync(`${outputs}/${output}`, `${reportDir}/${output}`, { recursive: true });
  return written;
}
