import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { sleep } from '../actions/backoff.ts';
import type { Clients } from '../aws/clients.ts';
import { sharedSignal } from '../aws/shared-signal.ts';
import { createRun } from '../delivery/create-run.ts';
import { watchProgress } from '../delivery/give-up.ts';
import { putBatches } from '../delivery/put-records.ts';
import type { Run } from '../delivery/run.ts';
import { createStopping } from '../delivery/stopping.ts';
import { batches } from '../records/batches.ts';
import type { RecordBlock } from '../records/record.ts';
import type { Settings } from '../settings/settings.ts';
import { type BatchBook, createBatchBook, type Responses } from './batch-book.ts';
import { type BatchResult, UnsettledBatchError } from './batch-result.ts';
import { type Delimiter, encodeRecord, type FirehoseRecord } from './encode-record.ts';

/** A batch of any number of records, and how it is sent. */
export interface BatchOrder<R extends FirehoseRecord> {
  readonly records: Iterable<R> | AsyncIterable<R>;
  readonly delimiter: Delimiter;
  readonly settings: Settings;
  readonly responses: Responses;
  readonly signal: AbortSignal | undefined;
}

/** Records and bytes that are encoded at a time, at most; a single record may be larger. */
const BLOCK_RECORDS = 500;
const BLOCK_BYTES = 1024 * 1024;

/** How long a stopped batch waits for the record that it has asked its input for, in milliseconds. */
const LAST_RECORD_MS = 1_000;

const nothing = () => {};
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/**
 * Sends records as a run does: split within the limits of a call, several calls on the wire, failed entries sent again,
 * a call that is refused for its content halved until the culprit stands alone.
 *
 * @throws UnsettledBatchError where the sending stopped before each record was settled.
 */
export async function putBatch<R extends FirehoseRecord>(
  clients: Clients,
  order: BatchOrder<R>,
): Promise<BatchResult<R>> {
  const book = createBatchBook<R>(order.responses);
  const run = openRun(clients, order.settings, book);
  const stop = () => run.stopping.halt(order.signal?.reason);
  if (order.signal?.aborted) stop();
  // Node 20 warns of a leak where one signal has eleven listeners.
  const signal = order.signal && sharedSignal(order.signal);
  signal?.addEventListener('abort', stop);
  const endWatch = watchProgress(run);
  const blocks = blocksOf(order, book, run.stopping.noNewBatches);
  try {
    await putBatches(run, batches(blocks, run.batchLimits));
  } catch (error) {
    run.stopping.halt(error);
  } finally {
    // Lets go of an input that wasn't read to its end; what it is about to give belongs into the books.
    await settledWithin(LAST_RECORD_MS, blocks.return(undefined));
    endWatch();
    run.stopping.end();
    signal?.removeEventListener('abort', stop);
  }
  return resultOf(order, book, run.stopping.error);
}

/** Waits for the end of something, whatever it is, and not for ever. */
async function settledWithin(ms: number, work: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  // Otherwise the timer would keep the process alive.
  await Promise.race([work.catch(nothing), sleep(ms, done.signal)]);
  done.abort();
}

function resultOf<R>(
  { records }: { readonly records: Iterable<R> | AsyncIterable<R> },
  book: BatchBook<R>,
  error: unknown,
): BatchResult<R> {
  // What of a list was never read is pending as well. Nobody knows how much of another input there is.
  const list: readonly R[] | undefined = Array.isArray(records) ? records : undefined;
  for (const record of list?.slice(book.total()) ?? []) book.read(record);
  const result = book.result();
  if (result && (list || error === undefined)) return result;
  throw new UnsettledBatchError(book.partial(), error ?? new Error('Records were lost from the books.'));
}

/** A run that keeps its books in memory: what fails goes to the caller, and to no file. */
function openRun(clients: Clients, settings: Settings, book: BatchBook<unknown>): Run {
  const run = createRun({
    runId: randomUUID(),
    settings,
    clients,
    stdin: Readable.from([]),
    log: SILENT,
    stopping: createStopping(),
    checkpoint: undefined,
    onOutcome: ({ index }, outcome) => book.settle(index, outcome),
  });
  const deadLetters = {
    file: undefined,
    append: async () => 0,
    sync: async () => {},
    close: async () => {},
  };
  return { ...run, deadLetters };
}

/** Encodes the input block by block, and settles at once what can't be sent. */
async function* blocksOf<R extends FirehoseRecord>(
  { records, delimiter, settings }: BatchOrder<R>,
  book: BatchBook<R>,
  signal: AbortSignal,
): AsyncGenerator<Pick<RecordBlock, 'records'>, void, undefined> {
  let block: RecordBlock['records'][number][] = [];
  let bytes = 0;
  for await (const record of records) {
    const index = book.read(record);
    if (signal.aborted) return;
    const encoded = encodeRecord(record, delimiter, settings.recordBytes);
    if (encoded.status === 'rejected') {
      const { errorCode, errorMessage } = encoded;
      book.settle(index, { status: 'undelivered', errorCode, errorMessage, attempts: 0, maybeStored: false });
      continue;
    }
    const { data } = encoded;
    block.push({ index, file: '', offset: 0, data, length: data.length });
    bytes += data.length;
    if (block.length < BLOCK_RECORDS && bytes < BLOCK_BYTES) continue;
    yield { records: block };
    block = [];
    bytes = 0;
  }
  if (block.length > 0) yield { records: block };
}
