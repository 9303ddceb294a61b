/**
 * The next value of a source, or its end as soon as the signal is aborted. Promise.race with a promise that lives as
 * long as the run would keep every value in memory.
 */
export function nextOrAbort<T>(source: AsyncIterator<T>, signal: AbortSignal): Promise<IteratorResult<T>> {
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve({ done: true, value: undefined });
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    source
      .next()
      .finally(() => signal.removeEventListener('abort', onAbort))
      .then(resolve, reject);
  });
}
