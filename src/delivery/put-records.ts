import type { Batch } from '../records/batches.ts';
import type { EncodedRecord, RecordBlock } from '../records/record.ts';
import { deliverBatch, deliverRecord } from './deliver-batch.ts';
import { createRoom, type Room } from './room.ts';
import type { Run } from './run.ts';

/** Sends records one by one, each when the one before it is settled: the plain loop that keeps their order. */
export async function putRecords(
  run: Run,
  blocks: AsyncIterator<Pick<RecordBlock, 'records'>>,
): Promise<void> {
  for await (const { records } of untilStopped(run, blocks)) {
    for (const record of records) {
      if (run.stopping.noNewBatches.aborted) return;
      await inFlight(run, [record], () => deliverRecord(run, record));
    }
  }
}

/**
 * Bytes of records in flight at once, at most: more than a second of the largest documented quota. A larger number
 * would make nothing faster, and each byte is held twice, as it was read and as it goes on the wire.
 */
const MAX_BYTES_IN_FLIGHT = 8 * 1024 * 1024;

/** Sends batches, several at once: the workers pull from one generator, so memory is bounded by their number. */
export async function putBatches(run: Run, batches: AsyncIterator<Batch>): Promise<void> {
  const room = createRoom(MAX_BYTES_IN_FLIGHT);
  const admitted = admittedTo(room, batches);
  const worker = async () => {
    for await (const { records, bytes } of untilStopped(run, admitted)) {
      await inFlight(run, records, () => deliverBatch(run, records)).finally(() => room.leave(bytes));
    }
  };
  // One worker's error stops the run, and the others still settle what they have on the wire.
  const errors: unknown[] = [];
  const guarded = () =>
    worker().catch((error: unknown) => {
      errors.push(error);
      run.stopping.halt(error);
    });
  await Promise.all(Array.from({ length: run.settings.inFlight }, guarded));
  if (errors.length > 0) throw errors[0];
}

/** Takes the next batch only when there is room for the one before it. */
async function* admittedTo(
  room: Room,
  batches: AsyncIterator<Batch>,
): AsyncGenerator<Batch, void, undefined> {
  for (let next = await batches.next(); !next.done; next = await batches.next()) {
    await room.enter(next.value.bytes);
    yield next.value;
  }
}

/** Hands records to a sender: from here on each must come back with an outcome. */
async function inFlight(
  run: Run,
  records: readonly EncodedRecord[],
  deliver: () => Promise<void>,
): Promise<void> {
  run.ledger.take(records.length);
  await run.checkpoint?.admit(records);
  const now = performance.now();
  run.counts.firstCallAt ??= now;
  if (run.counts.batchesInFlight === 0) run.counts.lastProgressAt = now;
  run.counts.batchesInFlight += 1;
  await deliver().finally(() => {
    run.counts.batchesInFlight -= 1;
  });
}

/** Pulls until the source ends or the run is stopped; a source that is slow to answer doesn't hold up the stop. */
async function* untilStopped<T>(run: Run, source: AsyncIterator<T>): AsyncGenerator<T> {
  const { noNewBatches } = run.stopping;
  for (;;) {
    const next = await nextOrAbort(source, noNewBatches);
    if (next.done || noNewBatches.aborted) return;
    yield next.value;
  }
}

// Promise.race with a promise that lives as long as the run would keep every batch's result in memory.
function nextOrAbort<T>(source: AsyncIterator<T>, signal: AbortSignal): Promise<IteratorResult<T>> {
  return new Promise((resolve, reject) => {
    const onAbort = () => resolve({ done: true, value: undefined });
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    source
      .next()
      .finally(() => signal.removeEventListener('abort', onAbort))
      .then(resolve, reject);
  });
}
