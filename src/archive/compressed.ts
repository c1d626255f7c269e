import { open } from "node:fs/promises";

/** The first bytes of what dracut's compressors write. */
const magics: Readonly<Record<string, string>> = { zstd: "28b52ffd", gzip: "1f8b" };

/** The compressor of an archive; undefined when it is none of these, as an archive that is not compressed. */
export async function compressorOf(archive: string): Promise<string | undefined> {
  await using file = await open(archive);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
  const start = buffer.subarray(0, bytesRead).toString("hex");
  return Object.keys(magics).find((name) => start.startsWith(magics[name] as string));
}
