import { dockerHub, registryOf } from "./credentials.ts";

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
