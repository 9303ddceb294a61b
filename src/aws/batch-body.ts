import type { PutRecordBatchCommandInput } from '@aws-sdk/client-firehose';
import { writeBase64 } from './write-base64.ts';

const BETWEEN = Buffer.from('"},{"Data":"');
/** As fours of characters, like the base64 on both sides of it. */
const [BETWEEN_1 = 0, BETWEEN_2 = 0, BETWEEN_3 = 0] = new Int32Array(Uint8Array.from(BETWEEN).buffer);
const END = Buffer.from('"}]}');

/** The bytes of a batch's records; `undefined` where there is none, or one that isn't bytes: that is the SDK's to tell. */
export function recordsOf({ Records = [] }: PutRecordBatchCommandInput): readonly Uint8Array[] | undefined {
  const records: Uint8Array[] = [];
  for (const { Data } of Records) {
    if (!(Data instanceof Uint8Array)) return undefined;
    records.push(Data);
  }
  return records.length === 0 ? undefined : records;
}

/** The part of a PutRecordBatch body in front of its first record. */
function bodyStart(streamName: string): Buffer {
  return Buffer.from(`{"DeliveryStreamName":${JSON.stringify(streamName)},"Records":[{"Data":"`);
}

/** Bytes that {@link writeBatchBody} needs: those of the body, and up to three that stay free in front of it. */
export function batchBodyRoom(streamName: string, records: readonly Uint8Array[]): number {
  let length = 3 + bodyStart(streamName).length + END.length + BETWEEN.length * (records.length - 1);
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
  // Base64 is written four characters at a time, which takes a place that four divides.
  const from = (8 - ((target.byteOffset + start.length) % 4)) % 4;
  target.set(start, from);
  const fours = new Int32Array(target.buffer, 0, target.buffer.byteLength >> 2);
  const text = { bytes: target, fours };
  let four = (target.byteOffset + from + start.length) / 4;
  let isFirst = true;
  for (const record of records) {
    if (!isFirst) {
      fours[four] = BETWEEN_1;
      fours[four + 1] = BETWEEN_2;
      fours[four + 2] = BETWEEN_3;
      four += 3;
    }
    isFirst = false;
    four = writeBase64(text, four, record);
  }
  const end = 4 * four - target.byteOffset;
  target.set(END, end);
  return target.subarray(from, end + END.length);
}
