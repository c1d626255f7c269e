import type { FileSystem, Profile } from "../../model/axes.ts";
import type { Command } from "../../model/command.ts";

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
export const mountLoop = (image: string, at: string, options: readonly string[]): Command => ({
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
export const unmount = (at: string): Command => ({ program: "umount", args: ["--recursive", at] });

/**
 * Makes nodes for the loop devices up to the first free one, and 32 more for other cells: a container's /dev has none, and
 * new ones of the host do not appear in it. losetup prints "/dev/loop7 (lost)" for a device without a node.
 */
export const loopNodes: Command = {
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
