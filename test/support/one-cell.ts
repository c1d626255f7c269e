/** One cell of Debian's trixie and kernel 6.12 on Btrfs, with what a test puts in the place of its parts. */

import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { type CellInputs, runCellContainer } from "../../src/host/cell-container.ts";
import { ensureCellImage } from "../../src/host/engine/cell-image.ts";
import { connectEngine } from "../../src/host/engine/engine.ts";
import { imageRunner } from "../../src/host/engine/runtime.ts";
import { openCache } from "../../src/host/staging/cache.ts";
import { stageDistro } from "../../src/host/staging/distros.ts";
import { stageKernel } from "../../src/host/staging/kernels.ts";
import type { CellPlan } from "../../src/model/cell.ts";
import type { CellEvent, CellOutcome } from "../../src/model/outcome.ts";
import { completeCell, planCells } from "../../src/plan/cells.ts";
import { parseInputs } from "../../src/plan/inputs.ts";
import { run } from "./scratch.ts";

export type Prepared = Awaited<ReturnType<typeof prepare>>;

/** Image, distro and kernel from the cache that the suites share. */
export async function prepare(runId: string) {
  const engine = await connectEngine();
  const { signal } = new AbortController();
  const log = console.log;
  const cache = await openCache(resolve("build/cache"), runId);
  const image = await ensureCellImage({
    engine,
    requested: "",
    home: resolve("."),
    runId,
    scratch: cache.scratch,
    signal,
    log,
  });
  const provisioner = { engine, image, runId, cache, signal, log };
  const distro = await stageDistro({ requested: "trixie", toBuild: false }, provisioner);
  const kernel = await stageKernel("6.12", provisioner);
  return { engine, runId, cache, image, runner: imageRunner(engine, image, runId), distro, kernel, signal };
}

/** The distro with a script in the place of its dracut, and links to the container's programs where our own files go. */
export function withDracut({ distro }: Prepared, folder: string, script: string): string {
  const changed = `${folder}/distro.tar`;
  const tree = `${folder}/tree`;
  mkdirSync(`${tree}/usr/bin`, { recursive: true });
  mkdirSync(`${tree}/usr/lib/dracut/modules.d`, { recursive: true });
  writeFileSync(`${tree}/usr/bin/dracut`, script, { mode: 0o755 });
  symlinkSync("/opt/cowpio", `${tree}/.cowpio`);
  symlinkSync("/opt/cowpio", `${tree}/usr/lib/dracut/modules.d/99cowpio`);
  copyFileSync(distro.tar, changed);
  run("tar", "--append", "--file", changed, "--owner=0", "--group=0", "--directory", tree, "usr", ".cowpio");
  return changed;
}

export async function runOneCell(
  { runner, distro, kernel, signal }: Prepared,
  plan: Partial<CellPlan> = {},
  inputs: Partial<CellInputs> = {},
  onEvent: (event: CellEvent) => void = () => {},
): Promise<CellOutcome> {
  const parsed = parseInputs({ kernels: "6.12", "file-systems": "btrfs", compare: "none" }, { cache: "" });
  const spec = parsed.ok ? planCells(parsed.value).cells[0] : undefined;
  if (spec === undefined) throw new Error("no cell was planned");
  const complete = completeCell(spec, {
    kernel: kernel.image,
    distro: distro.image,
    nonce: "abcd",
    accelerator: "tcg" as const,
    bootDeadline: 120_000,
  });
  const own = { distro: distro.tar, kernel: kernel.folder, privileged: false };
  return runCellContainer(runner, { ...complete, ...plan }, { ...own, ...inputs }, { onEvent, signal });
}
