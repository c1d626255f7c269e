/**
 * Does `work` on each item, so many at a time; they start in their order, and `done` is told in that order, too. Gives
 * the results in the same order. When one fails, no other is started, and the failure is told when those under way have
 * ended.
 */
export async function inOrder<T, R>(
  items: readonly T[],
  jobs: number,
  work: (item: T) => Promise<R>,
  done: (item: T, result: R) => void,
): Promise<R[]> {
  const results = new Map<number, R>();
  let next = 0;
  let text = 0;
  let failure: { readonly error: unknown } | undefined;

  const worker = async () => {
    while (failure === undefined && next < items.length) {
      const index = next++;
      try {
        results.set(index, await work(items[index] as T));
        for (; results.has(text); text++) done(items[text] as T, results.get(text) as R);
      } catch (error) {
        failure ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  if (failure !== undefined) throw failure.error;
  return items.map((_, index) => results.get(index) as R);
}
