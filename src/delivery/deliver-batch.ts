import { fullJitter, sleep } from '../actions/backoff.ts';
import { isRefusedForContent } from '../actions/failures.ts';
import { type RecordOutcome, UnsettledError } from '../actions/outcomes.ts';
import { putRecord } from '../actions/put-record.ts';
import { putRecordBatch } from '../actions/put-record-batch.ts';
import type { Attempt, RetryOptions } from '../actions/retry.ts';
import type { EncodedRecord } from '../records/record.ts';
import { explainError } from './explain-error.ts';
import { bytesOf, lowerBatchBytes, refuse } from './refuse-record.ts';
import type { Run } from './run.ts';
import { settleRecords } from './settle-records.ts';
import type { StageCounts } from './stage-counts.ts';
import type { Parcel } from './wire/parcel.ts';
import { callsBehind } from './wire/parcel.ts';
import { firstDelayMs, leftoversOf, Postponement, postpone } from './wire/postponement.ts';
import type { Leftover } from './wire/wire-queue.ts';

/** Sends one record by PutRecord and books its outcome. */
export async function deliverRecord(run: Run, record: EncodedRecord): Promise<void> {
  const bytes = record.length;
  run.putRecord.take(1, bytes);
  const { stream: streamName } = run.settings;
  const send: Send = async (_, earlier) => {
    const options = retryOptions(run, run.putRecord, 'PutRecord', { records: [record], bytes, earlier });
    return [await putRecord(run.transport, { streamName, record: record.data }, options)];
  };
  await deliver(run, [record], send, earlierOutcomes(run, [record]));
}

/**
 * Sends a parcel by one PutRecordBatch call and books what became of its records. One that is refused for its content
 * is halved at once, and sent until each record is settled.
 *
 * @returns What is to be sent again later.
 */
export async function deliverParcel(run: Run, parcel: Parcel): Promise<readonly Leftover[]> {
  const { records } = parcel;
  if (!parcel.calls) run.putRecordBatch.take(records.length, parcel.bytes);
  const earlier = parcel.earlier ?? earlierOutcomes(run, records);
  try {
    await settleRecords(run, records, await sendOnce(run, parcel, earlier));
  } catch (error) {
    if (!(error instanceof UnsettledError)) throw error;
    if (!(error.cause instanceof Postponement)) {
      await settleUnsettled(run, records, sendUntilSettled(run), error);
      return [];
    }
    await settleThoseSettled(run, records, error);
    const { baseDelayMs, maxDelayMs } = run.settings;
    return leftoversOf(parcel, error.outcomes, (calls) => fullJitter(calls, baseDelayMs, maxDelayMs));
  }
  return [];
}

/** Makes one call; records that are to be sent again are left to the caller. */
function sendOnce(
  run: Run,
  parcel: Parcel,
  earlier: readonly RecordOutcome[] | undefined,
): Promise<readonly RecordOutcome[]> {
  const { records, bytes } = parcel;
  const options = retryOptions(run, run.putRecordBatch, 'PutRecordBatch', {
    records,
    bytes,
    earlier,
    callsBefore: callsBehind(parcel),
    baseDelayMs: firstDelayMs(parcel, run.settings.baseDelayMs),
    sleep: postpone,
  });
  return putRecordBatch(
    run.transport,
    { streamName: run.settings.stream, records: viewsOf(records) },
    options,
  );
}

/** Makes as many calls as it takes, and waits between them. */
function sendUntilSettled(run: Run): Send {
  return async (records, earlier) => {
    const bytes = bytesOf(records);
    // Where the run is stopped meanwhile, the action makes no call.
    await run.pacer.admit({ records: records.length, bytes }, run.stopping.noNewCalls);
    const options = retryOptions(run, run.putRecordBatch, 'PutRecordBatch', { records, bytes, earlier });
    return putRecordBatch(
      run.transport,
      { streamName: run.settings.stream, records: viewsOf(records) },
      options,
    );
  };
}

type Send = (
  records: readonly EncodedRecord[],
  earlier: readonly RecordOutcome[] | undefined,
) => Promise<readonly RecordOutcome[]>;

/** Records that an earlier run may have stored have an ambiguous attempt behind them. */
function earlierOutcomes(
  { checkpoint }: Run,
  records: readonly EncodedRecord[],
): RecordOutcome[] | undefined {
  for (const one of records) {
    if (!isDoubtful(checkpoint, one)) continue;
    return records.map((record) => ({
      status: 'pending',
      attempts: 0,
      maybeStored: isDoubtful(checkpoint, record),
    }));
  }
  return undefined;
}

function isDoubtful(checkpoint: Run['checkpoint'], { index, origin }: EncodedRecord): boolean {
  return origin?.maybeStored === true || checkpoint?.isDoubtful(index) === true;
}

async function deliver(
  run: Run,
  records: readonly EncodedRecord[],
  send: Send,
  earlier?: readonly RecordOutcome[],
): Promise<void> {
  try {
    await settleRecords(run, records, await send(records, earlier));
  } catch (error) {
    if (!(error instanceof UnsettledError)) throw error;
    await settleUnsettled(run, records, send, error);
  }
}

/** Books what was settled, then decides what becomes of the rest: halved, refused by itself, or pending. */
async function settleUnsettled(
  run: Run,
  records: readonly EncodedRecord[],
  send: Send,
  error: UnsettledError,
): Promise<void> {
  await settleThoseSettled(run, records, error);
  const isPending = (_: unknown, position: number) => error.outcomes[position]?.status === 'pending';
  const rest = records.filter(isPending);
  const outcomes = error.outcomes.filter(isPending);
  if (run.stopping.noNewCalls.aborted) return settleRecords(run, rest, outcomes);
  if (!isRefusedForContent(error.cause)) {
    run.stopping.halt(
      explainError(error.cause, { stream: run.settings.stream, endpoint: run.clients.endpoint }),
    );
    return settleRecords(run, rest, outcomes);
  }
  if (rest.length === 1) return refuse(run, rest, outcomes, error.cause);
  const { refused } = run.counts;
  const middle = Math.ceil(rest.length / 2);
  await deliver(run, rest.slice(0, middle), send, outcomes.slice(0, middle));
  await deliver(run, rest.slice(middle), send, outcomes.slice(middle));
  // Where a single record was the culprit, the size was not: smaller batches would only make the run slow.
  if (run.counts.refused === refused) lowerBatchBytes(run, rest, error.cause);
}

function settleThoseSettled(
  run: Run,
  records: readonly EncodedRecord[],
  { outcomes }: UnsettledError,
): Promise<void> {
  const isSettled = (_: unknown, position: number) => outcomes[position]?.status !== 'pending';
  return settleRecords(run, records.filter(isSettled), outcomes.filter(isSettled));
}

/** What is sent, and how it waits before a further call: by default where it stands. */
interface Sending {
  readonly records: readonly EncodedRecord[];
  readonly bytes: number;
  readonly earlier: readonly RecordOutcome[] | undefined;
  /** Calls that the records took part in already. */
  readonly callsBefore?: number;
  readonly baseDelayMs?: number;
  readonly sleep?: (ms: number) => Promise<void>;
}

/** Made at once and not from another one's options: an object that is spread and then changed costs a call 20 µs. */
function retryOptions(run: Run, stage: StageCounts, operation: string, sending: Sending): RetryOptions {
  const { attempts, maxDelayMs } = run.settings;
  const { records, earlier, baseDelayMs = run.settings.baseDelayMs } = sending;
  const { noNewCalls: signal } = run.stopping;
  const pacedSleep = async (ms: number) => {
    await sleep(ms, signal);
    await run.pacer.admit({ records: records.length, bytes: bytesOf(records) }, signal);
  };
  return {
    attempts,
    baseDelayMs,
    maxDelayMs,
    // The run as a whole gives up when nothing is delivered any more; a single batch doesn't.
    giveUpAfterMs: Number.POSITIVE_INFINITY,
    signal,
    earlier,
    onAttempt: (made) => bookAttempt(run, stage, operation, sending, made),
    sleep: sending.sleep ?? pacedSleep,
  };
}

function bookAttempt(
  run: Run,
  stage: StageCounts,
  operation: string,
  { records: [first], bytes, callsBefore = 0 }: Sending,
  made: Attempt,
): void {
  const attempt = callsBefore === 0 ? made : { ...made, attempt: callsBefore + made.attempt };
  stage.call(attempt);
  run.counts.lastAnswerAt = performance.now();
  const facts = {
    stream: run.settings.stream,
    operation,
    // A batch goes by the index of its first record.
    batch: first?.index,
    records: made.records,
    // A retry carries only some of the bytes.
    bytes: attempt.attempt === 1 ? bytes : undefined,
    attempt: attempt.attempt,
    requestId: made.requestId,
    durationMs: Math.round(made.durationMs),
  };
  const { errorCode, failedPutCount, delayMs } = made;
  if (errorCode === undefined) run.log.debug(facts, 'call succeeded');
  else run.log.warn({ ...facts, errorCode, failedPutCount, delayMs: round(delayMs) }, 'call failed');
}

const round = (ms: number | undefined) => (ms === undefined ? undefined : Math.round(ms));

/**
 * What an action sends, looked up when it makes a call: a view takes twice the memory of its record, and those of all
 * calls on the wire would outlive V8's looks at the youngest objects.
 */
function viewsOf(records: readonly EncodedRecord[]): Pick<readonly Uint8Array[], 'length' | 'at'> {
  return { length: records.length, at: (position) => records[position]?.data };
}
