import { Readable } from 'node:stream';
import { type ReadOptions, readRecords } from '../../src/records/read-records.ts';
import type { EncodedRecord, RecordBlock, RejectedRecord } from '../../src/records/record.ts';

/** An encoded record; `length` bytes of `x` with a newline at their end unless `data` is given. */
export function encodedRecord(index: number, over: { length?: number; text?: string } = {}): EncodedRecord {
  const data = Buffer.from(over.text ?? `${'x'.repeat((over.length ?? 10) - 1)}\n`);
  return { index, file: 'input.ndjson', offset: index * 100, data, length: data.length };
}

export function encodedRecords(count: number, length = 10): EncodedRecord[] {
  return Array.from({ length: count }, (_, index) => encodedRecord(index, { length }));
}

export function rejectedRecord(index: number, over: Partial<RejectedRecord> = {}): RejectedRecord {
  const data = Buffer.from('{oops');
  const message = `input.ndjson, line ${index + 1} isn't JSON.`;
  const content = { kind: 'held', data } as const;
  const base = { index, file: 'input.ndjson', offset: index * 100, length: data.length };
  return { ...base, reason: 'malformed', message, content, ...over };
}

export function recordBlock(over: Partial<RecordBlock> = {}): RecordBlock {
  return { records: [], rejected: [], skippedLines: 0, inputBytes: 0, ...over };
}

/** Blocks as a reader gives them, `size` records each. */
export async function* blocksOf(
  records: readonly EncodedRecord[],
  size: number,
): AsyncGenerator<RecordBlock, void> {
  for (let at = 0; at < records.length; at += size)
    yield recordBlock({ records: records.slice(at, at + size) });
}

/** Everything that an async iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Bytes in pieces of `size`, each in memory of its own, as a stream to read from. */
export function streamOf(bytes: Uint8Array | string, size = 65_536): Readable {
  const all = Buffer.from(bytes);
  const pieces: Buffer[] = [];
  for (let at = 0; at < all.length; at += size) pieces.push(Buffer.from(all.subarray(at, at + size)));
  return Readable.from(pieces);
}

/** All that one reading gave. */
export interface Reading {
  readonly records: readonly EncodedRecord[];
  readonly rejected: readonly RejectedRecord[];
  readonly texts: readonly string[];
  readonly skippedLines: number;
  readonly inputBytes: number;
  readonly error: unknown;
}

export const READ_DEFAULTS: ReadOptions = {
  files: ['-'],
  format: 'auto',
  delimiter: 'newline',
  validation: 'on',
  recordBytes: 1_024_000,
};

/** Reads to the end and keeps everything, also what came before an error. */
export async function readAll(options: Partial<ReadOptions>): Promise<Reading> {
  const blocks: RecordBlock[] = [];
  let error: unknown;
  try {
    for await (const block of readRecords({ ...READ_DEFAULTS, ...options })) blocks.push(block);
  } catch (caught) {
    error = caught;
  }
  const records = blocks.flatMap((block) => block.records);
  return {
    records,
    rejected: blocks.flatMap((block) => block.rejected),
    texts: records.map((record) => Buffer.from(record.data).toString()),
    skippedLines: blocks.reduce((sum, block) => sum + block.skippedLines, 0),
    inputBytes: blocks.at(-1)?.inputBytes ?? 0,
    error,
  };
}

/** Reads text as if it came through a pipe in pieces of `size` bytes. */
export function readText(
  text: Uint8Array | string,
  options: Partial<ReadOptions> = {},
  size?: number,
): Promise<Reading> {
  return readAll({ ...options, files: ['-'], stdin: streamOf(text, size) });
}

/** What must not depend on how the bytes were cut into chunks. */
export function outcome(reading: Reading): unknown {
  const { records, rejected, texts, skippedLines, error } = reading;
  const positions = records.map(({ index, file, offset }) => ({ index, file, offset }));
  return { positions, texts, rejected, skippedLines, error: String(error) };
}

/** JSON.parse's verdict. */
export function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
