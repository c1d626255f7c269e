import { mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { release } from "node:os";
import { exec } from "../../lib/exec.ts";
import { type Profile, profileOf } from "../../model/axes.ts";
import type { CellPlan } from "../../model/cell.ts";
import { StageFailure, wrapStageErrors } from "../../model/failure.ts";
import {
  kindsOf,
  loopNodes,
  ltsProfile,
  makeFileSystem,
  mountLoop,
  mountOptions,
  tryMount,
  unmount,
  withOptions,
} from "./filesystem.ts";

/** The loop image of a cell while it is mounted. */
export type MountedImage = {
  /** The image file. */
  readonly file: string;
  /** Where it is mounted: the distro's root. */
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
  const profile = profileOf(plan.fileSystem);
  const make = async (wanted: Pick<Profile, "kind" | "make">, image: string) => {
    const conf = `${image}.xfs.conf`;
    if (wanted.kind === "xfs") {
      const supported = await readFile(ltsProfile(plan.kernel.version, release()), "utf8");
      await writeFile(conf, withOptions(supported, wanted.make ?? []));
    }
    await writeFile(image, "");
    await truncate(image, plan.imageSize);
    await exec(makeFileSystem(wanted, image, conf));
  };
  await make(profile, file);
  const uuid = (await exec({ program: "blkid", args: ["--output", "value", "--match-tag", "UUID", file] })).trim();
  await exec(loopNodes);
  // A throw-away mount: whether this kernel can, before anything is put there.
  const failed = await tryMount({
    own: async () => void (await exec(mountLoop(file, root, []))),
    plain: async () => {
      const image = `${folder}/plain.img`;
      await make({ kind: profile.kind }, image);
      await exec(mountLoop(image, root, []));
      await unmountAll(root);
      await rm(image);
    },
    known: async () => kindsOf(await readFile("/proc/filesystems", "utf8")).includes(profile.kind),
  });
  if (failed !== undefined) {
    const what = `mount ${plan.fileSystem} with kernel ${release()} (doctor says what this machine lacks)`;
    throw new StageFailure("provision", what, failed.cause, failed.blame);
  }
  if (profile.subvolume !== undefined)
    await exec({ program: "btrfs", args: ["subvolume", "create", `${root}/${profile.subvolume}`] });
  await unmountAll(root);
  await wrapStageErrors(
    "provision",
    `mount ${plan.fileSystem}`,
    () => exec(mountLoop(file, root, mountOptions(profile))),
    "INCONCLUSIVE",
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
