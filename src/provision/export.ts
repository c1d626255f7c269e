import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Digest } from "../domain/cell.ts";
import { UserError } from "../domain/failure.ts";
import { digestFile } from "../sys/digest.ts";
import { hasImage, runLabel } from "./engine.ts";
import type { Provisioner } from "./kernels.ts";
import { pullImage } from "./pull.ts";

export type Exporting = Pick<Provisioner, "engine" | "runId" | "signal" | "say">;

/** An image of the engine's, pulled when it has none of that name, and the way to its file system as a tar archive. */
export async function exportImage(
  reference: string,
  { engine, runId, signal, say }: Exporting,
  patience?: number,
): Promise<{ readonly id: Digest; readonly exportTo: (path: string) => Promise<Digest> }> {
  if (!(await hasImage(engine, reference))) {
    say(`pulling subject ${reference}`);
    await pullImage(reference, { engine, signal }, patience).catch((cause: Error) => {
      signal.throwIfAborted();
      throw new UserError(`subject image:${reference} is not here and cannot be pulled: ${cause.message}`, { cause });
    });
  }
  const { Id } = await engine.getImage(reference).inspect();
  const exportTo = async (path: string): Promise<Digest> => {
    // Never started: the command only has to be there.
    const container = await engine.createContainer({ Image: reference, Cmd: ["/"], Labels: { [runLabel]: runId } });
    try {
      await pipeline(await container.export(), createWriteStream(path), { signal });
      return await digestFile(path);
    } finally {
      await container.remove({ force: true });
    }
  };
  return { id: Id as Digest, exportTo };
}
