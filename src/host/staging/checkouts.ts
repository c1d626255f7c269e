import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { digestTree } from "../../lib/digest.ts";
import type { Digest } from "../../model/cell.ts";
import { UserError } from "../../model/errors.ts";

export type StagedCheckout = { readonly folder: string; readonly digest: Digest };

/** A checkout of dracut as it lies there. Throws a `UserError` for a folder that is none. */
export async function stageCheckout(requested: string): Promise<StagedCheckout> {
  const folder = resolve(requested);
  assertCheckout(folder);
  return { folder, digest: await digestTree(folder, [".git"]) };
}

export function assertCheckout(folder: string): void {
  if (!existsSync(folder)) throw new UserError(`dracut ${folder}: no such folder`);
  const missing = ["configure", "Makefile", "modules.d"].filter((name) => !existsSync(`${folder}/${name}`));
  if (missing.length > 0)
    throw new UserError(`dracut ${folder}: not a checkout of dracut: it lacks ${missing.join(", ")}`);
}
