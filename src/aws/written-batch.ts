import {
  PutRecordBatchCommand,
  type PutRecordBatchCommandInput,
  type PutRecordBatchCommandOutput,
} from '@aws-sdk/client-firehose';
import { batchBodyRoom, recordsOf, writeBatchBody } from './batch-body.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { CallOptions, FirehoseTransport } from './transport.ts';
import { HEAD_ROOM_BYTES } from './wire/request-bytes.ts';

/** A PutRecordBatch call whose body is written. */
export interface WrittenBatch {
  readonly streamName: string;
  /** With {@link HEAD_ROOM_BYTES} bytes of the same memory in front of it. */
  readonly body: Buffer;
}

/** Makes any call, and those of written batches on a way of their own. */
export interface BatchSender extends FirehoseTransport {
  /**
   * @param batch - Is only read, so that it can be sent once more. The pool is made to forget a body that may still be
   *   on its way when the call is over.
   */
  sendBatch(batch: WrittenBatch, options: CallOptions): Promise<PutRecordBatchCommandOutput>;
}

/**
 * Writes the body of each PutRecordBatch call before anything is waited for, straight into a lent buffer, and lets go
 * of its command: an entry and a view for each record of all calls on the wire would outlive V8's looks at the youngest
 * objects, and take more memory than the records.
 */
export function writingTransport(sender: BatchSender, pool: BufferPool): FirehoseTransport {
  const send = (command: { readonly input: object }, options: CallOptions = {}) => {
    const batch = command instanceof PutRecordBatchCommand ? write(command.input, pool) : undefined;
    if (batch === undefined) return sender.send(command as never, options as never);
    return sender.sendBatch(batch, options).finally(() => pool.give(batch.body));
  };
  return { send: send as FirehoseTransport['send'] };
}

/** `undefined` for an input that is the SDK's to tell of; see {@link recordsOf}. */
function write(input: PutRecordBatchCommandInput, pool: BufferPool): WrittenBatch | undefined {
  const { DeliveryStreamName: streamName = '' } = input;
  const records = recordsOf(input);
  if (records === undefined) return undefined;
  const room = pool.take(HEAD_ROOM_BYTES + batchBodyRoom(streamName, records));
  return { streamName, body: writeBatchBody(room.subarray(HEAD_ROOM_BYTES), streamName, records) };
}
