import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { digestFile, digestOf } from "../../lib/digest.ts";
import type { Digest } from "../../model/cell.ts";
import { StageFailure, UserError } from "../../model/errors.ts";
import type { Provisioner } from "../staging/kernels.ts";
import { credentialsFor, dockerHub, registryOf } from "./docker-config.ts";
import { deadline, type Engine, follow, hasImage, raceAbort, runLabel } from "./engine.ts";

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

/** Milliseconds in which a registry answers. */
const answerMs = 10_000;

/** Docker Hub's host (docker/docker: registry.DefaultV2Registry). */
const dockerHubHost = "registry-1.docker.io";

/** Status codes of a registry that is asked too often, or too slow (RFC 9110, RFC 6585). */
const later: readonly number[] = [408, 429];

/**
 * Whether an image could not be pulled because its registry is out of reach, so that nothing is known about the image. The engine
 * hands on a registry's refusal by its status code; for everything else there are only words, and the registry is asked.
 */
export async function isOutOfReach(reference: string, error: unknown, signal: AbortSignal): Promise<boolean> {
  const { code, statusCode = 0 } = error as { readonly code?: string; readonly statusCode?: number };
  if (code === "ETIMEDOUT" || later.includes(statusCode)) return true;
  if (statusCode >= 400 && statusCode < 500) return false;
  return !(await answers(reference, signal));
}

/** Whether the registry answers its API's first request, be it by asking for a login (OCI distribution-spec, end-1). */
async function answers(reference: string, signal: AbortSignal): Promise<boolean> {
  const registry = registryOf(reference);
  const host = registry === dockerHub ? dockerHubHost : registry;
  // An engine may know a registry as one without TLS.
  for (const protocol of ["https", "http"]) {
    const either = AbortSignal.any([signal, AbortSignal.timeout(answerMs)]);
    const status = await fetch(`${protocol}://${host}/v2/`, { signal: either, redirect: "manual" }).then(
      (response) => response.status,
      () => 0,
    );
    signal.throwIfAborted();
    if (status > 0) return status < 500 && !later.includes(status);
  }
  return false;
}

type Exporting = Pick<Provisioner, "runId" | "signal" | "log"> & { readonly engine: Engine };

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
