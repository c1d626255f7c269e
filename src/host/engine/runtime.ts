/** Where cells run: in containers of an engine, or without an engine in containers that this process makes itself. */

import { existsSync } from "node:fs";
import type { Accelerator } from "../../model/axes.ts";
import type { Request } from "../../plan/inputs.ts";
import type { At } from "../at.ts";
import type { Finding } from "../doctor-distro.ts";
import type { Cache } from "../staging/cache.ts";
import { describeImage, imageToBuild, sharedCellImage } from "./cell-image.ts";
import { type Listen, runContainer } from "./container.ts";
import { type EngineAddress, engineAddress } from "./docker-config.ts";
import { awaitEngine, connectEngine, describeEngine, type Engine, engineFolder, hasImage } from "./engine.ts";
import { withoutEngine } from "./no-engine.ts";
import { cellHost, describePrivilege, readOnly } from "./privileges.ts";

/** A program in a cell's container: with its files, its privileges, and no network. */
export type CellProgram = {
  /** For messages and `docker ps`. */
  readonly name: string;
  /** Default: the cell's own program. */
  readonly command?: readonly string[];
  /** The second line of standard input, which stays open until the program ends: a dead host is an end of input. */
  readonly input?: string;
  /** Standard input, instead of `input`. */
  readonly stdin?: NodeJS.ReadableStream;
  /** Files and folders of this machine, by absolute paths; read-only unless `writable`. */
  readonly mounts?: readonly { readonly from: string; readonly to: string; readonly writable?: true }[];
  /** Default: a cell's. */
  readonly capabilities?: readonly string[];
  /** Whether it has full privileges. Default: no. */
  readonly privileged?: boolean;
  /** Only `kvm` passes /dev/kvm. Default: `tcg`. */
  readonly accelerator?: Accelerator;
  /** Bytes, if they are more than a cell's usual ones. */
  readonly guestMemory?: number;
};

/** Runs programs in cells' containers. */
export type CellRunner = {
  /** For what only an engine can do; absent without one. */
  readonly engine?: Engine;
  /** Reference of the engine's cell image; without an engine the description. A run is resumed only with the same. */
  readonly image: string;
  /** Identifies the cell image, or without an engine this container, by digest: host.cellImage of the report. */
  readonly description: string;
  /** Why guests must not run under TCG here; absent if they may. */
  readonly tcgProblem?: string;
  /**
   * Runs a program to its end, and returns its exit status; nothing of it remains then. An abort kills it and rejects with the
   * signal's reason.
   */
  readonly run: (program: CellProgram, listen: Listen) => Promise<number>;
  /** Waits until programs can run, but not for ever. */
  readonly ready: (at: Pick<At, "signal" | "log">) => Promise<void>;
};

export type RunnerRequest = {
  readonly request: Pick<Request, "cellImage">;
  readonly at: Pick<At, "home" | "release" | "runId" | "signal" | "log">;
  readonly cache: Cache;
  /** Other paths that cells mount. */
  readonly paths: readonly string[];
};

/** An engine, or this container, before it is prepared for a run. */
export type Runtime = {
  /** Absent without an engine. */
  readonly engine?: Engine;
  /** Name and version: host.engine of the report. */
  readonly describe: () => Promise<string>;
  /** The folder on whose disk the cells' files lie; without an engine it is cache-dir. */
  readonly diskFolder: () => Promise<string | undefined>;
  /** The privileges of cells, in one line. */
  readonly describePrivilege: (privileged: boolean) => string;
  /** Findings of `doctor` on this machine for the requested cells. */
  readonly findings: (request: Request, at: At) => Promise<readonly Finding[]>;
  /** A runner of what is there already; undefined if it has to be built or pulled first. */
  readonly existing: (request: Request, at: At, cache: Cache) => Promise<CellRunner | undefined>;
  /** Throws a `UserError` that names everything that is missing. */
  readonly assertAble: (request: Request, at: At) => Promise<void>;
  /** Builds or pulls what cells run in. Throws a `UserError` where programs cannot run in it. */
  readonly prepare: (request: RunnerRequest) => Promise<CellRunner>;
};

export type EngineChoice = Request["engine"];

/**
 * Connects to the engine, or goes without one if that is requested or nothing else is possible: see `goesWithout`. Throws a
 * `UserError` for an engine that does not answer.
 */
export async function connectRuntime(requested: EngineChoice, log: (line: string) => void): Promise<Runtime> {
  if (requested === "none") return withoutEngine();
  const machine = { uid: process.getuid?.(), exists: existsSync };
  if (goesWithout(engineAddress(process.env), machine)) {
    log("engine none: there is no engine's socket, and this is a container: cells run in it");
    return withoutEngine();
  }
  return withEngine(await connectEngine());
}

/** Files that Docker and Podman put into each container. */
const containerFiles = ["/.dockerenv", "/run/.containerenv"];

/**
 * Whether `engine: auto` goes without an engine: nobody configured one, the default socket does not exist, and this is root in
 * a container.
 */
export const goesWithout = (
  { isDefault, options: { socketPath = "" } }: Pick<EngineAddress, "isDefault" | "options">,
  { uid, exists }: { readonly uid: number | undefined; readonly exists: (path: string) => boolean },
): boolean => isDefault && !exists(socketPath) && uid === 0 && containerFiles.some(exists);

/** The runtime of an engine. */
export const withEngine = (engine: Engine): Runtime => ({
  engine,
  describe: () => describeEngine(engine),
  diskFolder: () => engineFolder(engine),
  describePrivilege,
  findings: async () => [{ what: "container engine", seen: await describeEngine(engine), ok: true }],
  existing: async ({ cellImage }, { home, runId }) => {
    const image = cellImage === "" ? (await imageToBuild(home)).reference : cellImage;
    return (await hasImage(engine, image)) ? imageRunner(engine, image, runId) : undefined;
  },
  assertAble: async () => {},
  prepare: async ({ request, at, cache, paths }) => {
    const image = await sharedCellImage({ ...at, engine, requested: request.cellImage, scratch: cache.scratch }, paths);
    return { ...imageRunner(engine, image, at.runId), description: await describeImage(engine, image) };
  },
});

/** Runs programs in containers of an image. */
export const imageRunner = (
  engine: Engine,
  image: string,
  runId: string,
): CellRunner & { readonly engine: Engine } => ({
  engine,
  image,
  description: image,
  run: async (program, listen) => {
    const { name, command, input, stdin, mounts = [], capabilities, privileged = false, accelerator = "tcg" } = program;
    const host = await cellHost(engine, privileged, accelerator, runId, program.guestMemory);
    const own = mounts.map(({ from, to, writable }) => ({ ...readOnly(from, to), ReadOnly: !writable }));
    return runContainer(
      engine,
      {
        image,
        runId,
        name,
        ...(command ? { command } : {}),
        ...(input === undefined ? {} : { input }),
        ...(stdin ? { stdin } : {}),
        host: {
          ...host,
          ...(capabilities ? { CapAdd: [...capabilities] } : {}),
          Mounts: [...(host.Mounts ?? []), ...own],
        },
      },
      listen,
    );
  },
  ready: (at) => awaitEngine(engine, at),
});
