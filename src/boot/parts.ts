/** The name of the entry that ends an archive, with its NUL (usr/gen_init_cpio.c). */
const trailerName = "TRAILER!!!\0";

/** A stretch of a file, bytes. */
export type Part = { readonly offset: number; readonly length: number };

/**
 * The archives that lie behind one another in one file, each with its trailer, as dracut 112 writes them; up to where it is
 * a newc archive no more. Between two there may be NULs (init/initramfs.c).
 */
export function archiveParts(file: Buffer): Part[] {
  const parts: Part[] = [];
  const field = (at: number, index: number) =>
    Number.parseInt(file.toString("latin1", at + 6 + 8 * index, at + 14 + 8 * index), 16);
  for (let start = 0; ; ) {
    while (file[start] === 0) start++;
    let at = start;
    for (let last = false; !last; ) {
      if (!/^07070[12]$/.test(file.toString("latin1", at, at + 6))) return parts;
      const [size, name] = [field(at, 6), field(at, 11)];
      last = file.toString("latin1", at + 110, at + 110 + trailerName.length) === trailerName;
      at = grid(grid(at + 110 + name) + size);
      if (!(at > 0) || at > grid(file.length)) return parts;
    }
    parts.push({ offset: start, length: at - start });
    start = at;
  }
}

/** newc's own four bytes. */
const grid = (offset: number): number => Math.ceil(offset / 4) * 4;
