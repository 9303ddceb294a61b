import { Readable } from 'node:stream';
import { OPEN_BRACKET, skipSpace } from './ascii.ts';
import type { InputFormat } from './auto-splitter.ts';
import { bytesOf } from './byte-source.ts';
import { gunzipped, isGzip } from './gunzipped.ts';
import { peek } from './peek.ts';

/** A file that is open in its middle. */
export interface OpenedInput {
  /** How its records stand, told from the file's beginning where it was left open. */
  readonly format: Exclude<InputFormat, 'auto'>;
  readonly chunks: AsyncGenerator<Buffer>;
}

/**
 * Opens a regular file at the first byte of a record.
 *
 * @param offset - In bytes; of compressed input in decompressed bytes, and everything before it is decompressed again.
 */
export async function openAt(file: string, offset: number, format: InputFormat): Promise<OpenedInput> {
  const compression = await compressionOf(file);
  const chunks =
    compression === 'gzip' ? without(offset, contentOf(file)) : bytesOf(file, NO_STDIN, { start: offset });
  return { format: format === 'auto' ? await formatOf(file) : format, chunks };
}

const NO_STDIN = Readable.from([]);
const BOM_BYTES = 3;

const contentOf = (file: string) => gunzipped(bytesOf(file, NO_STDIN), file);

async function compressionOf(file: string): Promise<'gzip' | 'none'> {
  const { first, close } = await peek(bytesOf(file, NO_STDIN), 2);
  await close();
  return isGzip(first) ? 'gzip' : 'none';
}

/** The first byte that is neither white space nor part of a byte order mark tells an array from lines. */
async function formatOf(file: string): Promise<'json' | 'ndjson'> {
  let start: 'first chunk' | 'later chunk' = 'first chunk';
  for await (const chunk of contentOf(file)) {
    const hasMark = start === 'first chunk' && chunk[0] === 0xef;
    const at = skipSpace(chunk, hasMark ? BOM_BYTES : 0, chunk.length);
    if (at < chunk.length) return chunk[at] === OPEN_BRACKET ? 'json' : 'ndjson';
    start = 'later chunk';
  }
  return 'ndjson';
}

/** The chunks behind the first `count` bytes. */
async function* without(count: number, source: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  let left = count;
  for await (const chunk of source) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
