import type { FileSystem } from "../domain/axes.ts";

/** What depmod and the kernel's build say: `modules.builtin` and `modules.dep` of `lib/modules/VERSION`. */
export type Modules = { readonly builtin: string; readonly dep: string };

/** A guest's disk is virtio on PCI, and a file system on it. */
const needed = (fileSystem: FileSystem): readonly string[] => ["virtio_pci", "virtio_blk", fileSystem];

/**
 * The drivers without which a guest cannot mount its root, and which the kernel neither has built in nor as modules; none
 * where the kernel does not say what it has built in.
 */
export function missingDrivers({ builtin, dep }: Modules, fileSystem: FileSystem): string[] {
  if (builtin.trim() === "") return [];
  const nameOf = (path: string) => (path.split("/").at(-1) ?? path).replace(/\.ko(\.\w+)?$/, "").replaceAll("-", "_");
  const has = new Set([
    ...builtin.split("\n").map(nameOf),
    ...dep.split("\n").map((line) => nameOf(line.split(":")[0] ?? "")),
  ]);
  return needed(fileSystem).filter((driver) => !has.has(driver));
}
