import type { Readable } from 'node:stream';
import { type InputFormat, splitterFor } from './auto-splitter.ts';
import { BlockBuilder } from './block-builder.ts';
import { bytesOf } from './byte-source.ts';
import { gunzipped } from './gunzipped.ts';
import { EmptyInputError, nameOf } from './input-error.ts';
import { openAt } from './open-at.ts';
import { peek } from './peek.ts';
import type { RecordBlock, RecordPosition } from './record.ts';
import type { Splitter } from './splitter.ts';

/** What to read, and how. */
export interface ReadOptions {
  /** Names of the inputs, read one after the other; `-` is standard input. */
  readonly files: readonly string[];
  /** How records stand in the files; `auto` looks at each file's first byte that isn't white space. */
  readonly format: InputFormat;
  /** Whether each record ends with a newline when it is sent. */
  readonly delimiter: 'newline' | 'none';
  /** `off` takes records as they are: neither JSON nor UTF-8 is looked at; an array must be well formed even so. */
  readonly validation: 'on' | 'off';
  /** Largest encoded record in bytes, its newline included; at most 1,024,000 (doc). */
  readonly recordBytes: number;
  /**
   * Where `-` reads from.
   * @defaultValue `process.stdin`
   */
  readonly stdin?: Readable;
  /** Ends the wait for a FIFO's writer; the reading then ends with an `InputError`. */
  readonly signal?: AbortSignal | undefined;
  /** The record to begin with, as an earlier reading of the same files gave it. */
  readonly from?: RecordPosition | undefined;
}

/** A byte order mark at the start of a file is no part of its first record. */
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads all inputs, a block a chunk, in constant memory; ending the generator early closes the files.
 * Rejected records and skipped lines are in the blocks. Throws `InputError` where an input can't be read or not any
 * further (every record before that has been yielded), and at the end when there was no record at all.
 */
export async function* readRecords(options: ReadOptions): AsyncGenerator<RecordBlock, void, undefined> {
  const { files, from } = options;
  const builder = new BlockBuilder(from?.index);
  let skippedLines = 0;
  for (const file of from ? filesFrom(files, from.file) : files) {
    const blocks = file === from?.file ? readOn(from, options, builder) : readFile(file, options, builder);
    for await (const block of blocks) {
      skippedLines += block.skippedLines;
      yield block;
    }
  }
  if (builder.count === 0) throw noRecord(options.files, builder.inputBytes, skippedLines);
}

function filesFrom(files: readonly string[], first: string): readonly string[] {
  if (!files.includes(first)) throw new TypeError(`${first} is none of the inputs.`);
  return files.slice(files.indexOf(first));
}

async function* readFile(
  file: string,
  options: ReadOptions,
  builder: BlockBuilder,
): AsyncGenerator<RecordBlock> {
  const source = counted(bytesOf(file, options.stdin ?? process.stdin, options), builder);
  const { first, chunks } = await peek(gunzipped(source, file), BOM.length);
  const offset = first.subarray(0, BOM.length).equals(BOM) ? BOM.length : 0;
  const splitter = splitterFor(options.format, {
    ...splitterSettings(options, builder),
    file,
    offset,
    start: 'file',
  });
  yield* split(chunks, offset, splitter, builder);
}

/** Goes on in the middle of a file, with a record that an earlier reading gave. */
async function* readOn(
  { file, offset }: RecordPosition,
  options: ReadOptions,
  builder: BlockBuilder,
): AsyncGenerator<RecordBlock> {
  const { format, chunks } = await openAt(file, offset, options.format);
  builder.inputBytes += offset;
  const splitter = splitterFor(format, {
    ...splitterSettings(options, builder),
    file,
    offset,
    start: 'record',
  });
  yield* split(counted(chunks, builder), 0, splitter, builder);
}

function splitterSettings({ delimiter, validation, recordBytes }: ReadOptions, builder: BlockBuilder) {
  return { delimiter, validation, recordBytes, builder };
}

async function* counted(source: AsyncIterable<Buffer>, builder: BlockBuilder): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    builder.inputBytes += chunk.length;
    yield chunk;
  }
}

async function* split(
  chunks: AsyncIterable<Buffer>,
  skip: number,
  splitter: Splitter,
  builder: BlockBuilder,
): AsyncGenerator<RecordBlock> {
  let toSkip = skip;
  for await (const chunk of chunks) {
    yield* step(builder, () => splitter.push(chunk.subarray(toSkip)));
    toSkip = 0;
  }
  yield* step(builder, () => splitter.end());
}

/** One step of a splitter; what it gave before it failed is handed on before the failure. */
function* step(builder: BlockBuilder, work: () => void): Generator<RecordBlock> {
  try {
    work();
  } catch (error) {
    yield builder.take();
    throw error;
  }
  yield builder.take();
}

function noRecord(files: readonly string[], inputBytes: number, skippedLines: number): EmptyInputError {
  const [file = '-', ...others] = files;
  const next = 'give a file with at least one record.';
  if (others.length > 0)
    return new EmptyInputError(
      file,
      `neither this nor ${others.map(nameOf).join(', ')} holds a record; ${next}`,
    );
  if (inputBytes === 0) return new EmptyInputError(file, `the input is empty; ${next}`);
  if (skippedLines > 0)
    return new EmptyInputError(file, `nothing but empty lines (${skippedLines}); ${next}`);
  return new EmptyInputError(file, `the input holds no record; ${next}`);
}
