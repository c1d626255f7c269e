import { existsSync } from "node:fs";
import { stat, statfs } from "node:fs/promises";
import { digestFile } from "../../lib/digest.ts";
import { exec } from "../../lib/exec.ts";
import { readHead } from "../../lib/head.ts";
import { extents } from "../../lib/native.ts";
import { describeEnd, watch } from "../../lib/process.ts";
import { resolveInRoot } from "../../lib/resolve-in-root.ts";
import { profileOf } from "../../model/axes.ts";
import type { CellPlan, Digest, Recipe } from "../../model/cell.ts";
import { StageFailure } from "../../model/failure.ts";
import type { ExtentTotals, GeneratorLog, SpaceCost } from "../../model/outcome.ts";
import { archivePath, dracut, dracutEnvironment, leftBehind } from "./dracut.ts";
import { extentTotals, usedMetadata, type WriterReport, writerReportOf } from "./figures.ts";
import { readGeneratorLog } from "./generator-log.ts";
import { namesInTmpdir, removeTemporaries } from "./hops.ts";
import { sizeOfArchive } from "./size.ts";

/** An archive as dracut left it, its temporary folders beside it. */
export type WrittenArchive = {
  readonly recipe: Recipe;
  /** As seen by the cell. */
  readonly path: string;
  readonly digest: Digest;
  readonly size: number;
  readonly mode: string;
  readonly leftovers: readonly string[];
  readonly createMs: number;
  readonly log: GeneratorLog;
  readonly before: FreeSpace;
};

/** Alone on the file system, and not booted yet. */
export type MeasuredArchive = Omit<WrittenArchive, "before"> & {
  readonly space: SpaceCost;
  readonly fiemap: ExtentTotals;
};

/** Bytes. */
type FreeSpace = { readonly free: number; readonly metadata?: number };

/** Milliseconds without a word of dracut's; it takes 4 to 15 s in all on two idle cores. */
const stallMs = 180_000;

/** cowpio's report of 5000 members takes 1 MB. */
const maxReportSize = 16 << 20;

/** Runs the distro's dracut in the distro. */
export async function writeArchive(
  root: string,
  plan: CellPlan,
  recipe: Recipe,
  report: { readonly writerReport: string; readonly onOutput: (text: string) => void; readonly signal?: AbortSignal },
): Promise<WrittenArchive> {
  const before = await freeSpace(root, plan);
  const lay = new Set(await namesInTmpdir(root));
  const started = performance.now();
  const log = readGeneratorLog();
  const ended = await watch(dracut(root, plan, recipe), {
    deadlines: { total: plan.deadlines.dracut, stall: Math.min(stallMs, plan.deadlines.dracut) },
    onOutput: (text) => {
      log.add(text);
      report.onOutput(text);
    },
    env: {
      PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
      LC_ALL: "C.UTF-8",
      ...dracutEnvironment,
      ...(recipe === "reflink" ? { COWPIO_REPORT: report.writerReport } : {}),
    },
    ...(report.signal ? { signal: report.signal } : {}),
  });
  const createMs = performance.now() - started;
  if (ended.kind !== "exited" || ended.status !== 0)
    throw new StageFailure(
      ...(["archive", `dracut (${recipe})`, `${describeEnd(ended)}: ${log.failure()}`] as const),
      // Nobody but the kernel kills it, where memory is short.
      ended.kind === "killed" ? "INCONCLUSIVE" : "FAIL",
    );

  const path = await resolveInRoot(root, archivePath(recipe));
  const size = await sizeOfArchive(path, recipe);
  const mode = ((await stat(path)).mode & 0o7777).toString(8);
  const leftovers = leftBehind(
    (await namesInTmpdir(root)).filter((name) => !lay.has(name)),
    recipe,
  );
  return { recipe, path, digest: await digestFile(path), size, mode, leftovers, createMs, log: log.log(), before };
}

/** Removes dracut's temporary folders, and measures what the archive cost. */
export async function measureArchive(
  root: string,
  plan: CellPlan,
  { before, ...archive }: WrittenArchive,
): Promise<MeasuredArchive> {
  await removeTemporaries(root);
  const after = await freeSpace(root, plan);
  return {
    ...archive,
    space: {
      free: before.free - after.free,
      ...(before.metadata === undefined || after.metadata === undefined
        ? {}
        : { metadata: after.metadata - before.metadata }),
    },
    fiemap: extentTotals(await extents(archive.path)),
  };
}

/** After all that is delayed has been written; XFS frees dracut's tmpdir in the background, which the sync waits for. */
async function freeSpace(root: string, plan: CellPlan): Promise<FreeSpace> {
  await exec({ program: "sync", args: ["--file-system", root] });
  const { bfree, bsize } = await statfs(root);
  const free = bfree * bsize;
  if (profileOf(plan.fileSystem).kind !== "btrfs") return { free };
  return { free, metadata: usedMetadata(await exec({ program: "btrfs", args: ["filesystem", "df", "--raw", root] })) };
}

/** Reads the writer's report; `report` is its path in the distro. Without a report nothing called the writer. */
export async function readWriterReport(root: string, report: string): Promise<WriterReport> {
  const path = await resolveInRoot(root, report);
  return existsSync(path) ? writerReportOf(await readHead(path, maxReportSize)) : { calls: [], reasons: [] };
}
