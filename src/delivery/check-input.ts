import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { EmptyInputError, InputError } from '../records/input-error.ts';
import { type ReadOptions, readRecords } from '../records/read-records.ts';
import type { RecordBlock, RejectedRecord } from '../records/record.ts';
import { billedBytes } from '../report/billing.ts';
import { count } from '../report/format.ts';
import { RunError, type RunErrorKind } from '../report/run-error.ts';
import type { Settings } from '../settings/settings.ts';
import { collecting } from './garbage.ts';

/** A file up to this size is read whole before the first call, in bytes. */
const CHECKED_BYTES = 64 * 1024 * 1024;

/** Sums over records as they would be sent. */
export interface RecordSums {
  readonly records: number;
  readonly bytes: number;
  readonly billedBytes: number;
}

/** What is known of the input before anything is sent. */
export interface InputFacts {
  /** Bytes of all files; `undefined` where one has no size, such as standard input. */
  readonly inputBytes: number | undefined;
  /** `undefined` where some file was not read whole. */
  readonly sums: RecordSums | undefined;
}

/** How the input is read, as the settings say. */
export function readOptions(
  settings: Settings,
  stdin: Readable,
  part: Pick<ReadOptions, 'signal' | 'from'> & { readonly files?: readonly string[] } = {},
): ReadOptions {
  const { files = settings.data, from, signal } = part;
  const { format, delimiter, recordBytes, noValidate } = settings;
  return {
    files,
    format,
    delimiter,
    recordBytes,
    validation: noValidate ? 'off' : 'on',
    stdin,
    from,
    signal,
  };
}

/**
 * Reads every regular file of up to 64 MiB whole, so that a bad record in it stops the run before the first call.
 *
 * @throws RunError for the first bad record, and for an input that can't be read.
 */
export async function checkInput(settings: Settings, stdin: Readable): Promise<InputFacts> {
  const sizes = await Promise.all(settings.data.map(sizeOf));
  const files = settings.data.filter(
    (_, position) => (sizes[position] ?? Number.POSITIVE_INFINITY) <= CHECKED_BYTES,
  );
  const isWhole = files.length === settings.data.length;
  const sums = await sumUp(settings, stdin, files).catch((error: unknown) => {
    // The records may all stand in the files that are too large to be read twice.
    if (error instanceof EmptyInputError && !isWhole) return undefined;
    throw explainInputError(error, 'usage');
  });
  return { inputBytes: sumOfKnown(sizes), sums: isWhole ? sums : undefined };
}

/** Makes a run error of what is wrong with the input; other errors stay what they are. */
export function explainInputError(error: unknown, kind: RunErrorKind): unknown {
  if (!(error instanceof InputError)) return error;
  const next = 'Mend the input, or name another with --data.';
  return new RunError(kind, { code: 'BadInput', message: error.message, next, cause: error });
}

/** A dead letter that is rejected again, or damaged, goes into the new file and never stops the others. */
export function stopsAtBadRecord({ onBadRecord, format }: Settings): boolean {
  return onBadRecord === 'stop' && format !== 'dead-letters';
}

/** Makes a run error of a block's first malformed record; `undefined` where there is none, or the run may go on. */
export function malformedRecord(
  settings: Settings,
  block: RecordBlock,
  kind: RunErrorKind,
): RunError | undefined {
  const isMalformed = (record: RejectedRecord) => record.reason === 'malformed';
  const [first, ...others] = stopsAtBadRecord(settings) ? block.rejected.filter(isMalformed) : [];
  if (first === undefined) return undefined;
  const more = others.length > 0 ? ` (and ${count(others.length)} more near it)` : '';
  return new RunError(kind, {
    code: 'MalformedRecord',
    message: `${first.message}${more}`,
    next: 'Mend it, or let the run go on past such records with --on-bad-record dead-letter.',
  });
}

async function sumUp(settings: Settings, stdin: Readable, files: readonly string[]): Promise<RecordSums> {
  const sums = { records: 0, bytes: 0, billedBytes: 0 };
  if (files.length === 0) return sums;
  for await (const block of collecting(readRecords(readOptions(settings, stdin, { files })))) {
    const error = malformedRecord(settings, block, 'usage');
    if (error) throw error;
    sums.records += block.records.length;
    for (const { length } of block.records) {
      sums.bytes += length;
      sums.billedBytes += billedBytes(length);
    }
  }
  return sums;
}

/** Size of a regular file in bytes; `undefined` for anything else, which its reader will speak about. */
async function sizeOf(file: string): Promise<number | undefined> {
  if (file === '-') return undefined;
  const stats = await stat(file).catch(() => undefined);
  // What isn't there is "checked" at once, so that the sentence about it comes before the first call.
  if (stats === undefined || stats.isDirectory()) return 0;
  return stats.isFile() ? stats.size : undefined;
}

function sumOfKnown(sizes: readonly (number | undefined)[]): number | undefined {
  return sizes.reduce<number | undefined>(
    (sum, size) => (sum === undefined || size === undefined ? undefined : sum + size),
    0,
  );
}
