import type { EncodedRecord } from './record.ts';

/** Records that fill less than this share of the memory they stand in get bytes of their own. */
const SPARSE = 1 / 4;

/**
 * Copies what one chunk gave where most of the chunk is something else, such as rejected lines or white space: a record
 * of 100 bytes would keep 128 KiB in memory for as long as it waits, and a batch of 500 such ones 64 MiB.
 *
 * @param records - Those of one chunk; the first and the last may have bytes of their own.
 */
export function withoutSparseChunk(records: readonly EncodedRecord[]): readonly EncodedRecord[] {
  let bytes = 0;
  for (const { length } of records) bytes += length;
  if (bytes >= SPARSE * sizeOfChunk(records)) return records;
  const own = new Uint8Array(bytes);
  let at = 0;
  // Each field by its name: what a record looks up when it is asked isn't copied by spreading it.
  return records.map(({ index, file, offset, origin, length, data }) => {
    own.set(data, at);
    at += length;
    return { index, file, offset, origin, length, data: own.subarray(at - length, at) };
  });
}

/** A look at three records and not at all of them, because each costs a view. */
function sizeOfChunk(records: readonly EncodedRecord[]): number {
  const looked = [records[0], records[records.length >> 1], records.at(-1)];
  return Math.max(0, ...looked.map((record) => record?.data.buffer.byteLength ?? 0));
}
