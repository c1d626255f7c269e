/**
 * Cells for the values of axes that a cover of pairs leaves out, as rules of `include`, and what becomes of their sharing;
 * the sample that each CI run takes, and the long matrix.
 */
export const rest: Readonly<Record<string, { readonly rule: string; readonly sharing: string }>> = {
  "btrfs-nodatacow-6.12-hostonly": { rule: "file-system=btrfs-nodatacow options=hostonly", sharing: "shared" },
  "btrfs-64k-nodes-6.12-strip": { rule: "file-system=btrfs-64k-nodes options=strip", sharing: "shared" },
  "xfs-1k-6.12-align_64k": { rule: "file-system=xfs-1k options=align-64k", sharing: "shared" },
  "xfs-no-reflink-6.12": { rule: "file-system=xfs-no-reflink", sharing: "copied" },
  "btrfs-6.12-bsdcpio": { rule: "file-system=btrfs writer=bsdcpio", sharing: "copied" },
  "xfs-6.12-zstd_compressed": { rule: "file-system=xfs options=zstd-compressed", sharing: "unproven" },
};

/** Writers that Debian has no program of: the kernel's is in its source alone, dracut's own is left out of dracut's package. */
export const withoutProgram = {
  "btrfs-6.12-dracut_cpio": "dracut-cpio",
  "btrfs-6.12-gen_init_cpio": "gen_init_cpio",
} as const;

export const include = [
  ...Object.values(rest).map(({ rule }) => rule),
  ...Object.values(withoutProgram).map((writer) => `file-system=btrfs writer=${writer}`),
]
  .map((rule) => `${rule} kernel=6.12 subject=trixie`)
  .join("; ");
