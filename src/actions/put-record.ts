// snippet-start:[javascript.v3.firehose.actions.PutRecord]
import { type FirehoseClient, PutRecordCommand } from '@aws-sdk/client-firehose';
import { UnclearReplyError } from './failures.ts';
import type { RecordOutcome } from './outcomes.ts';
import { sendUntilSettled } from './retry.ts';
import type { RetryOptions } from './retry-policy.ts';

/**
 * Sends one record to a Firehose stream in PutRecord calls until it is delivered or has spent its attempts.
 *
 * @param client - The SDK's client, made with `maxAttempts: 1`; otherwise its retries multiply with these.
 * @param entry - `streamName`, and the `record`: 1 to 1,024,000 bytes, its newline included.
 *   (Source: PutRecord in the Firehose API reference.)
 * @param options - Attempts, waits, signal and callbacks.
 * @returns The record's outcome: delivered or undelivered.
 * @throws UnsettledError where the service refused the call for good (its `cause` is the SDK's error), or the signal
 *   was aborted.
 * @example
 * ```ts
 * import { FirehoseClient } from '@aws-sdk/client-firehose';
 * import { putRecord } from './put-record.ts';
 *
 * const client = new FirehoseClient({ maxAttempts: 1 });
 * const record = new TextEncoder().encode('{"number":1}\n');
 * const outcome = await putRecord(client, { streamName: 'alerts', record });
 * const recordId = outcome.status === 'delivered' ? outcome.recordId : undefined;
 * ```
 */
export async function putRecord(
  client: Pick<FirehoseClient, 'send'>,
  entry: { readonly streamName: string; readonly record: Uint8Array },
  options: RetryOptions = {},
): Promise<RecordOutcome> {
  const send = async () => {
    const input = { DeliveryStreamName: entry.streamName, Record: { Data: entry.record } };
    const { RecordId, $metadata } = await client.send(new PutRecordCommand(input));
    if (RecordId === undefined) throw new UnclearReplyError('The reply to PutRecord has no RecordId.');
    return { entries: [{ RecordId }], requestId: $metadata.requestId };
  };
  const [outcome] = await sendUntilSettled(1, send, options);
  if (outcome === undefined) throw new TypeError('One record has one outcome.');
  return outcome;
}
// snippet-end:[javascript.v3.firehose.actions.PutRecord]
