import { type OptionSetName, optionSets } from "../../model/axes.ts";
import type { CellPlan, Recipe } from "../../model/cell.ts";
import { type Command, confined } from "../../model/command.ts";

export const archivePath = (recipe: Recipe): string => `/boot/initramfs-${recipe}.img`;

/** On the distro's file system, as its sources and its output are. */
export const tmpdir = "/var/tmp";

type Request = Pick<CellPlan, "dracutOptions"> & { readonly kernel: Pick<CellPlan["kernel"], "version"> };

/** Options that sharing needs, as dracut documents: no compression, no stripping. `--enhanced-cpio` calls `dracut-cpio`. */
const recipeOptions = (recipe: Recipe, options: OptionSetName): readonly string[] =>
  recipe === "reflink" ? [...optionSets[options].dracut, "--enhanced-cpio"] : ["--no-hostonly", `--${recipe}`];

/** dracut's call in the distro. The staging tree of the archive that is proven is kept until it is measured. */
export const dracut = (root: string, plan: Request, recipe: Recipe): Command =>
  confined(
    ...([root, "dracut", "--force", "--reproducible"] as const),
    ...["--tmpdir", tmpdir],
    ...(recipe === "reflink" ? ["--keep"] : []),
    ...["--kver", plan.kernel.version],
    ...recipeOptions(recipe, plan.dracutOptions),
    archivePath(recipe),
  );

/** Without MKNOD dracut leaves its device nodes out, as it does by itself where it sees that it is in a container. */
export const dracutEnvironment = { DRACUT_NO_MKNOD: "1" } as const;

/** dracut 059 says its version with exit status 1. */
export const dracutVersion = (root: string): Command => confined(root, "sh", "-c", "dracut --version || true");

/** dracut's temporary folders in its tmpdir (dracut.sh: mktemp). */
export const isTemporary = (name: string): boolean => name.startsWith("dracut.");

/** Returns the new names in the tmpdir that dracut should have removed. Random parts of names are replaced. */
export function leftBehind(names: readonly string[], recipe: Recipe): string[] {
  const stagingTree = recipe === "reflink" ? names.find(isTemporary) : undefined;
  return names
    .filter((name) => name !== stagingTree)
    .map((name) => (isTemporary(name) ? "dracut.XXXXXX" : name))
    .sort();
}
