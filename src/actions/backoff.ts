// snippet-start:[javascript.v3.firehose.helpers.Backoff]
/**
 * Full jitter: 0 to the exponential bound, so that senders that failed together don't come back together.
 * (Source: "Exponential Backoff And Jitter" in AWS's architecture blog.)
 *
 * @param attempt - Number of the call that failed, from 1.
 * @param baseDelayMs - Upper bound of the first wait, in milliseconds; it doubles with each call.
 * @param maxDelayMs - Upper bound of every wait, in milliseconds.
 * @param random - Source of the jitter, from 0 up to but not including 1. @defaultValue Math.random
 * @returns The wait before the next call, in milliseconds.
 * @example
 * ```ts
 * import { fullJitter, sleep } from './backoff.ts';
 *
 * // After the third failed call: up to 400 ms.
 * await sleep(fullJitter(3, 100, 20_000));
 * ```
 */
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

/**
 * Waits for a time, or until the signal is aborted.
 *
 * @param ms - Milliseconds; what is more than 24 days is cut to that.
 * @param signal - Ends the wait early.
 * @returns A promise that resolves either way, and never rejects.
 * @example
 * ```ts
 * import { sleep } from './backoff.ts';
 *
 * await sleep(1_000, AbortSignal.timeout(500));
 * ```
 */
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
