import { readFile } from "node:fs/promises";
import { availableParallelism, release, totalmem } from "node:os";
import { resolve } from "node:path";
import { makeWritable } from "../lib/files.ts";
import { UserError } from "../model/errors.ts";
import { profileOf } from "../model/file-systems.ts";
import type { Request } from "../plan/inputs.ts";
import { acceleratorProblem } from "./accelerator.ts";
import type { At } from "./at.ts";
import type { Finding } from "./doctor-distro.ts";
import { type CellRunner, connectRuntime, type Runtime } from "./engine/runtime.ts";
import { cacheRoom, cellsRoom, jobsOf } from "./resources.ts";
import { openCache } from "./staging/cache.ts";

export type Examined = { readonly text: string; readonly able: boolean };

/** Findings as a table; able, when none is missed. */
export function tabled(findings: readonly Finding[]): Examined {
  const width = Math.max(...findings.map(({ what }) => what.length));
  const lines = findings.map(
    ({ what, seen, ok, advice }) =>
      `${(ok ? "ok" : "missing").padEnd(7)}  ${what.padEnd(width)}  ${seen}${advice && !ok ? `\n         ${" ".repeat(width)}  ${advice}` : ""}`,
  );
  return { text: lines.join("\n"), able: findings.every(({ ok }) => ok) };
}

/** Checks what this machine can do for the requested cells, and what to do about the rest. */
export async function examine(request: Request, at: At): Promise<Examined> {
  const { runtime, findings } = await runtimeFindings(request, at);
  return tabled([
    ...findings,
    ...(await runnerFindings(request, findings.every(({ ok }) => ok) ? runtime : undefined, at)),
    ...(await fileSystemFindings(request)),
    await loopFinding(),
    await cacheFinding(request.cacheDir),
    ...(runtime ? await roomFindings(request, runtime) : []),
  ]);
}

type RuntimeFindings = { readonly runtime?: Runtime; readonly findings: readonly Finding[] };

async function runtimeFindings(request: Request, at: At): Promise<RuntimeFindings> {
  try {
    const runtime = await connectRuntime(request.engine, at.log);
    return { runtime, findings: await runtime.findings(request, at) };
  } catch (error) {
    return { findings: [{ what: "container engine", seen: (error as Error).message, ok: false }] };
  }
}

/** As a run does, this makes the folder. */
async function cacheFinding(cacheDir: string): Promise<Finding> {
  try {
    makeWritable(cacheDir, "cache-dir");
  } catch (error) {
    return { what: "cache-dir", seen: (error as Error).message, ok: false };
  }
  return cacheRoom(resolve(cacheDir));
}

async function roomFindings({ jobs, cacheDir }: Request, runtime: Runtime): Promise<Finding[]> {
  const folder = (await runtime.diskFolder()) ?? resolve(cacheDir);
  const finding = await cellsRoom(folder, jobsOf(jobs, { cores: availableParallelism(), memory: totalmem() }));
  return finding ? [finding] : [];
}

/** Whether programs run as a cell's do, and with which accelerator. Nothing is built or pulled here to try it. */
async function runnerFindings(request: Request, runtime: Runtime | undefined, at: At): Promise<readonly Finding[]> {
  if (runtime === undefined) return [await acceleratorFinding(request, "KVM could not be tried: see above", at.signal)];
  try {
    await using cache = await openCache(request.cacheDir, at.runId);
    const runner = await runtime.existing(request, at, cache);
    const missing = "KVM is tried by a run; the cell image is not there yet";
    return [await acceleratorFinding(request, runner ?? missing, at.signal)];
  } catch (error) {
    at.signal.throwIfAborted();
    // Reported as cache-dir where that is the reason.
    const ok = !(error instanceof UserError);
    return [{ what: "containers of cells", seen: `not tried: ${(error as Error).message}`, ok }];
  }
}

/** KVM is a matter of speed, unless it was requested or TCG cannot be used. `runner`: a text if there is none. */
async function acceleratorFinding(
  { accelerator, privileged }: Request,
  runner: CellRunner | string,
  signal: AbortSignal,
): Promise<Finding> {
  const finding = (seen: string, ok = accelerator !== "kvm"): Finding => ({
    what: "accelerator",
    seen,
    ok,
    advice: "use accelerator: auto or tcg, or a machine whose KVM works in containers",
  });
  if (accelerator === "tcg") return finding("TCG, as requested");
  if (typeof runner === "string") return finding(runner);
  const why = await acceleratorProblem("kvm", privileged, runner, signal);
  if (why === undefined) return finding("KVM: a tiny guest ran with it", true);
  const { tcgProblem } = runner;
  if (tcgProblem === undefined) return finding(`TCG; KVM does not work: ${why}`);
  const advice = "use a newer QEMU, or a machine whose KVM works in containers";
  return { ...finding(`neither KVM (${why}) nor TCG`, false), advice: `${tcgProblem}: ${advice}` };
}

/** A container shares this kernel: it mounts and clones. A module may still be loaded at the first mount. */
async function fileSystemFindings({ axes, controls }: Request): Promise<Finding[]> {
  const builtIn = await readFile("/proc/filesystems", "utf8").catch(() => "");
  const modules = await readFile(`/lib/modules/${release()}/modules.dep`, "utf8").catch(() => "");
  const kinds = axes.fileSystem.map((profile) => profileOf(profile).kind);
  const wanted = new Set([...kinds, ...(controls.includes("none") ? [] : ["ext4" as const])]);
  return [...wanted].map((name) => {
    const loaded = new RegExp(`^\\s+${name}$`, "m").test(builtIn);
    const loadable = modules.includes(`/${name}.ko`);
    return {
      what: `file system ${name}`,
      seen: loaded
        ? `in this kernel (${release()})`
        : loadable
          ? `a module of this kernel (${release()})`
          : `unknown to this kernel (${release()})`,
      ok: loaded || loadable,
      advice: `leave ${name} out of file-systems, or use a kernel that has it (apt-get install linux-modules-extra-${release()} on Ubuntu)`,
    };
  });
}

async function loopFinding(): Promise<Finding> {
  const devices = await readFile("/proc/devices", "utf8").catch(() => "");
  const ok = /^ *7 loop$/m.test(devices);
  return {
    what: "loop devices",
    seen: ok ? "in this kernel" : "unknown to this kernel",
    ok,
    advice: "load the module: modprobe loop",
  };
}
