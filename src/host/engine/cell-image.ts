import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { filesBelow } from "../../lib/files.ts";
import { watch } from "../../lib/process.ts";
import { UserError } from "../../model/errors.ts";
import type { Release } from "../staging/release.ts";
import { loadImage } from "./archives.ts";
import { proxiesOf, ulimits } from "./container.ts";
import { type Engine, follow, hasImage, isPodman, runLabel, withEngineTimeout } from "./engine.ts";
import { pullImage } from "./images.ts";
import { assertSharedFileSystem } from "./shared-paths.ts";

type ImageRequest = {
  readonly engine: Engine;
  /** `cell-image`: a reference, the path of an archive, or empty. */
  readonly requested: string;
  /** Release whose image is used if it was built from these sources. */
  readonly release?: Release | undefined;
  /** The folder that holds containers/, native/ and dist/. */
  readonly home: string;
  readonly runId: string;
  /** A folder for what is under way. */
  readonly scratch: string;
  /** Milliseconds that a registry may take. */
  readonly timeout?: number;
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
};

/** The cell image, once a container of it has seen the files of this process. `paths`: other paths that cells mount. */
export async function sharedCellImage(request: ImageRequest, paths: readonly string[]): Promise<string> {
  const image = await ensureCellImage(request);
  const { engine, runId, scratch, signal } = request;
  await assertSharedFileSystem({ engine, image, runId, scratch, paths, signal });
  return image;
}

/** The cell image: from an archive, from a registry, the release's, or built here. Gives its reference. */
export async function ensureCellImage(request: ImageRequest): Promise<string> {
  const { requested, signal, log } = request;
  if (requested === "") return buildCellImage(request);
  if (existsSync(requested)) {
    log(`loading the cell image from ${requested}`);
    return loadImage(requested, `cell-image ${requested}`, request);
  }
  try {
    return await pulled(requested, request);
  } catch (cause) {
    signal.throwIfAborted();
    throw new UserError(
      `cell-image ${requested} is neither a file nor an image that can be pulled: ${(cause as Error).message}`,
      { cause },
    );
  }
}

async function pulled(reference: string, { engine, timeout: limit, signal, log }: ImageRequest): Promise<string> {
  if (await hasImage(engine, reference)) return reference;
  log(`pulling the cell image ${reference}`);
  await pullImage(reference, { engine, signal }, limit);
  return reference;
}

/** Everything that goes into the image; the key of a built one is the digest of these files. */
const contextFolders = ["containers", "native/core", "native/cli", "native/binding"];
const contextFiles = ["native/Makefile", "dist/cell.js"];

/** The image that would be built here: its reference, and the files that it is built of. */
export async function imageToBuild(
  home: string,
): Promise<{ readonly reference: string; readonly files: readonly string[] }> {
  const files = [...contextFiles];
  for (const folder of contextFolders)
    for (const { path, symlink } of await filesBelow(`${home}/${folder}`))
      if (!symlink) files.push(`${folder}/${path}`);
  files.sort();

  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\0`).update(await readFile(`${home}/${file}`));
  return { reference: `cowpio-cell:${hash.digest("hex").slice(0, 16)}`, files };
}

/** Digest of the base of an image built here, since Debian's tags move. */
const baseLabel = "io.github.cowpio.base";

/** An image by what does not move: the digest that its registry knows it by, or its id. */
export async function describeImage(engine: Engine, reference: string): Promise<string> {
  const { Id, RepoDigests, Config } = await withEngineTimeout("inspect an image", engine.getImage(reference).inspect());
  const base = Config.Labels?.[baseLabel];
  return `${reference} (${RepoDigests?.[0] ?? Id})${base === undefined ? "" : ` on ${base}`}`;
}

/** In the form that Podman reads; Docker reads another, and its builds do not raise limits. */
const podmanUlimits = JSON.stringify(ulimits.map(({ Name, Soft, Hard }) => `${Name}=${Soft}:${Hard}`));

async function buildCellImage(request: ImageRequest): Promise<string> {
  const { engine, home, release, runId, scratch, signal, log } = request;
  const { reference, files } = await imageToBuild(home);
  if (await hasImage(engine, reference)) return reference;
  if (release?.cell.sources === reference)
    try {
      return await pulled(release.cell.image, request);
    } catch (cause) {
      signal.throwIfAborted();
      log(`the image of cowpio ${release.version} cannot be pulled, so it is built here: ${(cause as Error).message}`);
    }

  const base = await ensureBase({ engine, scratch, signal, log });
  log(`building the cell image ${reference} on ${base}; once for each version, about two minutes`);
  const stream = await engine.buildImage(
    { context: home, src: [...files] },
    {
      dockerfile: "containers/cell/Dockerfile",
      t: reference,
      // Predefined arguments: they need no ARG and are not stored in a layer.
      buildargs: { BASE: base, ...proxiesOf(process.env) },
      networkmode: "host",
      ...((await isPodman(engine)) ? { ulimits: podmanUlimits } : {}),
      labels: { [runLabel]: runId, [baseLabel]: await describeImage(engine, base) },
      forcerm: true,
      abortSignal: signal,
    },
  );
  await follow(engine, stream);
  return reference;
}

const published = "debian:trixie-slim";
/** There is another way. */
const pullMs = 120_000;
/**
 * Podman takes a name without a registry for one of Docker Hub's when it builds on it, and its version 4.3 gives an imported image the
 * tag `latest`, whatever was requested.
 */
export const bootstrapped = "localhost/cowpio-base-trixie:latest";

type BaseRequest = {
  readonly engine: Engine;
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly log: (text: string) => void;
};

/** Debian trixie as an image: what is there already, else pulled, else made by mmdebstrap. */
export async function ensureBase(request: BaseRequest): Promise<string> {
  const { engine, signal, log } = request;
  for (const reference of [published, bootstrapped]) if (await hasImage(engine, reference)) return reference;
  log(`pulling ${published}`);
  try {
    await pullImage(published, request, pullMs);
    return published;
  } catch (cause) {
    signal.throwIfAborted();
    return bootstrap(request, (cause as Error).message);
  }
}

async function bootstrap({ engine, scratch, signal, log }: BaseRequest, whyNotPulled: string): Promise<string> {
  log(
    `${published} cannot be pulled here (${whyNotPulled.split("\n")[0]}): bootstrapping Debian trixie with mmdebstrap`,
  );
  if (process.getuid?.() !== 0)
    throw new UserError(
      `${published} cannot be pulled (${whyNotPulled}) and bootstrapping it needs root: run once as root, or set cell-image`,
    );

  const tar = `${scratch}/base.tar`;
  let output = "";
  const ended = await watch(
    {
      program: "setpriv",
      // The death of this process ends mmdebstrap, and with its namespaces go its mounts and children.
      args: [
        ...["--pdeathsig", "KILL", "unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"],
        ...["mmdebstrap", "--mode=root", "--variant=apt", "trixie", tar],
      ],
    },
    {
      deadlines: { total: 900_000, stall: 300_000 },
      onOutput: (text) => (output = (output + text).slice(-2000)),
      env: { ...process.env, TMPDIR: scratch } as Record<string, string>,
      signal,
    },
  ).catch((cause: NodeJS.ErrnoException) => {
    signal.throwIfAborted();
    throw new UserError(
      `bootstrapping Debian trixie: ${cause.message}. Install mmdebstrap (apt-get install mmdebstrap), or set cell-image`,
      { cause },
    );
  });
  if (ended.kind !== "exited" || ended.status !== 0)
    throw new UserError(`bootstrapping Debian trixie failed: ${output.trim()}`);

  await importBase(engine, tar, signal);
  await rm(tar);
  return bootstrapped;
}

/** Imports a root's tar archive as `bootstrapped`. */
export async function importBase(engine: Engine, tar: string, signal: AbortSignal): Promise<void> {
  const [repo, tag] = bootstrapped.split(":");
  await follow(engine, await engine.importImage(createReadStream(tar), { repo, tag, abortSignal: signal }));
}
