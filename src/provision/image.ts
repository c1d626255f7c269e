import { createHash } from "node:crypto";
import { createReadStream, existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { UserError } from "../domain/failure.ts";
import { ensureBase } from "./base.ts";
import { type Engine, hasImage, runLabel } from "./engine.ts";
import { follow } from "./progress.ts";
import type { Release } from "./release.ts";

export type ImageRequest = {
  readonly engine: Engine;
  /** `cell-image`: a reference, the path of an archive, or empty. */
  readonly asked: string;
  /** Whose image is taken where it was built of these very sources. */
  readonly release?: Release | undefined;
  /** The folder that holds containers/, native/ and dist/. */
  readonly home: string;
  readonly runId: string;
  /** A folder for what is under way. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
};

/** The cell image: from an archive, from a registry, the release's, or built here. Gives its reference. */
export async function ensureCellImage(request: ImageRequest): Promise<string> {
  const { engine, asked, signal, say } = request;
  if (asked === "") return buildCellImage(request);
  if (existsSync(asked)) {
    say(`loading the cell image from ${asked}`);
    return loadImage(engine, asked, signal);
  }
  try {
    return await pulled(asked, request);
  } catch (cause) {
    signal.throwIfAborted();
    throw new UserError(
      `cell-image ${asked} is neither a file nor an image that can be pulled: ${(cause as Error).message}`,
      { cause },
    );
  }
}

async function pulled(reference: string, { engine, signal, say }: ImageRequest): Promise<string> {
  if (await hasImage(engine, reference)) return reference;
  say(`pulling the cell image ${reference}`);
  await follow(engine, await engine.pull(reference, { abortSignal: signal }));
  return reference;
}

/** What `docker save` wrote. */
async function loadImage(engine: Engine, archive: string, signal: AbortSignal): Promise<string> {
  const said = await follow(
    engine,
    await engine.loadImage(createReadStream(resolve(archive)), { abortSignal: signal }),
  );
  const reference = /Loaded image(?: ID)?: (\S+)/.exec(said)?.[1];
  if (reference === undefined)
    throw new UserError(`cell-image ${archive}: the engine found no image in it: ${said.trim()}`);
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
    for (const entry of await readdir(`${home}/${folder}`, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) files.push(`${entry.parentPath}/${entry.name}`.slice(home.length + 1));
  files.sort();

  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file}\0`).update(await readFile(`${home}/${file}`));
  return { reference: `cowpio-cell:${hash.digest("hex").slice(0, 16)}`, files };
}

async function buildCellImage(request: ImageRequest): Promise<string> {
  const { engine, home, release, runId, scratch, signal, say } = request;
  const { reference, files } = await imageToBuild(home);
  if (await hasImage(engine, reference)) return reference;
  if (release?.cell.sources === reference)
    try {
      return await pulled(release.cell.image, request);
    } catch (cause) {
      signal.throwIfAborted();
      say(`the image of cowpio ${release.version} cannot be pulled, so it is built here: ${(cause as Error).message}`);
    }

  const base = await ensureBase({ engine, scratch, signal, say });
  say(`building the cell image ${reference} on ${base}; once for each version, about two minutes`);
  const stream = await engine.buildImage(
    { context: home, src: [...files] },
    {
      dockerfile: "containers/cell/Dockerfile",
      t: reference,
      buildargs: { BASE: base },
      networkmode: "host",
      labels: { [runLabel]: runId },
      forcerm: true,
      abortSignal: signal,
    },
  );
  await follow(engine, stream);
  return reference;
}
