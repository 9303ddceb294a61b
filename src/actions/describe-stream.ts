// snippet-start:[javascript.v3.firehose.actions.DescribeDeliveryStream]
import {
  type DeliveryStreamDescription,
  DescribeDeliveryStreamCommand,
  type FirehoseClient,
} from '@aws-sdk/client-firehose';
import { sleep } from './backoff.ts';

/** What is to be known of a Firehose stream before records are put into it. */
export interface StreamDescription {
  /** CREATING, ACTIVE, DELETING, CREATING_FAILED … (Source: DescribeDeliveryStream in the Firehose API reference.) */
  readonly status: string;
  /** DirectPut, KinesisStreamAsSource, MSKAsSource … Only DirectPut streams take PutRecord and PutRecordBatch. */
  readonly type: string;
  readonly arn: string;
}

/**
 * Reads the status and the type of a Firehose stream.
 *
 * @param client - The SDK's client.
 * @param streamName - 1 to 64 of `[a-zA-Z0-9_.-]`. (Source: DescribeDeliveryStream in the API reference.)
 * @returns Status, type and ARN; `unknown` and an empty ARN where the service doesn't tell them.
 * @throws ResourceNotFoundException where this account has no such stream in this Region.
 * @example
 * ```ts
 * import { FirehoseClient } from '@aws-sdk/client-firehose';
 * import { describeStream } from './describe-stream.ts';
 *
 * const { status, type } = await describeStream(new FirehoseClient(), 'alerts');
 * const takesRecords = status === 'ACTIVE' && type === 'DirectPut';
 * ```
 */
export async function describeStream(
  client: Pick<FirehoseClient, 'send'>,
  streamName: string,
): Promise<StreamDescription> {
  const description = await describeWhole(client, streamName);
  return {
    status: description?.DeliveryStreamStatus ?? 'unknown',
    type: description?.DeliveryStreamType ?? 'unknown',
    arn: description?.DeliveryStreamARN ?? '',
  };
}

/**
 * Reads all that the service tells of a Firehose stream.
 *
 * @param client - The SDK's client.
 * @param streamName - 1 to 64 of `[a-zA-Z0-9_.-]`.
 * @returns The description as the service gives it; `undefined` where the reply has none.
 * @throws ResourceNotFoundException where this account has no such stream in this Region.
 */
export async function describeWhole(
  client: Pick<FirehoseClient, 'send'>,
  streamName: string,
): Promise<DeliveryStreamDescription | undefined> {
  const command = new DescribeDeliveryStreamCommand({ DeliveryStreamName: streamName });
  return (await client.send(command)).DeliveryStreamDescription;
}

/**
 * Waits until a new Firehose stream is ACTIVE, asking once in `intervalMs`.
 *
 * @param client - The SDK's client.
 * @param streamName - 1 to 64 of `[a-zA-Z0-9_.-]`.
 * @param options - `timeoutMs` (default 300,000) and `intervalMs` (default 2,000; the control plane takes 5 calls a
 *   second, says the Firehose quota page), and a `signal` that ends the waiting.
 * @returns The description of the stream once it is ACTIVE.
 * @throws Error where the stream failed, or isn't ACTIVE in time; the signal's reason where that was aborted;
 *   ResourceNotFoundException where there is no such stream.
 * @example
 * ```ts
 * import { FirehoseClient } from '@aws-sdk/client-firehose';
 * import { waitUntilActive } from './describe-stream.ts';
 *
 * const { arn } = await waitUntilActive(new FirehoseClient(), 'alerts', { timeoutMs: 120_000 });
 * ```
 */
export async function waitUntilActive(
  client: Pick<FirehoseClient, 'send'>,
  streamName: string,
  options: { readonly timeoutMs?: number; readonly intervalMs?: number; readonly signal?: AbortSignal } = {},
): Promise<StreamDescription> {
  const { timeoutMs = 300_000, intervalMs = 2_000, signal } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const description = await describeStream(client, streamName);
    if (description.status === 'ACTIVE') return description;
    if (description.status !== 'CREATING') {
      throw new Error(`Stream ${streamName} is ${description.status} and can't become ACTIVE.`);
    }
    if (performance.now() + intervalMs > deadline) {
      throw new Error(`Stream ${streamName} is still CREATING after ${timeoutMs} ms.`);
    }
    await sleep(intervalMs, signal);
  }
}
// snippet-end:[javascript.v3.firehose.actions.DescribeDeliveryStream]
