// snippet-start:[javascript.v3.firehose.helpers.Backoff]
/** Full jitter: 0 to the exponential bound, so that senders that failed together don't come back together. */
export function fullJitter(
  attempt: number,
  baseDelayMs: number,
  maxDelayMs: number,
  random = Math.random,
): number {
  // Throttled records may be sent thousands of times: 2 ** 1024 is infinite, and 0 times that is no number.
  return random() * Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(attempt - 1, 50));
}

/** Node ends a longer timer at once, so that a long wait would become a hot loop. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Waits for `ms` milliseconds, or until the signal is aborted; it resolves either way. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.min(ms, LONGEST_TIMER_MS));
    signal?.addEventListener('abort', done, { once: true });
  });
}
// snippet-end:[javascript.v3.firehose.helpers.Backoff]
