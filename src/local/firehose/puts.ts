import { jsonInput, jsonTextReply } from '../json-protocol.ts';
import { type Call, WireError, type WireReply } from '../service.ts';
import type { FirehoseMetrics } from './metrics.ts';
import type { OpenStream } from './open-stream.ts';
import { asCallError, type EntryOutcome, ingest, SLOW_DOWN } from './put.ts';
import { type PutRequest, readPutRecord, readPutRecordBatch } from './put-input.ts';
import { batchReply, recordReply } from './put-reply.ts';
import { statusOf } from './stream.ts';
import { namedStream, type StreamOperationsContext } from './stream-operations.ts';

/** What puts work with. */
export interface PutContext extends StreamOperationsContext {
  readonly metrics: FirehoseMetrics;
  /** Shown the sizes of all records of every valid put. */
  readonly onRecords: (lengths: readonly number[]) => void;
}

/** PutRecord: the one entry's failure is the failure of the call. */
export function putRecord(call: Call, context: PutContext): WireReply {
  const [outcome] = put(call, context, readPutRecord(jsonInput(call.request)));
  if (outcome === undefined || outcome.status === 'failed') throw asCallError(outcome ?? SLOW_DOWN);
  return jsonTextReply(call.request, recordReply(outcome.recordId));
}

/** PutRecordBatch: failures of entries stand inside of a 200. */
export function putRecordBatch(call: Call, context: PutContext): WireReply {
  return jsonTextReply(
    call.request,
    batchReply(put(call, context, readPutRecordBatch(jsonInput(call.request)))),
  );
}

function put(call: Call, context: PutContext, request: PutRequest): readonly EntryOutcome[] {
  const open = writableStream(request.streamName, context);
  const { lengths } = request.records;
  context.onRecords(lengths);
  if (open.buckets?.takeRequest(call.request.receivedAt) === false) {
    countThrottled(call, context, request);
    throw asCallError(SLOW_DOWN);
  }
  const outcomes = ingest(open, call, request.records, context.faults.onEntries(call.operation, call.number));
  publish(call, context, open, outcomes, lengths);
  return outcomes;
}

/** The service counts the records of a call that it had no room for, and so does a 503 on order. */
export function countRefused(call: Call, context: PutContext, { code }: WireError): void {
  if (code !== SLOW_DOWN.code) return;
  try {
    const input = jsonInput(call.request);
    countThrottled(
      call,
      context,
      call.operation === 'PutRecord' ? readPutRecord(input) : readPutRecordBatch(input),
    );
  } catch (error) {
    // A request that can't be read has no records to count; it is refused by order all the same.
    if (!(error instanceof WireError)) throw error;
  }
}

function countThrottled(
  call: Call,
  { metrics, streams }: PutContext,
  { streamName, records }: PutRequest,
): void {
  if (streams.get(streamName) === undefined) return;
  const { receivedAt: at } = call.request;
  metrics.onThrottled(streamName, { operation: putOf(call), throttledRecords: records.lengths.length, at });
}

function writableStream(name: string, context: PutContext): OpenStream {
  const open = namedStream({ DeliveryStreamName: name }, context);
  if (open.stream.type !== 'DirectPut') {
    const message = `This operation is not permitted on ${open.stream.type} delivery stream type.`;
    throw new WireError('InvalidArgumentException', message);
  }
  if (statusOf(open.stream, context.now()) === 'ACTIVE') return open;
  // The documentation promises an exception and names none: this is the one for a stream that isn't there yet.
  throw new WireError(
    'ResourceNotFoundException',
    `Firehose ${name} under account ${context.accountId} is not ACTIVE yet.`,
  );
}

function publish(
  call: Call,
  { metrics, now }: PutContext,
  { stream }: OpenStream,
  outcomes: readonly EntryOutcome[],
  lengths: readonly number[],
): void {
  let storedRecords = 0;
  let storedBytes = 0;
  let throttledRecords = 0;
  for (const [position, outcome] of outcomes.entries()) {
    if (outcome.status === 'stored') {
      storedRecords += 1;
      storedBytes += lengths[position] ?? 0;
    } else if (outcome.code === SLOW_DOWN.code) throttledRecords += 1;
  }
  const { receivedAt: at } = call.request;
  const latencyMs = now() - at;
  const operation = putOf(call);
  metrics.onPut(stream.name, { operation, storedRecords, storedBytes, throttledRecords, latencyMs, at });
}

const putOf = ({ operation }: Call): 'PutRecord' | 'PutRecordBatch' =>
  operation === 'PutRecord' ? 'PutRecord' : 'PutRecordBatch';
