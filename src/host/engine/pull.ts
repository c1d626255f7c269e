import { credentialsFor } from "./credentials.ts";
import type { Engine } from "./engine.ts";
import { follow } from "./engine-progress.ts";
import { deadline, raceAbort } from "./engine-timeout.ts";

/** Milliseconds that a registry may take to hand out an image. */
const pullMs = 600_000;

/** Has the engine pull an image, with the credentials of `docker login`. Rejects with what it says, or, once its registry took too long, with that. */
export async function pullImage(
  reference: string,
  { engine, signal }: { readonly engine: Engine; readonly signal: AbortSignal },
  timeout: number = pullMs,
): Promise<void> {
  const authconfig = await credentialsFor(reference, process.env);
  const either = AbortSignal.any([signal, deadline(timeout, "its registry")]);
  // An engine that hears of an abort may take its time; whoever waits need not.
  await raceAbort(
    either,
    engine
      .pull(reference, { abortSignal: either, ...(authconfig ? { authconfig } : {}) })
      .then((progress) => follow(engine, progress)),
  );
}
