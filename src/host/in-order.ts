/**
 * Calls `work` for each item, `jobs` at a time, in order; `done` is called in that order, too. Returns the results in the
 * same order. After a failure no other item is started, and the error is thrown once the running ones have ended.
 */
export async function inOrder<T, R>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<R>,
  done: (item: T, result: R) => void,
): Promise<R[]> {
  const results = new Map<number, R>();
  let next = 0;
  let reported = 0;
  let failure: { readonly error: unknown } | undefined;

  const worker = async () => {
    while (failure === undefined && next < items.length) {
      const index = next++;
      try {
        results.set(index, await work(items[index] as T));
        for (; results.has(reported); reported++) done(items[reported] as T, results.get(reported) as R);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  if (failure !== undefined) throw failure.error;
  return items.map((_, index) => results.get(index) as R);
}
