import type { PutRecordBatchCommandInput } from '@aws-sdk/client-firehose';

/** The characters of base64, two at a time: each pair of them stands for 12 bits. */
const PAIRS = base64Pairs();

function base64Pairs(): Uint8Array {
  const alphabet = Buffer.from(
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.concat('abcdefghijklmnopqrstuvwxyz0123456789+/'),
    'latin1',
  );
  const pairs = new Uint8Array(2 * 4096);
  for (let bits = 0; bits < 4096; bits += 1)
    pairs.set([alphabet[bits >> 6] ?? 0, alphabet[bits & 63] ?? 0], 2 * bits);
  return pairs;
}

const EQUALS = 0x3d;
const BETWEEN = Buffer.from('"},{"Data":"');
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

/** Length in bytes of the body that {@link writeBatchBody} writes. */
export function batchBodyLength(streamName: string, records: readonly Uint8Array[]): number {
  let length = bodyStart(streamName).length + END.length + BETWEEN.length * (records.length - 1);
  for (const record of records) length += 4 * Math.ceil(record.length / 3);
  return length;
}

/**
 * Writes the JSON body of a PutRecordBatch call straight into a buffer, with no string in between.
 *
 * @param target - At least {@link batchBodyLength} bytes.
 * @param records - 1 or more.
 * @returns The part of `target` that is the body.
 */
export function writeBatchBody(target: Buffer, streamName: string, records: readonly Uint8Array[]): Buffer {
  const start = bodyStart(streamName);
  target.set(start, 0);
  let at = start.length;
  for (const [position, record] of records.entries()) {
    if (position > 0) {
      target.set(BETWEEN, at);
      at += BETWEEN.length;
    }
    at = writeBase64(target, at, record);
  }
  target.set(END, at);
  return target.subarray(0, at + END.length);
}

/** Writes bytes as base64 with padding, and returns the place behind them. */
function writeBase64(target: Buffer, start: number, bytes: Uint8Array): number {
  const whole = bytes.length - (bytes.length % 3);
  let at = start;
  for (let from = 0; from < whole; from += 3) {
    const bits =
      ((bytes[from] as number) << 16) | ((bytes[from + 1] as number) << 8) | (bytes[from + 2] as number);
    const first = (bits >> 12) << 1;
    const second = (bits & 4095) << 1;
    target[at] = PAIRS[first] as number;
    target[at + 1] = PAIRS[first + 1] as number;
    target[at + 2] = PAIRS[second] as number;
    target[at + 3] = PAIRS[second + 1] as number;
    at += 4;
  }
  return whole === bytes.length ? at : writeRest(target, at, bytes[whole] ?? 0, bytes[whole + 1]);
}

function writeRest(target: Buffer, at: number, first: number, second: number | undefined): number {
  const bits = (first << 16) | ((second ?? 0) << 8);
  target[at] = PAIRS[(bits >> 12) << 1] ?? 0;
  target[at + 1] = PAIRS[((bits >> 12) << 1) + 1] ?? 0;
  target[at + 2] = second === undefined ? EQUALS : (PAIRS[(bits & 4095) << 1] ?? 0);
  target[at + 3] = EQUALS;
  return at + 4;
}
