import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { digestFile, digestOf } from "../../lib/digest.ts";
import type { Digest } from "../../model/cell.ts";
import { StageFailure, UserError } from "../../model/failure.ts";
import type { Provisioner } from "../staging/kernels.ts";
import { hasImage, runLabel } from "./engine.ts";
import { pullImage } from "./pull.ts";
import { isOutOfReach } from "./registry.ts";

export type Exporting = Pick<Provisioner, "engine" | "runId" | "signal" | "log">;

/** An image of the engine's, pulled when it has none of that name, and the way to its file system as a tar archive. */
export async function exportImage(
  reference: string,
  { engine, runId, signal, log }: Exporting,
  timeout?: number,
): Promise<{ readonly id: Digest; readonly exportTo: (path: string) => Promise<Digest> }> {
  if (!(await hasImage(engine, reference))) {
    log(`pulling distro ${reference}`);
    await pullImage(reference, { engine, signal }, timeout).catch(async (cause: Error) => {
      signal.throwIfAborted();
      const what = `distro image:${reference}`;
      const text = `is not here and cannot be pulled: ${cause.message}`;
      if (await isOutOfReach(reference, cause, signal))
        throw new StageFailure("provision", what, `it ${text}`, "INCONCLUSIVE");
      throw new UserError(`${what} ${text}. Correct its name, or log in to its registry (docker login)`, { cause });
    });
  }
  const { RootFS } = await engine.getImage(reference).inspect();
  // An engine's image id depends on its store (containerd or not); the layers' digests do not.
  const id = digestOf((RootFS.Layers ?? []).join("\n"));
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
  return { id, exportTo };
}
