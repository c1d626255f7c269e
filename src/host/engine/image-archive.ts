import { existsSync } from "node:fs";
import { exec } from "../../lib/exec.ts";
import { UserError } from "../../model/failure.ts";
import { imageIn, missingIn } from "../staging/tar-listing.ts";

/** The paths in a tar archive, packed or not, one a line. Throws a `UserError` for what is none. */
export async function listArchive(path: string, what: string): Promise<string> {
  if (!existsSync(path)) throw new UserError(`${what}: no such file`);
  return exec({ program: "tar", args: ["--list", "--file", path] }).catch((cause) => {
    throw new UserError(`${what}: not a tar archive: ${(cause as Error).message}`, { cause });
  });
}

/** Whether a distro's archive is an image's or a root's. Throws a `UserError` for a root that lacks what a cell needs. */
export async function examineArchive(path: string): Promise<"image" | "root"> {
  const listing = await listArchive(path, `distro ${path}`);
  if (imageIn(listing) !== undefined) return "image";
  refuse(listing, path);
  return "root";
}

/** Throws a `UserError` when the root in an archive lacks what a cell needs. */
export async function assertHasDracut(tar: string, requested: string): Promise<void> {
  refuse(await listArchive(tar, `distro ${requested}`), requested);
}

function refuse(listing: string, requested: string): void {
  const missing = missingIn(listing);
  if (missing.length > 0)
    throw new UserError(`distro ${requested} lacks ${missing.join(", ")}: install dracut in it, or use another distro`);
}
