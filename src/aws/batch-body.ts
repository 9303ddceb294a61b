import type { _Record, PutRecordBatchCommandInput } from '@aws-sdk/client-firehose';
import { BETWEEN_BYTES, writeEntries } from './write-entries.ts';

const END = Buffer.from('"}]}');

/** The bytes of a batch's records; `undefined` where there is none, or one that isn't bytes: that is the SDK's to tell. */
export function recordsOf({ Records }: PutRecordBatchCommandInput): readonly Uint8Array[] | undefined {
  // Who doesn't write TypeScript may give anything; a throw here would be none of the promise.
  if (!Array.isArray(Records)) return undefined;
  const records: Uint8Array[] = [];
  for (const entry of Records as readonly (_Record | null | undefined)[]) {
    const data = entry?.Data;
    if (!(data instanceof Uint8Array)) return undefined;
    records.push(data);
  }
  return records.length === 0 ? undefined : records;
}

/** The part of a PutRecordBatch body in front of its first record. */
function bodyStart(streamName: string): Buffer {
  return Buffer.from(`{"DeliveryStreamName":${JSON.stringify(streamName)},"Records":[{"Data":"`);
}

/** Bytes that {@link writeBatchBody} writes. */
export function batchBodyRoom(streamName: string, records: readonly Uint8Array[]): number {
  let length = bodyStart(streamName).length + END.length + BETWEEN_BYTES * (records.length - 1);
  for (const record of records) length += 4 * Math.ceil(record.length / 3);
  return length;
}

/**
 * Writes the JSON body of a PutRecordBatch call straight into a buffer, with no string in between.
 *
 * @param target - At least {@link batchBodyRoom} bytes.
 * @param records - 1 or more.
 * @returns The part of `target` that is the body.
 */
export function writeBatchBody(target: Buffer, streamName: string, records: readonly Uint8Array[]): Buffer {
  const start = bodyStart(streamName);
  target.set(start);
  const end = writeEntries(target, start.length, records);
  target.set(END, end);
  return target.subarray(0, end + END.length);
}
