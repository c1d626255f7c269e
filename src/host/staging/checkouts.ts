import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { digestTree } from "../../lib/digest.ts";
import { exec } from "../../lib/process.ts";
import type { Digest } from "../../model/cell.ts";
import { UserError } from "../../model/errors.ts";

export type StagedCheckout = { readonly folder: string; readonly digest: Digest };

/** A checkout of dracut as it lies there. Throws a `UserError` for a folder that is none. */
export async function stageCheckout(requested: string): Promise<StagedCheckout> {
  const folder = resolve(requested);
  assertCheckout(folder);
  return { folder, digest: await digestTree(folder, [".git"]) };
}

/**
 * Puts a revision of a checkout's repository into a folder below `into`, named after its commit; returns its path. The repository is
 * only read. Throws a `UserError` if git does not know the revision.
 */
export async function exportRevision(checkout: string, revision: string, into: string): Promise<string> {
  const folder = resolve(into);
  await mkdir(folder, { recursive: true });
  const part = await mkdtemp(`${folder}/part-`);
  // An index of its own: `git archive` would leave out what the repository marks with export-ignore. A runner's checkout may be another
  // user's.
  const git = (...args: readonly string[]) =>
    exec({
      program: "env",
      args: [`GIT_INDEX_FILE=${part}.index`, "git", "-c", "safe.directory=*", "-C", resolve(checkout), ...args],
    });
  try {
    const commit = (await git("rev-parse", "--verify", "--short=12", `${revision}^{commit}`)).trim();
    const below = (await git("rev-parse", "--show-prefix")).trim();
    await git("read-tree", `${commit}:${below}`);
    await git("--work-tree", part, "checkout-index", "--all", `--prefix=${part}/`);
    await rm(`${folder}/${commit}`, { recursive: true, force: true });
    await rename(part, `${folder}/${commit}`);
    return `${folder}/${commit}`;
  } catch (cause) {
    throw new UserError(
      `base git:${revision}: git cannot read it from ${checkout}: ${(cause as Error).message}. If the checkout lacks its history, fetch it (actions/checkout: fetch-depth: 2)`,
      { cause },
    );
  } finally {
    await rm(`${part}.index`, { force: true });
    await rm(part, { recursive: true, force: true });
  }
}

export function assertCheckout(folder: string): void {
  if (!existsSync(folder)) throw new UserError(`dracut ${folder}: no such folder`);
  const missing = ["configure", "Makefile", "modules.d"].filter((name) => !existsSync(`${folder}/${name}`));
  if (missing.length > 0)
    throw new UserError(`dracut ${folder}: not a checkout of dracut: it lacks ${missing.join(", ")}`);
}
