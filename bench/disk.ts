import { truncateSync, writeFileSync } from "node:fs";
import { type Profile as Made, run, scratch, skipReason } from "../test/support/scratch.ts";

/** `largeAlignmentOnly`: a file system that only the 64 KiB alignment is tried on. */
export type Profile = Made & { readonly id: string; readonly largeAlignmentOnly?: true };

export const profiles: readonly Profile[] = [
  { id: "btrfs", name: "Btrfs", mkfs: ["mkfs.btrfs", "-q"] },
  { id: "xfs", name: "XFS, rmapbt=0", mkfs: ["mkfs.xfs", "-q", "-m", "rmapbt=0"] },
  { id: "xfs-rmapbt", name: "XFS, rmapbt=1", mkfs: ["mkfs.xfs", "-q", "-m", "rmapbt=1"] },
  { id: "xfs-64k", name: "XFS, 64 KiB blocks", mkfs: ["mkfs.xfs", "-q", "-b", "size=65536"], largeAlignmentOnly: true },
];

export type Disk = {
  /** Where the file system is mounted. */
  readonly path: string;
  /** Beside it, on another: what a writer is told must not have to be read from the disk under test. */
  readonly folder: string;
  /** Leaves nothing of it in memory, neither as files nor as blocks of the image. */
  readonly forget: () => void;
} & Disposable;

/** A new file system in an image on a loop device, mounted while it is held; or why there is none. */
export function openDisk(profile: Profile, bytes: number): Disk | string {
  const unknown = skipReason(profile);
  if (unknown !== undefined) return unknown;
  using made = new DisposableStack();
  const { path: folder } = made.use(scratch());
  const image = `${folder}/disk.img`;
  const path = `${folder}/mnt`;
  // Without direct I/O, a loop device serves one request after another (drivers/block/loop.c: one worker), as no disk does.
  const mount = () => {
    const device = run("losetup", "--find", "--show", "--direct-io=on", image).trim();
    try {
      run("mount", device, path);
    } finally {
      // Once mounted, it goes with the mount: the kernel then takes this for autoclear.
      run("losetup", "--detach", device);
    }
  };
  writeFileSync(image, "");
  truncateSync(image, bytes);
  try {
    const [program, ...args] = profile.mkfs as [string, ...string[]];
    run(program, ...args, image);
    run("mkdir", path);
    mount();
  } catch (error) {
    return String((error as { stderr?: string }).stderr ?? error).trim();
  }
  made.defer(() => run("umount", path));
  const saved = made.move();
  return {
    path,
    folder,
    forget: () => {
      run("umount", path);
      // posix_fadvise(DONTNEED) on all of the image, of which fincore then finds no page. Unlike drop_caches it leaves
      // programs and other work alone.
      run("dd", "status=none", `of=${image}`, "oflag=nocache", "conv=notrunc,fdatasync", "count=0");
      mount();
    },
    [Symbol.dispose]: () => saved.dispose(),
  };
}
