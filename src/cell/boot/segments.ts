/** The name of the entry that ends an archive, with its NUL (usr/gen_init_cpio.c). */
const trailerName = "TRAILER!!!\0";

/** The first bytes of a compressed segment (lib/decompress.c), and the command that unpacks standard input to standard output. */
const compressors = [
  { magic: [0x28, 0xb5, 0x2f, 0xfd], command: "zstd --decompress --stdout --quiet" },
  { magic: [0x1f, 0x8b], command: "gzip --decompress --stdout --quiet" },
  { magic: [0xfd, 0x37, 0x7a, 0x58], command: "xz --decompress --stdout --quiet" },
  { magic: [0x42, 0x5a, 0x68], command: "bzip2 --decompress --stdout --quiet" },
  { magic: [0x5d, 0x00, 0x00], command: "xz --format=lzma --decompress --stdout --quiet" },
  { magic: [0x02, 0x21, 0x4c, 0x18], command: "lz4 --decompress --stdout --quiet" },
] as const;

/** A range of a file, bytes. */
export type Segment = {
  readonly offset: number;
  readonly length: number;
  /** Unpacks a compressed segment; absent: a newc archive as it is. */
  readonly decompress?: string;
};

/**
 * The segments of one file, each newc archive with its trailer, as dracut 112 writes them, and a compressed one, which reaches
 * to the end of the file. The list ends where a segment is neither. Between two there may be NULs (init/initramfs.c).
 */
export function archiveSegments(file: Buffer): Segment[] {
  const segments: Segment[] = [];
  const field = (at: number, index: number) =>
    Number.parseInt(file.toString("latin1", at + 6 + 8 * index, at + 14 + 8 * index), 16);
  for (let start = 0; ; ) {
    while (file[start] === 0) start++;
    const compressor = compressors.find(({ magic }) => magic.every((byte, index) => file[start + index] === byte));
    if (compressor)
      return [...segments, { offset: start, length: file.length - start, decompress: compressor.command }];
    let at = start;
    for (let last = false; !last; ) {
      if (!/^07070[12]$/.test(file.toString("latin1", at, at + 6))) return segments;
      const [size, nameSize] = [field(at, 6), field(at, 11)];
      const name = file.toString("latin1", at + 110, at + 110 + trailerName.length);
      last = name === trailerName;
      at = aligned(aligned(at + 110 + nameSize) + size);
      if (!(at > 0) || at > aligned(file.length)) return segments;
    }
    segments.push({ offset: start, length: at - start });
    start = at;
  }
}

/** newc's own four bytes. */
const aligned = (offset: number): number => Math.ceil(offset / 4) * 4;
