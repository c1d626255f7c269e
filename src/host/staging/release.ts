import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { digestFile } from "../../lib/digest.ts";
import type { Digest } from "../../model/cell.ts";
import { UserError } from "../../model/errors.ts";

/** Content of `dist/release.json`, which exists in tagged commits only: everything besides the sources that a release pins by digest. */
export type Release = {
  readonly version: string;
  /** `image` was built of the sources that `imageToBuild` calls `sources`. */
  readonly cell: { readonly sources: string; readonly image: string };
  /** By Debian suite, each with what it takes to build dracut. */
  readonly distros: Readonly<Record<string, string>>;
  /** By path below `dist/`: `native/linux-x64/cowpio`, `native/linux-x64/cowpio.node`, those of arm64, and on x64 the programs of guests. */
  readonly native: Readonly<Record<string, Digest>>;
};

const digest = /^sha256:[0-9a-f]{64}$/;
const sources = /^cowpio-cell:[0-9a-f]{16}$/;
const fixed = (reference: unknown) => digest.test(String(reference).split("@")[1] ?? "");
/** A pattern for at least one entry. */
const all = <T>(values: readonly T[], sound: (value: T) => boolean) => values.length > 0 && values.every(sound);
const nativePath = /^native\/(linux-(x64|arm64)\/cowpio(\.node)?|linux-x64\/cowpio-(init|verify|clone|tiny))$/;

/**
 * The release that this checkout is; undefined: none, and images are built here. Throws a `UserError` when release.json is of
 * another version or fixes nothing, and when a native file is missing or is not what was released.
 */
export async function readRelease(home: string, version: string): Promise<Release | undefined> {
  const path = `${home}/dist/release.json`;
  if (!existsSync(path)) return undefined;
  const release = parsed(await readFile(path, "utf8"));
  if (release === undefined) throw new UserError(`${path} is not a valid release file. ${remedy}`);
  if (release.version !== version)
    throw new UserError(`${path} is of ${release.version}, and this is ${version}. ${remedy}`);
  for (const [name, expected] of Object.entries(release.native)) {
    const found = await digestFile(`${home}/dist/${name}`).catch(() => undefined);
    if (found === undefined) throw new UserError(`${home}/dist/${name} is missing, which ${version} has. ${remedy}`);
    if (found !== expected)
      throw new UserError(
        `${home}/dist/${name} is not what ${version} was released with: expected ${expected}, found ${found}. ${remedy}`,
      );
  }
  return release;
}

const remedy = "Check cowpio out again, at the tag of its release.";

function parsed(text: string): Release | undefined {
  try {
    const { version, cell, distros, native } = JSON.parse(text) as Release;
    const sound =
      sources.test(cell.sources) &&
      all([cell.image], fixed) &&
      all(Object.values(distros), fixed) &&
      all(Object.entries(native), ([name, value]) => nativePath.test(name) && digest.test(value));
    return sound ? { version, cell, distros, native } : undefined;
  } catch {
    return undefined;
  }
}

/** The released static executable for a processor, as Node calls it; undefined: none was released. */
export function executableOf(home: string, release: Release | undefined, processor: string): string | undefined {
  const name = `native/linux-${processor}/cowpio`;
  return release !== undefined && name in release.native ? `${home}/dist/${name}` : undefined;
}

/** The reference of the distro that a release fixes for a suite. Throws a `UserError` when it fixes none. */
export function releasedDistro(release: Release | undefined, suite: string): string {
  const reference = release?.distros[suite];
  if (reference !== undefined) return reference;
  const why =
    release === undefined
      ? "this checkout of cowpio is not a release, and only releases pin images"
      : `cowpio ${release.version} pins ${Object.keys(release.distros).join(", ") || "none"}`;
  throw new UserError(`distro release:${suite}: ${why}; ${suite} is built from Debian's current packages`);
}
