import type { FileSystem } from "../../model/file-systems.ts";

/** Output of depmod and of the kernel's build: `modules.builtin` and `modules.dep` of `lib/modules/VERSION`. */
export type Modules = { readonly builtin: string; readonly dep: string };

/** A guest's disk is virtio on PCI, and a file system on it. */
const needed = (fileSystem: FileSystem): readonly string[] => ["virtio_pci", "virtio_blk", fileSystem];

const module = /\.ko(\.\w+)?$/;
const nameOf = (path: string) => (path.split("/").at(-1) ?? path).replace(module, "").replaceAll("-", "_");

/**
 * The drivers without which a guest cannot mount its root, and which the kernel neither has built in nor as modules; none
 * where the kernel does not say what it has built in.
 */
export function missingDrivers({ builtin, dep }: Modules, fileSystem: FileSystem): string[] {
  if (builtin.trim() === "") return [];
  const has = new Set([
    ...builtin.split("\n").map(nameOf),
    ...dep.split("\n").map((line) => nameOf(line.split(":")[0] ?? "")),
  ]);
  return needed(fileSystem).filter((driver) => !has.has(driver));
}

/**
 * Returns the modules that an archive with these members lacks and its guest needs to mount the root: drivers that
 * the kernel has as modules, and what modules.dep says that they need. Of one whose members nobody knows, nothing.
 */
export function missingModules({ dep }: Modules, fileSystem: FileSystem, members: readonly string[]): string[] {
  if (members.length === 0) return [];
  const has = new Set(members.filter((name) => module.test(name)).map(nameOf));
  const wanted = dep
    .split("\n")
    .map((line) => line.split(/:? |:$/).map(nameOf))
    .filter(([driver = ""]) => needed(fileSystem).includes(driver))
    .flat();
  return [...new Set(wanted)].filter((name) => name !== "" && !has.has(name)).sort();
}
