import type { Faults } from '../faults/faults.ts';
import { jsonError, jsonInput, jsonReply, jsonTextReply, unknownJsonOperation } from '../json-protocol.ts';
import { targetOf } from '../request-names.ts';
import { type Call, type Service, WireError, type WireReply } from '../service.ts';
import type { FirehoseMetrics } from './metrics.ts';
import type { OpenStream } from './open-stream.ts';
import { asCallError, type EntryOutcome, ingest, SLOW_DOWN } from './put.ts';
import { type PutRequest, readPutRecord, readPutRecordBatch } from './put-input.ts';
import { batchReply, recordReply } from './put-reply.ts';
import { statusOf } from './stream.ts';
import { createStreamOperations, namedStream, type StreamOperationsContext } from './stream-operations.ts';

const TARGET = 'Firehose_20150804';

/** What Firehose works with. */
export interface FirehoseContext extends StreamOperationsContext {
  readonly faults: Faults;
  readonly metrics: FirehoseMetrics;
  /** Shown the sizes of all records of every valid put. */
  readonly onRecords: (lengths: readonly number[]) => void;
}

/** Amazon Data Firehose: AWS JSON 1.1, target `Firehose_20150804.OPERATION`. */
export function createFirehose(context: FirehoseContext): Service {
  const operations = createStreamOperations(context);
  const isPut = (operation: string): boolean => operation === 'PutRecord' || operation === 'PutRecordBatch';

  return {
    name: 'firehose',
    claims: (request) => targetOf(request)?.prefix === TARGET,
    operationOf(request) {
      const operation = targetOf(request)?.operation ?? '';
      return isPut(operation) || Object.hasOwn(operations, operation) ? operation : undefined;
    },
    async handle(call) {
      if (call.operation === 'PutRecord') return putRecord(call, context);
      if (call.operation === 'PutRecordBatch') return putRecordBatch(call, context);
      return jsonReply(call.request, (await operations[call.operation]?.(jsonInput(call.request))) ?? {});
    },
    refuse: jsonError,
    unknownOperation: unknownJsonOperation,
    async close() {
      await Promise.all(context.streams.all().map(({ delivery }) => delivery.close()));
    },
  };
}

function putRecord(call: Call, context: FirehoseContext): WireReply {
  const [outcome] = put(call, context, readPutRecord(jsonInput(call.request)));
  if (outcome === undefined || outcome.status === 'failed') throw asCallError(outcome ?? SLOW_DOWN);
  return jsonTextReply(call.request, recordReply(outcome.recordId));
}

function putRecordBatch(call: Call, context: FirehoseContext): WireReply {
  return jsonTextReply(
    call.request,
    batchReply(put(call, context, readPutRecordBatch(jsonInput(call.request)))),
  );
}

function put(
  call: Call,
  context: FirehoseContext,
  { streamName, records }: PutRequest,
): readonly EntryOutcome[] {
  const open = writableStream(streamName, context);
  context.onRecords(records.lengths);
  const { receivedAt } = call.request;
  const isThrottled = open.buckets !== undefined && !open.buckets.takeRequest(receivedAt);
  const outcomes: readonly EntryOutcome[] = isThrottled
    ? records.lengths.map(() => SLOW_DOWN)
    : ingest(open, call, records, context.faults.onEntries(call.operation, call.number));
  publish(call, context, open, outcomes, records.lengths);
  if (isThrottled) throw asCallError(SLOW_DOWN);
  return outcomes;
}

function writableStream(name: string, context: FirehoseContext): OpenStream {
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
  { metrics, now }: FirehoseContext,
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
  const operation = call.operation === 'PutRecord' ? 'PutRecord' : 'PutRecordBatch';
  metrics.onPut(stream.name, {
    operation,
    storedRecords,
    storedBytes,
    throttledRecords,
    latencyMs: now() - at,
    at,
  });
}
