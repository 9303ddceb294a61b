// snippet-start:[javascript.v3.firehose.actions.PutRecordBatch]
import {
  type _Record,
  type FirehoseClient,
  PutRecordBatchCommand,
  type PutRecordBatchCommandOutput,
} from '@aws-sdk/client-firehose';
import { UnclearReplyError } from './failures.ts';
import type { RecordOutcome } from './outcomes.ts';
import { type Reply, sendUntilSettled } from './retry.ts';
import type { RetryOptions } from './retry-policy.ts';

/**
 * Sends up to 500 records to a Firehose stream in PutRecordBatch calls until each is delivered or has spent its
 * attempts. A call that succeeds can still carry failed entries: only those are sent again, in their order.
 *
 * PutRecordBatch promises no order across calls: records behind a failed one are stored before its retry. Delivery is
 * at least once, because Firehose has no idempotency key.
 *
 * @param client - The SDK's client, made with `maxAttempts: 1`; otherwise its retries multiply with these.
 * @param batch - `streamName`, and 1 to 500 `records` of 1 to 1,024,000 bytes, 4 MiB in all. Firehose joins records as
 *   they are, so each needs its own newline. (Source: PutRecordBatch in the Firehose API reference.)
 * @param options - Attempts, waits, signal and callbacks.
 * @returns One outcome a record, in the order of `records`: delivered or undelivered.
 * @throws UnsettledError where the service refused the whole call for good (its `cause` is the SDK's error), or the
 *   signal was aborted. Its `outcomes` say which records were delivered before.
 * @example
 * ```ts
 * import { FirehoseClient } from '@aws-sdk/client-firehose';
 * import { putRecordBatch } from './put-record-batch.ts';
 *
 * const client = new FirehoseClient({ maxAttempts: 1 });
 * const records = ['{"number":1}\n', '{"number":2}\n'].map((line) => new TextEncoder().encode(line));
 * const outcomes = await putRecordBatch(client, { streamName: 'alerts', records }, { attempts: 5 });
 * const lost = outcomes.filter((outcome) => outcome.status === 'undelivered');
 * ```
 */
export function putRecordBatch(
  client: Pick<FirehoseClient, 'send'>,
  batch: { readonly streamName: string; readonly records: Pick<readonly Uint8Array[], 'length' | 'at'> },
  options: RetryOptions = {},
): Promise<readonly RecordOutcome[]> {
  const commandFor = (positions: readonly number[]) => {
    const Records: _Record[] = [];
    for (const position of positions) Records.push({ Data: batch.records.at(position) });
    return new PutRecordBatchCommand({ DeliveryStreamName: batch.streamName, Records });
  };
  const send = async (positions: readonly number[]) => readReply(await client.send(commandFor(positions)));
  return sendUntilSettled(batch.records.length, send, options);
}

/** Takes the entries from a response, or throws where it contradicts itself. */
function readReply(response: PutRecordBatchCommandOutput): Reply {
  const { RequestResponses, FailedPutCount, $metadata } = response;
  // The SDK passes on what the server wrote, also where that is no list, or a list with null in it.
  const entries = Array.isArray(RequestResponses) ? RequestResponses : [];
  let failed = 0;
  let unclear = 0;
  for (const entry of entries) {
    if (entry?.ErrorCode) failed += 1;
    else if (entry?.RecordId === undefined) unclear += 1;
  }
  if (FailedPutCount !== failed || unclear > 0) {
    throw new UnclearReplyError(
      `The reply has ${entries.length} entries, ${failed} of them failed, and FailedPutCount is ${FailedPutCount}.`,
    );
  }
  return { entries, requestId: $metadata.requestId };
}
// snippet-end:[javascript.v3.firehose.actions.PutRecordBatch]
