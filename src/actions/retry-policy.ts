// snippet-start:[javascript.v3.firehose.helpers.RetryPolicy]
import { sleep } from './backoff.ts';
import type { RecordOutcome } from './outcomes.ts';

/** How often and how long records are sent again; each option has a default. */
export interface RetryOptions {
  /** Calls that a record may take part in, the first one included, 1 or more. @defaultValue 10 */
  readonly attempts?: number;
  /** Upper bound of the first wait, in milliseconds; it doubles with each call. @defaultValue 100 */
  readonly baseDelayMs?: number;
  /** Upper bound of every wait, in milliseconds. @defaultValue 20000 */
  readonly maxDelayMs?: number;
  /**
   * Time from the first call after which a record that is throttled, or doesn't reach the endpoint, is given up, in
   * milliseconds: both cost time, not attempts. @defaultValue 120000
   */
  readonly giveUpAfterMs?: number;
  /** Ends the waiting and forbids further calls; a call on the wire is awaited, otherwise nobody knows what it stored. */
  readonly signal?: AbortSignal | undefined;
  /** Outcomes of earlier calls for the same records, one each, so that their attempts go on counting. */
  readonly earlier?: readonly RecordOutcome[] | undefined;
  /** Called after each call, for logs and counts. */
  readonly onAttempt?: (attempt: Attempt) => void;
  /** Source of the jitter, from 0 up to but not including 1. @defaultValue Math.random */
  readonly random?: () => number;
  /** Waits; resolves early when the signal is aborted. @defaultValue sleep */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Clock for `giveUpAfterMs`, in milliseconds. @defaultValue performance.now */
  readonly now?: () => number;
}

/** What one call did. */
export interface Attempt {
  /** Number of the call among those for the same records, counted from 1. */
  readonly attempt: number;
  /** Records in the call. */
  readonly records: number;
  /** Failed entries in the reply; `undefined` where the call had no usable reply. */
  readonly failedPutCount: number | undefined;
  /** Code of the call's error, or of the first failed entry; `undefined` where all went well. */
  readonly errorCode: string | undefined;
  readonly requestId: string | undefined;
  /** Duration of the call, in milliseconds. */
  readonly durationMs: number;
  /** Wait before the next call, in milliseconds; `undefined` where none follows. */
  readonly delayMs: number | undefined;
}

/** What may stay undefined is told apart, otherwise this compiles with `exactOptionalPropertyTypes` only. */
export type Policy = Required<Omit<RetryOptions, 'signal' | 'earlier'>> &
  Pick<RetryOptions, 'signal' | 'earlier'> & { readonly startedAt: number };

/**
 * Completes options with their defaults, and begins to count the time.
 *
 * @param options - Those that are given.
 * @returns All of them.
 * @throws RangeError for an option out of its bounds.
 * @example
 * ```ts
 * import { completePolicy } from './retry-policy.ts';
 *
 * const { baseDelayMs, maxDelayMs } = completePolicy({ attempts: 5 });
 * ```
 */
export function completePolicy(options: RetryOptions): Policy {
  const now = options.now ?? (() => performance.now());
  const policy = {
    attempts: options.attempts ?? 10,
    baseDelayMs: options.baseDelayMs ?? 100,
    maxDelayMs: options.maxDelayMs ?? 20_000,
    giveUpAfterMs: options.giveUpAfterMs ?? 120_000,
    signal: options.signal,
    earlier: options.earlier,
    onAttempt: options.onAttempt ?? (() => {}),
    random: options.random ?? Math.random,
    sleep: options.sleep ?? sleep,
    now,
    startedAt: now(),
  };
  if (!(policy.attempts >= 1))
    throw new RangeError('`attempts` must be 1 or more: it counts the first call too.');
  if (!(policy.baseDelayMs >= 0)) throw new RangeError('`baseDelayMs` must be 0 or more milliseconds.');
  if (!(policy.maxDelayMs >= 0)) throw new RangeError('`maxDelayMs` must be 0 or more milliseconds.');
  if (!(policy.giveUpAfterMs >= 0)) throw new RangeError('`giveUpAfterMs` must be 0 or more milliseconds.');
  return policy;
}
// snippet-end:[javascript.v3.firehose.helpers.RetryPolicy]
