// snippet-start:[javascript.v3.firehose.helpers.Retry]
import type { PutRecordBatchResponseEntry } from '@aws-sdk/client-firehose';
import pRetry from 'p-retry';
import { fullJitter, sleep } from './backoff.ts';
import { describeError, type Failure, failureOfCall, failureOfEntry, UnclearReplyError } from './failures.ts';
import { NOT_SENT, type RecordOutcome, UnsettledError } from './outcomes.ts';

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

/** What came back from one call: an entry for each record that was sent, in order. */
export interface Reply {
  readonly entries: readonly PutRecordBatchResponseEntry[];
  readonly requestId: string | undefined;
}

/**
 * Sends records until each is settled, and sends again only those that failed.
 *
 * @param count - Number of records, 1 or more.
 * @param send - Makes one call with the records at the given positions; its reply has one entry for each, in order.
 * @param options - Attempts, waits, signal and callback.
 * @returns One outcome a record, in order: delivered or undelivered.
 * @throws UnsettledError where the service refused the whole call for good, or the signal was aborted; RangeError for an
 *   option out of its bounds.
 * @example
 * ```ts
 * import { Firehose } from '@aws-sdk/client-firehose';
 * import { sendUntilSettled } from './retry.ts';
 *
 * const client = new Firehose({ maxAttempts: 1 });
 * const texts = ['{"number":1}\n', '{"number":2}\n'];
 * const outcomes = await sendUntilSettled(texts.length, async (positions) => {
 *   const Records = positions.map((position) => ({ Data: new TextEncoder().encode(texts[position]) }));
 *   const reply = await client.putRecordBatch({ DeliveryStreamName: 'alerts', Records });
 *   return { entries: reply.RequestResponses ?? [], requestId: reply.$metadata.requestId };
 * });
 * ```
 */
export async function sendUntilSettled(
  count: number,
  send: (positions: readonly number[]) => Promise<Reply>,
  options: RetryOptions = {},
): Promise<readonly RecordOutcome[]> {
  const policy = completePolicy(options);
  const outcomes = policy.earlier ? [...policy.earlier] : new Array<RecordOutcome>(count).fill(NOT_SENT);
  // What an earlier call settled isn't sent again, otherwise it would be stored twice.
  let pending = pendingPositions(outcomes);
  if (pending.length === 0) return outcomes;
  if (policy.signal?.aborted) throw new UnsettledError(outcomes, policy.signal.reason);

  const makeCall = async (attempt: number) => {
    const calledAt = performance.now();
    const sent = pending;
    const result = await send(sent).then((reply) => asReply(reply, sent.length), asFailure);
    const durationMs = performance.now() - calledAt;
    pending = settle(outcomes, sent, result, attempt, policy);
    const delayMs = pending.length === 0 ? undefined : nextDelay(result, attempt, policy);
    policy.onAttempt({ attempt, records: sent.length, ...factsOf(result), durationMs, delayMs });
    if (pending.length > 0) throw new UnfinishedError(delayMs, 'error' in result ? result.error : undefined);
  };

  await pRetry(makeCall, {
    // The outcomes say when a record has spent its attempts, because a throttled record spends none.
    retries: Number.POSITIVE_INFINITY,
    // The waits of p-retry have no jitter at their upper bound, so the wait is ours.
    factor: 1,
    minTimeout: 0,
    maxTimeout: 0,
    maxRetryTime: Number.POSITIVE_INFINITY,
    randomize: false,
    shouldConsumeRetry: () => true,
    onFailedAttempt: async ({ error }) => {
      const delayMs = delayOf(error);
      if (delayMs !== undefined) await policy.sleep(delayMs, policy.signal);
    },
    shouldRetry: ({ error }) => delayOf(error) !== undefined && policy.signal?.aborted !== true,
  }).catch((error: unknown) => {
    const cause = error instanceof UnfinishedError ? error.cause : error;
    throw new UnsettledError(outcomes, policy.signal?.aborted ? policy.signal.reason : cause);
  });
  return outcomes;
}

function pendingPositions(outcomes: readonly RecordOutcome[]): readonly number[] {
  const positions: number[] = [];
  for (let position = 0; position < outcomes.length; position += 1)
    if (outcomes[position]?.status === 'pending') positions.push(position);
  return positions;
}

type CallResult =
  | { readonly kind: 'reply'; readonly reply: Reply }
  | { readonly kind: 'failure'; readonly failure: Failure; readonly error: unknown };

/** What may stay undefined is told apart, otherwise this compiles with `exactOptionalPropertyTypes` only. */
type Policy = Required<Omit<RetryOptions, 'signal' | 'earlier'>> &
  Pick<RetryOptions, 'signal' | 'earlier'> & { readonly startedAt: number };

/** Carries the wait before the next call through p-retry; without a wait there is no next call. */
class UnfinishedError extends Error {
  readonly delayMs: number | undefined;

  constructor(delayMs: number | undefined, cause: unknown) {
    super('Some records are not settled yet.', { cause });
    this.delayMs = delayMs;
  }
}

const delayOf = (error: unknown) => (error instanceof UnfinishedError ? error.delayMs : undefined);
const asFailure = (error: unknown): CallResult => ({ kind: 'failure', failure: failureOfCall(error), error });

/** Entries are matched with records by position, so a reply with more or fewer of them tells nothing of any record. */
function asReply(reply: Reply, sent: number): CallResult {
  const { length } = reply.entries;
  if (length === sent) return { kind: 'reply', reply };
  return asFailure(new UnclearReplyError(`The reply has ${length} entries for ${sent} records.`));
}

function completePolicy(options: RetryOptions): Policy {
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

/** Writes the outcomes that a call decides, and returns the positions that are to be sent again. */
function settle(
  outcomes: RecordOutcome[],
  sent: readonly number[],
  result: CallResult,
  attempt: number,
  policy: Policy,
): readonly number[] {
  // Nothing that the service refuses for good is settled by it: its caller decides whom the refusal is meant for.
  if (result.kind === 'failure' && result.failure.failureClass === 'permanent') return sent;
  const unsettled: number[] = [];
  let place = 0;
  for (const position of sent) {
    const before = outcomes[position] ?? NOT_SENT;
    const entry = result.kind === 'reply' ? result.reply.entries[place] : undefined;
    const failure = result.kind === 'failure' ? result.failure : failureOfEntry(entry);
    const after = failure
      ? afterFailure(before, failure, attempt, policy)
      : afterSuccess(before, entry?.RecordId);
    outcomes[position] = after;
    place += 1;
    if (after.status === 'pending') unsettled.push(position);
  }
  return unsettled;
}

/** What becomes of most records where nobody reads ids; one object stands for all of them. */
const DELIVERED_AT_ONCE: RecordOutcome = Object.freeze({
  status: 'delivered',
  recordId: '',
  attempts: 1,
  possiblyDuplicated: false,
});

function afterSuccess(before: RecordOutcome, recordId = ''): RecordOutcome {
  if (before === NOT_SENT && recordId === '') return DELIVERED_AT_ONCE;
  const possiblyDuplicated = before.status === 'pending' && before.maybeStored;
  return { status: 'delivered', recordId, attempts: before.attempts + 1, possiblyDuplicated };
}

function afterFailure(
  before: RecordOutcome,
  failure: Failure,
  attempt: number,
  policy: Policy,
): RecordOutcome {
  const { failureClass, errorCode, errorMessage } = failure;
  const costsTime = failureClass === 'throttled' || failureClass === 'unreachable';
  const isFree = costsTime || (failureClass === 'clock-skew' && attempt === 1);
  const attempts = before.attempts + (isFree ? 0 : 1);
  const isSpent = costsTime
    ? policy.now() - policy.startedAt >= policy.giveUpAfterMs
    : attempts >= policy.attempts;
  const maybeStored = (before.status === 'pending' && before.maybeStored) || failureClass === 'ambiguous';
  return { status: isSpent ? 'undelivered' : 'pending', errorCode, errorMessage, attempts, maybeStored };
}

/** The wait before the next call, in milliseconds; `undefined` where there must be none. */
function nextDelay(result: CallResult, attempt: number, policy: Policy): number | undefined {
  const failureClass = result.kind === 'failure' ? result.failure.failureClass : 'transient';
  if (failureClass === 'permanent' || policy.signal?.aborted) return undefined;
  if (failureClass === 'clock-skew') return 0;
  return fullJitter(attempt, policy.baseDelayMs, policy.maxDelayMs, policy.random);
}

function factsOf(result: CallResult): Pick<Attempt, 'failedPutCount' | 'errorCode' | 'requestId'> {
  if (result.kind === 'failure') {
    const { requestId } = describeError(result.error);
    return { failedPutCount: undefined, errorCode: result.failure.errorCode, requestId };
  }
  let failedPutCount = 0;
  let errorCode: string | undefined;
  for (const { ErrorCode } of result.reply.entries) {
    if (!ErrorCode) continue;
    failedPutCount += 1;
    errorCode ??= ErrorCode;
  }
  return { failedPutCount, errorCode, requestId: result.reply.requestId };
}
// snippet-end:[javascript.v3.firehose.helpers.Retry]
