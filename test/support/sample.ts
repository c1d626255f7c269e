import { writers } from "../../src/model/axes.ts";

const columns = ["file-system", "kernel", "distro", "writer", "dracut-options", "bootloader", "clone-kernel"] as const;

/**
 * The sample of the matrix that each CI run takes: what becomes of the sharing, and where. Every value of every axis is in
 * it, and every two values that go together, of file systems their kinds and of writers whether they share. Debian has no
 * program dracut-cpio, and gen_init_cpio in its kernel's source alone.
 */
export const sample: readonly (readonly string[])[] = [
  // The first has the controls on its file system.
  "shared    btrfs-subvolume  5.10  bookworm  3cpio          plain            grub    host",
  "shared    btrfs-nodatacow  5.10  bookworm  cowpio         hostonly         direct  host",
  "shared    btrfs-64k-nodes  5.10  bookworm  cowpio         strip            direct  guest",
  "copied    btrfs            5.10  sid       gnu-cpio       plain            grub    host",
  "shared    btrfs-snapshot   5.10  sid       cowpio-3cpio   plain            direct  host",
  "copied    btrfs            sid   bookworm  bsdcpio        plain            direct  host",
  "copied    xfs              5.10  sid       gnu-cpio       plain            direct  host",
  "shared    xfs-1k           sid   bookworm  3cpio          plain            direct  host",
  "shared    xfs-rmapbt       sid   sid       cowpio         plain            grub    guest",
  "shared    btrfs-zstd       6.12  trixie    cowpio         align-64k        direct  host",
  "copied    xfs-no-reflink   6.12  trixie    cowpio         plain            direct  host",
  "shared    btrfs            6.12  sid       cowpio         default          direct  host",
  // This dracut compresses the whole archive.
  "SKIP      btrfs            6.12  trixie    cowpio         zstd-compressed  direct  host",
  "SKIP      btrfs            6.12  trixie    dracut-cpio    plain            direct  host",
  "SKIP      btrfs            6.12  trixie    gen_init_cpio  plain            direct  host",
].map((row) => row.split(/ +/));

/** As `include` takes them. */
export const include = sample
  .map(([, ...values]) => columns.map((column, index) => `${column}=${values[index]}`).join(" "))
  .join("; ");

/** Every two kinds of values that meet in a cell which passed. */
export function pairsIn(rows: readonly (readonly string[])[]): ReadonlySet<string> {
  const kinds = rows
    .filter(([what]) => what !== "SKIP")
    .map(([, fileSystem = "", kernel, distro, writer = "", _, bootloader, cloneKernel]) => [
      ...[fileSystem.replace(/-.*/, ""), `kernel ${kernel}`, `distro ${distro}`],
      ...[writers[writer as keyof typeof writers].reflinks ? "shares" : "copies", bootloader, cloneKernel],
    ]);
  return new Set(
    kinds.flatMap((row) => row.flatMap((one, at) => row.slice(at + 1).map((other) => `${one} and ${other}`))),
  );
}
