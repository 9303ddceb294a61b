import { fullJitter } from '../actions/backoff.ts';
import { isRefusedForContent } from '../actions/failures.ts';
import { type RecordOutcome, UnsettledError } from '../actions/outcomes.ts';
import { putRecord } from '../actions/put-record.ts';
import { putRecordBatch } from '../actions/put-record-batch.ts';
import type { FirehoseTransport } from '../aws/transport.ts';
import type { EncodedRecord } from '../records/record.ts';
import { explainError } from './explain-error.ts';
import { bytesOf, lowerBatchBytes, refuse } from './refuse-record.ts';
import { retryOptions } from './retry-options.ts';
import type { Run } from './run.ts';
import { settleRecords } from './settle-records.ts';
import type { Parcel } from './wire/parcel.ts';
import { callsBehind } from './wire/parcel.ts';
import { firstDelayMs, leftoversOf, Postponement, postpone } from './wire/postponement.ts';
import type { Turn } from './wire/turns.ts';
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
  const turn = run.turnOfCall?.();
  const options = retryOptions(run, run.putRecordBatch, 'PutRecordBatch', {
    records,
    bytes,
    earlier,
    turn,
    callsBefore: callsBehind(parcel),
    baseDelayMs: firstDelayMs(parcel, run.settings.baseDelayMs),
    sleep: postpone,
  });
  const batch = { streamName: run.settings.stream, records: viewsOf(records) };
  return putRecordBatch(takingTurns(run.transport, turn), batch, options);
}

/** Makes as many calls as it takes, and waits between them. */
function sendUntilSettled(run: Run): Send {
  return async (records, earlier) => {
    const bytes = bytesOf(records);
    // Where the run is stopped meanwhile, the action makes no call.
    await run.pacer.admit({ records: records.length, bytes }, run.stopping.noNewCalls);
    const turn = run.turnOfCall?.();
    const sending = { records, bytes, earlier, turn };
    const options = retryOptions(run, run.putRecordBatch, 'PutRecordBatch', sending);
    const batch = { streamName: run.settings.stream, records: viewsOf(records) };
    return putRecordBatch(takingTurns(run.transport, turn), batch, options);
  };
}

/** A transport whose calls, one at a time, wait for their turn when they are ready. */
function takingTurns(transport: FirehoseTransport, turn: Turn | undefined): FirehoseTransport {
  if (turn === undefined) return transport;
  const options = { onReady: turn.begin, onReplied: turn.end };
  const send = (command: never) => transport.send(command, options as object).finally(turn.end);
  return { send: send as FirehoseTransport['send'] };
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

/**
 * What an action sends, looked up when it makes a call: a view takes twice the memory of its record, and those of all
 * calls on the wire would outlive V8's looks at the youngest objects.
 */
function viewsOf(records: readonly EncodedRecord[]): Pick<readonly Uint8Array[], 'length' | 'at'> {
  return { length: records.length, at: (position) => records[position]?.data };
}
