/** Settles as the promise does, or rejects with the signal's reason: what does not answer is not waited for. */
export function raceAbort<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

/** Aborts after so many milliseconds with ETIMEDOUT, and says what took too long. Keeps no process alive. */
export function deadline(ms: number, what: string): AbortSignal {
  const controller = new AbortController();
  const took = ms < 120_000 ? `${ms / 1000} seconds` : `${ms / 60_000} minutes`;
  const late = () => Object.assign(new Error(`${what} took more than ${took}`), { code: "ETIMEDOUT" });
  setTimeout(() => controller.abort(late()), ms).unref();
  return controller.signal;
}

/** Milliseconds in which an engine answers a request that is no work: on a machine under load it takes a second or two. */
export const engineTimeout = 60_000;

/** An answer of the engine, or an error that says which one it owes. Whoever waits for it stays alive. */
export async function withEngineTimeout<T>(what: string, request: Promise<T>, signal?: AbortSignal): Promise<T> {
  const late = deadline(engineTimeout, `the engine's answer (${what})`);
  // A request whose engine dies may never settle, and holds nothing open: the process would end as if all were done.
  const alive = setTimeout(() => {}, 2 * engineTimeout);
  try {
    return await raceAbort(signal === undefined ? late : AbortSignal.any([signal, late]), request);
  } finally {
    clearTimeout(alive);
  }
}
