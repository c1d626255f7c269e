import { existsSync } from "node:fs";
import { lstat, readdir, rm, stat, statfs } from "node:fs/promises";
import { basename } from "node:path";
import { digestFile } from "../../lib/digest.ts";
import { readHead, resolveInRoot } from "../../lib/files.ts";
import { extents, proveSharing } from "../../lib/native.ts";
import { describeEnd, eachLine, exec, watch } from "../../lib/process.ts";
import type { CellPlan, Digest, Recipe } from "../../model/cell.ts";
import { StageFailure } from "../../model/errors.ts";
import { profileOf } from "../../model/file-systems.ts";
import { archivePath, type Generator, generatorOf, tmpdir } from "../../model/generators.ts";
import {
  type ExtentTotals,
  type GeneratorLog,
  type Hops,
  maxGeneratorErrors,
  type SpaceCost,
  type WriterCall,
  type WriterReason,
} from "../../model/outcome.ts";
import { damageOf } from "../verify/sharing.ts";

/** An archive as the generator left it, its temporary folders beside it. */
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

/** Milliseconds without a word of the generator; dracut takes 4 to 15 s in all on two idle cores. */
const stallMs = 180_000;

/** cowpio's report of 5000 members takes 1 MB. */
const maxReportSize = 16 << 20;

/** Runs the distro's generator in the distro. */
export async function writeArchive(
  root: string,
  plan: CellPlan,
  recipe: Recipe,
  report: { readonly writerReport: string; readonly onOutput: (text: string) => void; readonly signal?: AbortSignal },
): Promise<WrittenArchive> {
  const generator = generatorOf(plan);
  const before = await freeSpace(root, plan);
  const lay = new Set(await namesInTmpdir(root));
  const started = performance.now();
  const log = readGeneratorLog(generator);
  const ended = await watch(generator.command(root, plan, recipe), {
    deadlines: { total: plan.deadlines.dracut, stall: Math.min(stallMs, plan.deadlines.dracut) },
    onOutput: (text) => {
      log.add(text);
      report.onOutput(text);
    },
    env: {
      PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
      LC_ALL: "C.UTF-8",
      ...generator.environment,
      ...(recipe === "reflink" ? { COWPIO_REPORT: report.writerReport } : {}),
    },
    ...(report.signal ? { signal: report.signal } : {}),
  });
  const createMs = performance.now() - started;
  if (ended.kind !== "exited" || ended.status !== 0)
    throw new StageFailure(
      "archive",
      `${generator.name} (${recipe})`,
      `${describeEnd(ended)}: ${log.failure()}`,
      // Nobody but the kernel kills it, where memory is short.
      ended.kind === "killed" ? "INCONCLUSIVE" : "FAIL",
    );

  const path = await resolveInRoot(root, archivePath(recipe));
  const size = await sizeOfArchive(path, generator, recipe);
  const mode = ((await stat(path)).mode & 0o7777).toString(8);
  const added = (await namesInTmpdir(root)).filter((name) => !lay.has(name));
  const leftovers = leftBehind(added, generator, recipe);
  return { recipe, path, digest: await digestFile(path), size, mode, leftovers, createMs, log: log.log(), before };
}

/** Removes the generator's temporary directorys, and measures what the archive cost. */
export async function measureArchive(
  root: string,
  plan: CellPlan,
  { before, ...archive }: WrittenArchive,
): Promise<MeasuredArchive> {
  await removeTemporaries(root, generatorOf(plan));
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

/** After all that is delayed has been written; XFS frees the tmpdir in the background, which the sync waits for. */
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

/** Bytes of an archive that is read and booted: a guest for a larger one needs more memory than its container has. */
export const maxArchiveSize = 2 ** 30;

/**
 * The size of what lies in the archive's place. It was the distro that put it there: before it is read or copied to the
 * engine's disk, it is a file, and no larger than an archive may be.
 */
export async function sizeOfArchive(path: string, generator: Generator, recipe: Recipe): Promise<number> {
  const wrong = (why: string) => new StageFailure("archive", `${generator.name} (${recipe})`, why, "FAIL");
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") throw wrong("it exited with status 0 but wrote no archive");
    throw error;
  });
  if (!found.isFile()) throw wrong("its output is not a regular file");
  if (found.size > maxArchiveSize)
    throw wrong(`its archive has ${found.size} bytes, more than ${maxArchiveSize}. Leave modules out of it`);
  return found.size;
}

type Extent = { readonly length: number; readonly flags: readonly string[] };

export function extentTotals(extents: readonly Extent[]): ExtentTotals {
  const sum = (some: readonly Extent[]) => some.reduce((bytes, { length }) => bytes + length, 0);
  const total = sum(extents);
  const shared = sum(extents.filter(({ flags }) => flags.includes("shared")));
  return { total, shared, exclusive: total - shared, extents: extents.length };
}

/** Parses `btrfs filesystem df --raw`: `Metadata, DUP: total=268435456, used=5439488`; DUP is on the disk twice. */
export function usedMetadata(df: string): number {
  const line = /^Metadata, (\w+): total=\d+, used=(\d+)$/m.exec(df);
  if (line === null) throw new Error(`btrfs filesystem df has no line of metadata: ${df}`);
  return Number(line[2]) * (line[1] === "DUP" ? 2 : 1);
}

export type WriterReport = {
  /** In their order. */
  readonly calls: readonly WriterCall[];
  /** Members that were copied, by name. */
  readonly reasons: readonly WriterReason[];
};

/** Parses the writer's report: a line of JSON for each call, then one for each member with data. */
export function writerReportOf(jsonLines: string): WriterReport {
  const lines = jsonLines
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Partial<WriterReason> & { readonly writer?: WriterCall });
  return {
    calls: lines.flatMap(({ writer }) => (writer ? [{ program: writer.program, version: writer.version }] : [])),
    reasons: lines
      .flatMap(({ name, reason }) => (name === undefined || reason === undefined ? [] : [{ name, reason }]))
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
  };
}

const namesInTmpdir = async (root: string): Promise<string[]> =>
  (await readdir(await resolveInRoot(root, tmpdir))).sort();

const temporaries = async (root: string, { temporary }: Generator): Promise<string[]> =>
  (await namesInTmpdir(root)).filter((name) => temporary.name.test(name)).map((name) => `${tmpdir}/${name}`);

const isA = (path: string, kind: "isFile" | "isDirectory"): Promise<boolean> =>
  lstat(path).then(
    (found) => found[kind](),
    () => false,
  );

/**
 * Proves the archive against the generator's staging tree, which the writer read. If it shares less than possible, also proves the
 * archive in the tmpdir. Returns undefined without a staging tree, or if the archive is damaged.
 */
export async function proveHops(root: string, plan: CellPlan, output: string): Promise<Hops | undefined> {
  const generator = generatorOf(plan);
  const [temporary, ...more] = await temporaries(root, generator);
  if (temporary === undefined || more.length > 0) return undefined;
  // A link of the distro's leads nowhere but below its root.
  const [tree, written] = [
    await resolveInRoot(root, `${temporary}/${generator.stagingTree}`),
    await resolveInRoot(root, `${temporary}/${generator.stagedArchive}`),
  ];
  if (!(await isA(tree, "isDirectory"))) return undefined;
  try {
    const staging = await proveSharing(output, tree);
    const sameFileSystem = (await stat(tree)).dev === (await stat(root)).dev;
    // Another file system shares no extents; a tmpfs has none.
    const lost = sameFileSystem && staging.shared < staging.shareable && (await isA(written, "isFile"));
    return { staging, sameFileSystem, ...(lost ? { written: await proveSharing(written, tree) } : {}) };
  } catch (error) {
    if (damageOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Removes the generator's temporary directorys, whose blocks no figure of an archive may count. */
async function removeTemporaries(root: string, generator: Generator): Promise<void> {
  const folder = await resolveInRoot(root, tmpdir);
  for (const path of await temporaries(root, generator))
    await rm(`${folder}/${basename(path)}`, { recursive: true, force: true });
}

/** Returns the new names in the tmpdir that the generator should have removed. Random parts of names are replaced. */
export function leftBehind(names: readonly string[], { temporary }: Generator, recipe: Recipe): string[] {
  const stagingTree = recipe === "reflink" ? names.find((name) => temporary.name.test(name)) : undefined;
  return names
    .filter((name) => name !== stagingTree)
    .map((name) => (temporary.name.test(name) ? temporary.placeholder : name))
    .sort();
}

/** Characters of a line of the generator's log. */
const maxLine = 500;

/** Collects the facts of a generator's log as it comes. `failure` words a failed run: its errors, else its last lines. */
export function readGeneratorLog(generator: Generator): {
  readonly add: (text: string) => void;
  readonly log: () => GeneratorLog;
  readonly failure: () => string;
} {
  const { errorLines, noise, temporary } = generator;
  const isNoise = (line: string) => noise.test(line) || /^\s*$/.test(line) || /\bwarning:/i.test(line);
  const errors: string[] = [];
  let last: string[] = [];
  let ignoredWriter: string | undefined;
  const add = eachLine(maxLine, (raw) => {
    const line = raw.trim().replace(temporary.inLog, "$1XXXXXX");
    if (generator.ignoredWriter.test(line)) ignoredWriter = line;
    if (errors.length < maxGeneratorErrors && errorLines.some((pattern) => pattern.test(line))) errors.push(line);
    if (!isNoise(line)) last = [...last.slice(-2), line];
  });
  return {
    add,
    log: () => ({ errors: [...errors], ...(ignoredWriter === undefined ? {} : { ignoredWriter }) }),
    failure: () => {
      add("\n");
      return [...new Set(errors.length > 0 ? errors.slice(0, 3) : last)].join("; ") || "it printed no error";
    },
  };
}
