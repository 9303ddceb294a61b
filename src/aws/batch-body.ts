import type { PutRecordBatchCommandInput } from '@aws-sdk/client-firehose';
import { type PairTarget, writeBase64 } from './write-base64.ts';

const BETWEEN = Buffer.from('"},{"Data":"');
/** Two characters at a time, as the base64 on both sides of it. */
const BETWEEN_PAIRS = new Uint16Array(Uint8Array.from(BETWEEN).buffer);
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

/** Bytes that {@link writeBatchBody} needs: those of the body, and one that may stay free in front of it. */
export function batchBodyRoom(streamName: string, records: readonly Uint8Array[]): number {
  let length = 1 + bodyStart(streamName).length + END.length + BETWEEN.length * (records.length - 1);
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
  // Base64 is written two characters at a time, which takes an even place.
  const from = (target.byteOffset + start.length) % 2;
  target.set(start, from);
  const text = { bytes: target, pairs: new Uint16Array(target.buffer, 0, target.buffer.byteLength >> 1) };
  let at = from + start.length;
  let place = 0;
  for (const record of records) {
    if (place > 0) at = writeBetween(text, at);
    at = writeBase64(text, at, record);
    place += 1;
  }
  target.set(END, at);
  return target.subarray(from, at + END.length);
}

function writeBetween({ bytes, pairs }: PairTarget, at: number): number {
  const pair = (bytes.byteOffset + at) >> 1;
  for (let place = 0; place < BETWEEN_PAIRS.length; place += 1)
    pairs[pair + place] = BETWEEN_PAIRS[place] as number;
  return at + BETWEEN.length;
}
