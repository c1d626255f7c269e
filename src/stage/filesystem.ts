import type { FileSystem } from "../domain/cell.ts";
import type { Command } from "../domain/command.ts";

/**
 * The file system is made for the oldest kernel of the matrix: xfsprogs' own profile for 6.1 on XFS (defaults
 * outrun kernels: nrext64, exchange, parent); btrfs-progs 6.14's and e2fsprogs 1.47's defaults mount from 5.15 on.
 */
export function makeFileSystem(fileSystem: FileSystem, image: string): Command {
  switch (fileSystem) {
    case "btrfs":
      return { program: "mkfs.btrfs", args: ["--quiet", image] };
    case "xfs":
      return { program: "mkfs.xfs", args: ["-q", "-c", "options=/usr/share/xfsprogs/mkfs/lts_6.1.conf", image] };
    case "ext4":
      return { program: "mkfs.ext4", args: ["-q", "-F", image] };
  }
}

/** mkfs.ext4 says its version on standard error. */
export const mkfsVersion = (fileSystem: FileSystem): Command => ({
  program: "sh",
  args: ["-c", `mkfs.${fileSystem} -V 2>&1`],
});

/** `-o loop` makes the loop device with autoclear: it goes with the last mount, whoever dies. */
export const mountLoop = (image: string, at: string): Command => ({
  program: "mount",
  args: ["-o", "loop", image, at],
});

/** Everything that is mounted below, too. */
export const unmount = (at: string): Command => ({ program: "umount", args: ["--recursive", at] });

/** What dracut expects of a running system, below `root`. */
export function systemMounts(root: string): Command[] {
  const mount = (type: string, at: string, options = "rw"): Command => ({
    program: "mount",
    args: ["-t", type, "-o", options, type, `${root}/${at}`],
  });
  const device = (name: string, major: number, minor: number): Command => ({
    program: "mknod",
    args: ["--mode=666", `${root}/dev/${name}`, "c", `${major}`, `${minor}`],
  });
  return [
    mount("proc", "proc"),
    mount("sysfs", "sys", "ro"),
    mount("tmpfs", "dev", "mode=755"),
    mount("tmpfs", "run", "mode=755"),
    // Documentation/admin-guide/devices.txt
    device("null", 1, 3),
    device("zero", 1, 5),
    device("full", 1, 7),
    device("random", 1, 8),
    device("urandom", 1, 9),
    { program: "ln", args: ["-s", "/proc/self/fd", `${root}/dev/fd`] },
  ];
}

/** Loop nodes: a container's /dev has none, and new ones of the host do not show up in it. */
export function loopNodes(count: number): Command[] {
  const node = (path: string, ...type: string[]): Command => ({
    program: "sh",
    args: ["-c", '[ -e "$1" ] || mknod "$@"', "sh", path, ...type],
  });
  return [
    node("/dev/loop-control", "c", "10", "237"),
    ...Array.from({ length: count }, (_, number) => node(`/dev/loop${number}`, "b", "7", `${number}`)),
  ];
}
