// snippet-start:[javascript.v3.firehose.helpers.Retry]
import type { PutRecordBatchResponseEntry } from '@aws-sdk/client-firehose';
import pRetry from 'p-retry';
import { fullJitter } from './backoff.ts';
import {
  describeError,
  type Failure,
  failureOfCall,
  failureOfEntry,
  NOT_SENT_CODE,
  UnclearReplyError,
} from './failures.ts';
import { NOT_SENT, type RecordOutcome, UnsettledError } from './outcomes.ts';
import { type Attempt, completePolicy, type Policy, type RetryOptions } from './retry-policy.ts';

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

/** Writes the outcomes that a call decides, and returns the positions that are to be sent again. */
function settle(
  outcomes: RecordOutcome[],
  sent: readonly number[],
  result: CallResult,
  attempt: number,
  policy: Policy,
): readonly number[] {
  // Nothing that the service refuses for good is settled by it: its caller decides whom the refusal is meant for.
  // Nor does a call that wasn't sent say anything of its records.
  if (result.kind === 'failure' && isSilent(result.failure)) return sent;
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

const isSilent = ({ failureClass, errorCode }: Failure) =>
  failureClass === 'permanent' || errorCode === NOT_SENT_CODE;

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
