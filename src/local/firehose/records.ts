import { WireError } from '../service.ts';

/** The records of one call, their bytes one after the other. */
export interface Records {
  /** Valid until the next call is decoded: all calls share the memory, because a fresh 4 MiB each is slow to get. */
  readonly data: Buffer;
  readonly lengths: readonly number[];
}

let scratch = Buffer.allocUnsafeSlow(0);

/**
 * Decodes the base64 of all records into one buffer. Text that isn't base64 is the service's SerializationException;
 * Node's own decoder would skip over it and store something else.
 */
export function decodeRecords(blobs: readonly string[]): Records {
  const lengths = blobs.map(decodedLength);
  const data = scratchOf(lengths.reduce((sum, length) => sum + length, 0));
  let offset = 0;
  for (const [index, blob] of blobs.entries()) {
    const length = lengths[index] ?? 0;
    if (length > 0 && data.write(blob, offset, length, 'base64') !== length) throw notBase64();
    offset += length;
  }
  return { data, lengths };
}

function scratchOf(length: number): Buffer {
  if (scratch.length < length) scratch = Buffer.allocUnsafeSlow(length);
  return scratch.subarray(0, length);
}

/** Bytes that this base64 text stands for. */
export function decodedLength(blob: string): number {
  if (blob.length % 4 !== 0 || blob.includes('-') || blob.includes('_')) throw notBase64();
  const padding = blob.endsWith('==') ? 2 : blob.endsWith('=') ? 1 : 0;
  return (blob.length / 4) * 3 - padding;
}

/** Each record's bytes with its position in the request, from 0. */
export function* eachRecord({
  data,
  lengths,
}: Records): Generator<readonly [position: number, bytes: Buffer]> {
  let offset = 0;
  for (const [position, length] of lengths.entries()) {
    yield [position, data.subarray(offset, offset + length)];
    offset += length;
  }
}

/** Only the records for which `keep` holds, with their positions in the request. */
export function selectRecords(
  records: Records,
  keep: (position: number) => boolean,
): Records & { readonly positions: readonly number[] } {
  const kept = [...eachRecord(records)].filter(([position]) => keep(position));
  const data = Buffer.concat(kept.map(([, bytes]) => bytes));
  return {
    data,
    lengths: kept.map(([, bytes]) => bytes.length),
    positions: kept.map(([position]) => position),
  };
}

function notBase64(): WireError {
  return new WireError('SerializationException', 'A member of type blob is not valid base64.');
}
