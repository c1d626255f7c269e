import type { Recipe } from "../domain/cell.ts";
import type { Command } from "../domain/command.ts";

export const archivePath = (recipe: Recipe): string => `/boot/initramfs-${recipe}.img`;

/**
 * Conditions of sharing that dracut only documents: sources, tmpdir and output on one file system (all below
 * the subject's root), no compression, no stripping.
 */
const recipeOptions: Readonly<Record<Recipe, readonly string[]>> = {
  reflink: ["--no-compress", "--nostrip", "--enhanced-cpio"],
  gzip: ["--gzip"],
  zstd: ["--zstd"],
};

export const dracut = (root: string, kernelVersion: string, recipe: Recipe): Command => ({
  program: "chroot",
  args: [
    root,
    "dracut",
    "--force",
    "--no-hostonly",
    "--reproducible",
    "--tmpdir",
    "/var/tmp",
    "--kver",
    kernelVersion,
    ...recipeOptions[recipe],
    archivePath(recipe),
  ],
});

export const dracutVersion = (root: string): Command => ({ program: "chroot", args: [root, "dracut", "--version"] });
