import { decodedErrorLine } from '../destination/error-line.ts';
import { explainS3Error } from '../destination/explain-s3-error.ts';
import { PIECE_BYTES } from '../destination/lines.ts';
import { type DeliveredObject, readDelivered } from '../destination/read-delivered.ts';
import { UnreadableObjectError } from '../destination/unreadable-object-error.ts';
import { timeOf } from '../settings/since.ts';
import type { Reading } from './read.ts';
import { createTextSink, type TextSink } from './text-sink.ts';

const NEWLINE = Buffer.from('\n');

/** Prints records as NDJSON on stdout and keys on stderr, until the limit, the last object or the reader's going away. */
export async function printDelivered(reading: Reading): Promise<number> {
  const { settings, s3, destination, terminal, stop } = reading;
  const { startAfter, since, errors } = settings;
  const sink = createTextSink(terminal.stdout);
  const printing = { ...reading, sink, left: settings.limit ?? Number.POSITIVE_INFINITY, unreadable: 0 };
  const query = {
    kind: errors ? 'errors' : 'records',
    startAfter,
    since: since && timeOf(since, Date.now()),
    signal: stop.signal,
  } as const;
  let objects = 0;
  try {
    for await (const object of readDelivered(s3, destination, query)) {
      objects += 1;
      terminal.stderr.write(`${object.key}\n`);
      if ((await printObject(printing, object)) === 'closed' || printing.left === 0) break;
    }
  } catch (error) {
    throw explainS3Error(error, destination.bucket);
  }
  if (objects === 0) terminal.stderr.write(`${nothingThere(reading)}\n`);
  return printing.unreadable > 0 ? 1 : 0;
}

interface Printing extends Reading {
  readonly sink: TextSink;
  /** Records that may still be printed. */
  left: number;
  unreadable: number;
}

async function printObject(printing: Printing, { records }: DeliveredObject): Promise<'open' | 'closed'> {
  const { sink, settings, terminal } = printing;
  let isOpen = false;
  try {
    for await (const record of records) {
      const line = settings.errors ? decodedErrorLine(record) : record;
      isOpen = line.at(-1) !== NEWLINE[0];
      // A piece of a line that is longer than any record; a newline behind it would cut the record that it ends in.
      const isPiece = isOpen && line.length >= PIECE_BYTES;
      if ((await sink.write(line)) === 'closed') return 'closed';
      if (isPiece) continue;
      printing.left -= 1;
      if (printing.left === 0) break;
    }
  } catch (error) {
    // What was read goes out in any case.
    if ((await sink.flush()) === 'closed') return 'closed';
    if (!(error instanceof UnreadableObjectError)) throw error;
    printing.unreadable += 1;
    terminal.stderr.write(`firehose-scenario: ${error.message}\n`);
  }
  // The last record of an object may have no newline, and the next object must not be glued to it.
  if (isOpen && (await sink.write(NEWLINE)) === 'closed') return 'closed';
  return sink.flush();
}

function nothingThere({ destination, settings }: Reading): string {
  const { bucket, streamName, bufferIntervalS } = destination;
  const what = settings.errors ? 'nothing under its error prefix' : 'no objects';
  return `Stream ${streamName} has ${what} in bucket ${bucket} that match; it delivers ${bufferIntervalS} s after a record came.`;
}
