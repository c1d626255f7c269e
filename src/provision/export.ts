import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Digest } from "../domain/cell.ts";
import { StageFailure, UserError } from "../domain/failure.ts";
import { digestFile } from "../sys/digest.ts";
import { hasImage, runLabel } from "./engine.ts";
import type { Provisioner } from "./kernels.ts";
import { follow } from "./progress.ts";

/** Milliseconds that a registry may take to hand out an image. */
const pullPatience = 600_000;

/** What an engine says where it is the way to a registry that fails: nothing is known then of the image. */
export const unreachable =
  /no such host|server misbehaving|connection (refused|reset)|(network is|host is) unreachable|no route to host|timeout|timed out|deadline exceeded|\bEOF\b|x509|proxyconnect|toomanyrequests|\b50[0234] /i;

export type Exporting = Pick<Provisioner, "engine" | "runId" | "signal" | "say">;

/** An image of the engine's, pulled when it has none of that name, and the way to its file system as a tar archive. */
export async function exportImage(
  reference: string,
  { engine, runId, signal, say }: Exporting,
  patience: number = pullPatience,
): Promise<{ readonly id: Digest; readonly exportTo: (path: string) => Promise<Digest> }> {
  if (!(await hasImage(engine, reference))) {
    say(`pulling subject ${reference}`);
    const deadline = AbortSignal.timeout(patience);
    await raced(AbortSignal.any([signal, deadline]), async (abortSignal) =>
      follow(engine, await engine.pull(reference, { abortSignal })),
    ).catch((cause) => {
      signal.throwIfAborted();
      const why = deadline.aborted ? `its registry was not done after ${patience / 1000} s` : (cause as Error).message;
      const what = `subject image:${reference}`;
      const told = `is not here and cannot be pulled: ${why}`;
      if (deadline.aborted || unreachable.test(why)) throw new StageFailure("provision", what, `it ${told}`, "MISS");
      throw new UserError(`${what} ${told}. Mend its name, or log in to its registry (docker login)`, { cause });
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

/** An engine that hears of an abort may take its time; whoever waits need not. */
async function raced<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_, reject) =>
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true }),
  );
  return Promise.race([work(signal), aborted]);
}

/** The reference of the image in what `docker save` wrote. */
export async function loadSubjectImage(archive: string, { engine, signal, say }: Exporting): Promise<string> {
  say(`loading subject ${archive}`);
  const said = await follow(engine, await engine.loadImage(createReadStream(archive), { abortSignal: signal }));
  const reference = /Loaded image(?: ID)?: (\S+)/.exec(said)?.[1];
  if (reference === undefined)
    throw new UserError(`subject ${archive}: the engine found no image in it: ${said.trim()}`);
  return reference;
}
