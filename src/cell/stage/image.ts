import { mkdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { release } from "node:os";
import { exec } from "../../lib/process.ts";
import type { CellPlan } from "../../model/cell.ts";
import type { Command } from "../../model/command.ts";
import { StageFailure, wrapStageErrors } from "../../model/errors.ts";
import { type FileSystem, type Profile, profileOf } from "../../model/file-systems.ts";

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

/** xfsprogs' profiles of what a kernel mounts: /usr/share/xfsprogs/mkfs/lts_6.1.conf. */
const ltsProfiles = ["4.19", "5.4", "5.10", "5.15", "6.1", "6.6", "6.12"] as const;

/** `uname -r` as a number that grows with it; 0 for what is none. */
function age(version: string): number {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major ?? 0) * 1000 + Number(minor ?? 0);
}

/** The newest of xfsprogs' profiles that every one of these kernels (`uname -r`) mounts. */
export function ltsProfile(...kernelVersions: readonly string[]): string {
  const oldest = Math.min(...kernelVersions.map(age));
  const name = ltsProfiles.findLast((profile) => age(profile) <= oldest) ?? ltsProfiles[0];
  return `/usr/share/xfsprogs/mkfs/lts_${name}.conf`;
}

/** One of xfsprogs' configuration files with some values exchanged: `section.name=value`; mkfs.xfs takes none twice. */
export function withOptions(conf: string, options: readonly string[]): string {
  let text = conf;
  for (const option of options) {
    const [, section, name, value] = /^(\w+)\.(\w+)=(\w+)$/.exec(option) ?? [];
    if (section === undefined) throw new Error(`not section.name=value: ${option}`);
    const header = `[${section}]\n`;
    const others = text.replace(new RegExp(`^${name}=.*\n`, "m"), "");
    text = others.includes(header)
      ? others.replace(header, `${header}${name}=${value}\n`)
      : `${others.trimEnd()}\n\n${header}${name}=${value}\n`;
  }
  return text;
}

/**
 * mkfs for a profile. XFS is made by a configuration for the kernel that is to mount it, since defaults outrun kernels
 * (nrext64, exchange, parent); the defaults of btrfs-progs 6.14 and e2fsprogs 1.47 are mounted by kernels from 5.10 on.
 */
export function makeFileSystem(
  { kind, make = [] }: Pick<Profile, "kind" | "make">,
  image: string,
  xfsConf: string,
): Command {
  switch (kind) {
    case "btrfs":
      return { program: "mkfs.btrfs", args: ["--quiet", ...make, image] };
    case "xfs":
      return { program: "mkfs.xfs", args: ["-q", "-c", `options=${xfsConf}`, image] };
    case "ext4":
      return { program: "mkfs.ext4", args: ["-q", "-F", ...make, image] };
  }
}

/** mkfs.ext4 says its version on standard error. */
export const mkfsVersion = (fileSystem: FileSystem): Command => ({
  program: "sh",
  args: ["-c", '"mkfs.$1" -V 2>&1', "sh", fileSystem],
});

/** `-o loop` makes the loop device with autoclear: it goes with the last mount, whoever dies. */
const mountLoop = (image: string, at: string, options: readonly string[]): Command => ({
  program: "mount",
  args: ["-o", ["loop", ...options].join(","), image, at],
});

/** The kinds in /proc/filesystems. */
export const kindsOf = (proc: string): string[] => proc.split("\n").map((line) => line.split("\t").at(-1) ?? "");

/** Trial mounts. Each throws if it fails, and then leaves nothing mounted. */
export type MountTrial = {
  /** Mounts the cell's file system. */
  readonly own: () => Promise<void>;
  /** Mounts a new one of the same kind without the profile's options, and unmounts it. */
  readonly plain: () => Promise<void>;
  /** Whether the kernel has the kind at all. */
  readonly known: () => Promise<boolean>;
};

/**
 * Mounts the cell's file system. Returns undefined, or the error and the status of the cell: `SKIP` if the kernel lacks the kind, or
 * mounts a plain file system but not this one, tried before and after it; `INCONCLUSIVE` if it mounts neither.
 */
export async function tryMount(
  trial: MountTrial,
): Promise<{ cause: unknown; blame: "SKIP" | "INCONCLUSIVE" } | undefined> {
  const failure = (mount: () => Promise<void>) =>
    mount().then(
      () => undefined,
      (cause: unknown) => ({ cause }),
    );
  const first = await failure(trial.own);
  if (first === undefined) return undefined;
  if (!(await trial.known())) return { ...first, blame: "SKIP" };
  if ((await failure(trial.plain)) !== undefined) return { ...first, blame: "INCONCLUSIVE" };
  const second = await failure(trial.own);
  return second && { ...second, blame: "SKIP" };
}

/** Mount options of the guest's root (rootflags=) and of the cell's. */
export const mountOptions = ({ mount, subvolume }: Profile): string[] => [
  ...(mount === undefined ? [] : [mount]),
  ...(subvolume === undefined ? [] : [`subvol=${subvolume}`]),
];

/** Everything that is mounted below, too. */
const unmount = (at: string): Command => ({ program: "umount", args: ["--recursive", at] });

/**
 * Makes nodes for the loop devices up to the first free one, and 32 more for other cells: a container's /dev has none, and
 * new ones of the host do not appear in it. losetup prints "/dev/loop7 (lost)" for a device without a node.
 */
const loopNodes: Command = {
  program: "sh",
  args: [
    "-euc",
    `node() { [ -e "$1" ] || mknod "$@"; }
node /dev/loop-control c 10 237
free=$(losetup --find)
free=\${free#/dev/loop}
for number in $(seq 0 $((\${free%% *} + 32))); do node "/dev/loop$number" b 7 "$number"; done`,
  ],
};
