import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { digestTree } from "../../lib/digest.ts";
import { exec } from "../../lib/process.ts";
import type { Digest } from "../../model/cell.ts";
import { UserError } from "../../model/errors.ts";
import { asText, type RevisionSource } from "../../plan/sources.ts";

export type StagedCheckout = { readonly folder: string; readonly digest: Digest };

/** A checkout of dracut as it lies there. Throws a `UserError` for a folder that is none. */
export async function stageCheckout(requested: string, name = resolve(requested)): Promise<StagedCheckout> {
  const folder = resolve(requested);
  assertCheckout(folder, name);
  return { folder, digest: await digestTree(folder, [".git"]) };
}

/**
 * git for a repository that may be a pull request's: it runs no hook, takes no folder of a checkout for a repository, and heeds no
 * variable that leads elsewhere. A runner's checkout may be another user's.
 */
export const git = (args: readonly string[], index = "/dev/null"): Promise<string> =>
  exec({
    program: "env",
    args: [
      ...["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR"].flatMap((name) => ["-u", name]),
      ...["GIT_LFS_SKIP_SMUDGE=1", `GIT_INDEX_FILE=${index}`, "git"],
      ...[
        "safe.bareRepository=explicit",
        "core.hooksPath=/dev/null",
        "core.fsmonitor=false",
        "safe.directory=*",
      ].flatMap((setting) => ["-c", setting]),
      ...args,
    ],
  });

const inCheckout = ({ path }: RevisionSource): string[] => ["-C", resolve(path)];

/** The source with its commit as the revision. Throws a `UserError` if git does not know the revision. */
export async function withCommit(source: RevisionSource): Promise<RevisionSource> {
  const { revision, path } = source;
  try {
    const named = ["--verify", "--short=12", "--end-of-options", `${revision}^{commit}`];
    const commit = (await git([...inCheckout(source), "rev-parse", ...named])).trim().split("\n").at(-1) ?? "";
    if (/^[0-9a-f]+$/.test(commit)) return { ...source, revision: commit };
    throw new Error(`it calls it ${commit}`);
  } catch (cause) {
    const said = (cause as Error).message.split(": ").slice(-2).join(": ");
    throw new UserError(
      `dracut git:${revision}: no such commit in ${path} (${said}). Fetch more history (actions/checkout: fetch-depth: 2)`,
      { cause },
    );
  }
}

/** Puts a commit of a checkout's repository into a folder below `into`. The repository is only read. */
export async function stageRevision(source: RevisionSource, into: string): Promise<StagedCheckout> {
  const { revision } = await withCommit(source);
  const folder = `${resolve(into)}/dracut-${revision}`;
  await mkdir(folder, { recursive: true });
  const index = `${folder}.index`;
  // An index of its own: `git archive` would leave out what the repository marks with export-ignore.
  const below = (await git([...inCheckout(source), "rev-parse", "--show-prefix"])).trim();
  await git([...inCheckout(source), "read-tree", `${revision}:${below}`], index);
  const checkout = ["--work-tree", folder, "checkout-index", "--all", `--prefix=${folder}/`];
  await git([...inCheckout(source), ...checkout], index);
  return stageCheckout(folder, asText(source));
}

export function assertCheckout(folder: string, name = folder): void {
  if (!existsSync(folder)) throw new UserError(`dracut ${name}: no such directory`);
  const missing = ["configure", "Makefile", "modules.d"].filter((name) => !existsSync(`${folder}/${name}`));
  if (missing.length > 0)
    throw new UserError(`dracut ${name}: not a checkout of dracut: it lacks ${missing.join(", ")}`);
}
