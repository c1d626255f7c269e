import { rmSync } from "node:fs";
import { run } from "../test/support/scratch.ts";
import type { Disk } from "./disk.ts";

/** State of the sources when a writer starts, and how each of its turns prepares it. */
export const conditions = {
  warm: "read before and on the disk",
  cold: "on the disk only: the file system unmounted, the image's pages dropped, mounted again",
  dirty: "copied anew (cp --reflink=never) and not on the disk yet",
} as const;
export type Condition = keyof typeof conditions;

/** Brings the disk there, without an archive, and gives the tree to archive. */
export function prepare(condition: Condition, disk: Disk, archive: string): string {
  const tree = `${disk.path}/tree`;
  const fresh = `${disk.path}/fresh`;
  rmSync(archive, { force: true });
  if (condition === "dirty") rmSync(fresh, { recursive: true, force: true });
  // XFS frees what was unlinked in the background, Btrfs with its next transactions: thousands of shared extents take them
  // longer than the next writer takes to start.
  for (let commit = 0; commit < 2; commit++) {
    run("sync", "--file-system", disk.path);
    run("sleep", "0.3");
  }
  if (condition === "cold") disk.forget();
  if (condition !== "dirty") return tree;
  run("cp", "--archive", "--reflink=never", tree, fresh);
  return fresh;
}
