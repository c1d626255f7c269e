import { mkdir, truncate, writeFile } from "node:fs/promises";
import type { CellPlan } from "../domain/cell.ts";
import { during } from "../domain/failure.ts";
import { exec } from "../sys/exec.ts";
import { loopNodes, makeFileSystem, mountLoop, systemMounts, unmount } from "./filesystem.ts";

/** The loop image of a cell while it is mounted. */
export type MountedImage = {
  /** The image file. */
  readonly file: string;
  /** Where it is mounted: the subject's root. */
  readonly root: string;
  /** The file system's UUID. */
  readonly uuid: string;
  /** Synced and unmounted: what is on the image stays as it is from here on. */
  readonly seal: () => Promise<void>;
} & AsyncDisposable;

const loopCount = 64;

export async function mountImage(plan: CellPlan, folder: string): Promise<MountedImage> {
  const file = `${folder}/disk.img`;
  const root = `${folder}/root`;
  await mkdir(root, { recursive: true });
  await writeFile(file, "");
  await truncate(file, plan.imageSize);
  for (const node of loopNodes(loopCount)) await exec(node);
  await exec(makeFileSystem(plan.fileSystem, file));
  const uuid = (await exec({ program: "blkid", args: ["--output", "value", "--match-tag", "UUID", file] })).trim();
  await during(
    "provision",
    `mount ${plan.fileSystem} (doctor says what this machine lacks)`,
    () => exec(mountLoop(file, root)),
    "MISS",
  );

  let mounted = true;
  const seal = async () => {
    if (!mounted) return;
    await exec({ program: "sync", args: ["--file-system", root] });
    await exec(unmount(root));
    mounted = false;
  };
  return { file, root, uuid, seal, [Symbol.asyncDispose]: seal };
}

/** /proc, /sys, /dev and /run of the subject; after it is unpacked. */
export async function mountSystem(root: string): Promise<void> {
  for (const command of systemMounts(root)) await exec(command);
}
