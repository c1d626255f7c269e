import { type OptionSetName, optionSets } from "../domain/axes.ts";
import type { CellPlan, Recipe } from "../domain/cell.ts";
import type { Command } from "../domain/command.ts";
import { confined } from "../domain/confined.ts";

export const archivePath = (recipe: Recipe): string => `/boot/initramfs-${recipe}.img`;

type Asked = Pick<CellPlan, "options"> & { readonly kernel: Pick<CellPlan["kernel"], "version"> };

/** What sharing asks for and dracut only documents: no compression, no stripping. `--enhanced-cpio` calls `dracut-cpio`. */
const recipeOptions = (recipe: Recipe, options: OptionSetName): readonly string[] =>
  recipe === "reflink" ? [...optionSets[options].dracut, "--enhanced-cpio"] : ["--no-hostonly", `--${recipe}`];

/** dracut's call in the subject; its temporary folder and its output are on the subject's file system, as its sources. */
export const dracut = (root: string, plan: Asked, recipe: Recipe): Command =>
  confined(
    ...([root, "dracut", "--force", "--reproducible"] as const),
    ...["--tmpdir", "/var/tmp"],
    ...["--kver", plan.kernel.version],
    ...recipeOptions(recipe, plan.options),
    archivePath(recipe),
  );

/** Without MKNOD dracut leaves its device nodes out, as it does by itself where it sees that it is in a container. */
export const dracutEnvironment = { DRACUT_NO_MKNOD: "1" } as const;

/** dracut 059 says its version with exit status 1. */
export const dracutVersion = (root: string): Command => confined(root, "sh", "-c", "dracut --version || true");
