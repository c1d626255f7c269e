import { mkdir, readFile, truncate, writeFile } from "node:fs/promises";
import { release } from "node:os";
import { profileOf } from "../domain/axes.ts";
import type { CellPlan } from "../domain/cell.ts";
import { during, StageFailure } from "../domain/failure.ts";
import { exec } from "../sys/exec.ts";
import {
  blameOfMount,
  loopNodes,
  ltsProfile,
  makeFileSystem,
  mountLoop,
  mountOptions,
  unmount,
  withOptions,
} from "./filesystem.ts";

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

export async function mountImage(plan: CellPlan, folder: string): Promise<MountedImage> {
  const file = `${folder}/disk.img`;
  const root = `${folder}/root`;
  await mkdir(root, { recursive: true });
  await writeFile(file, "");
  await truncate(file, plan.imageSize);
  await exec(loopNodes);
  const profile = profileOf(plan.fileSystem);
  const conf = `${folder}/mkfs.xfs.conf`;
  if (profile.kind === "xfs")
    await writeFile(
      conf,
      withOptions(await readFile(ltsProfile(plan.kernel.version, release()), "utf8"), profile.make ?? []),
    );
  await exec(makeFileSystem(profile, file, conf));
  const uuid = (await exec({ program: "blkid", args: ["--output", "value", "--match-tag", "UUID", file] })).trim();
  // A throw-away mount: whether this kernel can, before anything is put there.
  await exec(mountLoop(file, root, [])).catch((cause: Error) => {
    const what = `mount ${plan.fileSystem} with kernel ${release()} (doctor says what this machine lacks)`;
    throw new StageFailure("provision", what, cause, blameOfMount(cause.message));
  });
  if (profile.subvolume !== undefined)
    await exec({ program: "btrfs", args: ["subvolume", "create", `${root}/${profile.subvolume}`] });
  await unmountAll(root);
  await during(
    "provision",
    `mount ${plan.fileSystem}`,
    () => exec(mountLoop(file, root, mountOptions(profile))),
    "MISS",
  );

  let mounted = true;
  const seal = async () => {
    if (!mounted) return;
    await exec({ program: "sync", args: ["--file-system", root] });
    await unmountAll(root);
    mounted = false;
  };
  return { file, root, uuid, seal, [Symbol.asyncDispose]: seal };
}

/** umount(8) also detaches a loop device that is gone already where it cannot see that the device does so by itself. */
async function unmountAll(root: string): Promise<void> {
  await exec(unmount(root)).catch(async (cause) => {
    const mounts = await readFile("/proc/self/mounts", "utf8");
    if (mounts.split("\n").some((line) => line.split(" ")[1]?.startsWith(root))) throw cause;
  });
}
