import { optionSets, writers } from "../domain/axes.ts";
import type { CellPlan, Recipe } from "../domain/cell.ts";
import type { Command } from "../domain/command.ts";

export const archivePath = (recipe: Recipe): string => `/boot/initramfs-${recipe}.img`;

type Asked = Pick<CellPlan, "writer" | "options"> & { readonly kernel: Pick<CellPlan["kernel"], "version"> };

/** What sharing asks for and dracut only documents: no compression, no stripping. `--enhanced-cpio` calls `dracut-cpio`. */
const recipeOptions = (recipe: Recipe, { writer, options }: Asked): readonly string[] =>
  recipe === "reflink"
    ? [
        ...optionSets[options].dracut,
        "--enhanced-cpio",
        // The early archive is a first call, which the second has to be appended to.
        ...(writers[writer].appends ? [] : ["--no-early-microcode"]),
      ]
    : ["--no-hostonly", `--${recipe}`];

/** dracut's call in the subject; its temporary folder and its output are on the subject's file system, as its sources. */
export const dracut = (root: string, plan: Asked, recipe: Recipe): Command => ({
  program: "chroot",
  args: [
    ...[root, "dracut", "--force", "--reproducible"],
    ...["--tmpdir", "/var/tmp"],
    ...["--kver", plan.kernel.version],
    ...recipeOptions(recipe, plan),
    archivePath(recipe),
  ],
});

/** dracut 059 says its version with exit status 1. */
export const dracutVersion = (root: string): Command => ({
  program: "chroot",
  args: [root, "sh", "-c", "dracut --version || true"],
});
