import { constants } from "node:fs";
import { open } from "node:fs/promises";

/** The first `most` bytes of a file, as text. Somebody else wrote it: neither its length nor its kind is what it should be. */
export async function readHead(path: string, max: number): Promise<string> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const { size } = await file.stat();
  const head = Buffer.alloc(Math.min(size, max));
  let length = 0;
  while (length < head.length) {
    const { bytesRead } = await file.read(head, length, head.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return head.toString("utf8", 0, length);
}
