import type { Batch } from '../records/batches.ts';
import type { EncodedRecord, RecordBlock } from '../records/record.ts';
import { deliverParcel, deliverRecord } from './deliver-batch.ts';
import type { Run } from './run.ts';
import { settleRecords } from './settle-records.ts';
import { inTurn } from './wire/in-turn.ts';
import { nextOrAbort } from './wire/next-or-abort.ts';
import type { Parcel } from './wire/parcel.ts';
import { createWireQueue, type WireQueue } from './wire/wire-queue.ts';

/** Sends records one by one, each when the one before it is settled: the plain loop that keeps their order. */
export async function putRecords(
  run: Run,
  blocks: AsyncIterator<Pick<RecordBlock, 'records'>>,
): Promise<void> {
  for await (const { records } of untilStopped(run, blocks)) {
    for (const record of records) {
      if (run.stopping.noNewBatches.aborted) return;
      const cost = { records: 1, bytes: record.data.length };
      if ((await run.pacer.admit(cost, run.stopping.noNewBatches)) === 'stopped') return;
      await take(run, [record]);
      run.counts.batchesInFlight = 1;
      await deliverRecord(run, record).finally(() => {
        run.counts.batchesInFlight = 0;
      });
    }
  }
}

/** Batches that are read ahead, at most: a place that gets free doesn't wait for the disk. */
const MOST_AHEAD = 8;

/**
 * Sends batches, several calls at once. Each worker is a place on the wire, and takes what goes next: a new batch, or
 * what others left; a batch that waits for its next call holds none.
 */
export async function putBatches(run: Run, batches: AsyncIterator<Batch>): Promise<void> {
  const { settings, stopping } = run;
  const ready = callsMadeReady(run);
  const queue = createWireQueue({
    limits: run.batchLimits,
    largest: run.callLimits,
    places: settings.inFlight,
    ahead: Math.min(settings.inFlight, MOST_AHEAD),
    maxBufferBytes: settings.maxBufferBytes,
    // What waits may be stored again after a crash only if it was sent then: this bounds how much that can be. A batch
    // that is ready is on its way, too.
    maxWaitingRecords: run.checkpoint
      ? (settings.inFlight - ready) * settings.batchRecords
      : Number.POSITIVE_INFINITY,
    noNewBatches: stopping.noNewBatches,
    noNewCalls: stopping.noNewCalls,
  });
  // One worker's error stops the run, and the others still settle what they have on the wire.
  const errors: unknown[] = [];
  const guarded = (work: Promise<void>) =>
    work.catch((error: unknown) => {
      errors.push(error);
      stopping.halt(error);
    });
  const next = inTurn(() => nextPaced(run, queue));
  const underWay = countCalls(run, queue);
  const workers = Array.from({ length: settings.inFlight + ready }, () =>
    guarded(work(run, queue, next, underWay)),
  );
  await Promise.all([guarded(queue.readAhead(batches)), ...workers]);
  for (const { records, earlier = [] } of queue.drain()) await settleRecords(run, records, earlier);
  run.counts.batchesInFlight = 0;
  if (errors.length > 0) throw errors[0];
}

/** What goes on the wire next, as soon as the pace allows for it. */
async function nextPaced({ pacer, stopping }: Run, queue: WireQueue): Promise<Parcel | undefined> {
  for (let parcel = await queue.next(); parcel; parcel = await queue.next()) {
    const { records, bytes, calls } = parcel;
    // What was sent before gets a moment after the user's signal; a new batch isn't begun any more.
    const signal = calls ? stopping.noNewCalls : stopping.noNewBatches;
    if ((await pacer.admit({ records: records.length, bytes }, signal)) === 'go') return parcel;
    queue.unsent(parcel);
  }
  return undefined;
}

/**
 * One more call is made ready while the others are on the wire, and goes as soon as one of them ends. With a checkpoint
 * it takes the place of a batch that waits, and where that was the only one, each failed record would stop all others.
 */
function callsMadeReady({ turnOfCall, checkpoint, settings }: Run): number {
  return turnOfCall && !(checkpoint && settings.inFlight === 1) ? 1 : 0;
}

async function work(
  run: Run,
  queue: WireQueue,
  next: () => Promise<Parcel | undefined>,
  underWay: (change: 1 | -1) => void,
): Promise<void> {
  for (let parcel = await next(); parcel; parcel = await next()) {
    if (!parcel.calls) await take(run, parcel.records);
    underWay(1);
    queue.back(parcel, await deliverParcel(run, parcel));
    underWay(-1);
  }
}

/** A new batch that waits for its turn isn't counted, otherwise a slow pace passes for a stream that takes nothing. */
function countCalls({ counts }: Run, queue: WireQueue): (change: 1 | -1) => void {
  let calls = 0;
  return (change) => {
    calls += change;
    counts.batchesInFlight = calls + queue.waiting();
  };
}

/** Hands new records to a sender: from here on each must come back with an outcome. */
async function take(run: Run, records: readonly EncodedRecord[]): Promise<void> {
  run.ledger.take(records.length);
  await run.checkpoint?.admit(records);
  const now = performance.now();
  run.counts.firstCallAt ??= now;
  if (run.counts.batchesInFlight === 0) run.counts.lastProgressAt = now;
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
