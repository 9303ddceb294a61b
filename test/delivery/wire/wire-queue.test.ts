import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOT_SENT } from '../../../src/actions/outcomes.ts';
import type { Parcel } from '../../../src/delivery/wire/parcel.ts';
import {
  createWireQueue,
  MAX_BYTES_ON_WIRE,
  RECORD_COST_BYTES,
  type WireQueue,
} from '../../../src/delivery/wire/wire-queue.ts';
import type { Batch } from '../../../src/records/batches.ts';

const LIMITS = { records: 500, bytes: 4_194_304 };

function batchOf(index: number, records: number, recordBytes: number): Batch {
  const data = new Uint8Array(recordBytes);
  return {
    records: Array.from({ length: records }, (_, place) => ({
      index: index + place,
      file: 'f',
      offset: 0,
      data,
      length: recordBytes,
    })),
    bytes: records * recordBytes,
  };
}

/** Batches that count how many of them were taken. */
function source(batches: readonly Batch[]) {
  const taken: Batch[] = [];
  async function* all() {
    for (const batch of batches) {
      taken.push(batch);
      yield batch;
    }
  }
  return { taken, batches: all() };
}

function queueOf(options: Partial<Parameters<typeof createWireQueue>[0]> = {}): WireQueue {
  return createWireQueue({
    ...{ limits: LIMITS, largest: LIMITS, places: 1_000, ahead: 4, maxBufferBytes: 64 * 1_048_576 },
    ...{ maxWaitingRecords: Number.POSITIVE_INFINITY },
    noNewBatches: new AbortController().signal,
    noNewCalls: new AbortController().signal,
    ...options,
  });
}

/** All of a parcel's records, as they come back from a call in which each of them failed. */
const failed = (parcel: Parcel): Parcel => ({
  ...parcel,
  earlier: parcel.records.map(() => NOT_SENT),
  calls: parcel.records.map((_, place) => (parcel.calls?.[place] ?? 0) + 1),
});
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('what is read and not settled', () => {
  it('stays within the memory that it was given, and all of it is sent at last', async () => {
    const sizes = fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 8_000 })), {
      minLength: 1,
      maxLength: 40,
    });
    await fc.assert(
      fc.asyncProperty(
        sizes,
        fc.integer({ min: 1, max: 6_000_000 }),
        fc.nat(3),
        async (all, max, failures) => {
          const batches = all.map(([records, bytes], place) => batchOf(place * 500, records, bytes));
          const { taken, batches: reading } = source(batches);
          const queue = queueOf({ maxBufferBytes: max, ahead: 1_000 });
          const reader = queue.readAhead(reading);
          const cost = ({ bytes, records }: { bytes: number; records: readonly object[] }) =>
            bytes + records.length * RECORD_COST_BYTES;
          const done = new Set<number>();
          for (let parcel = await queue.next(); parcel; parcel = await queue.next()) {
            // Lets the reader go as far as it may.
            await settled();
            const held = taken.reduce((sum, batch) => sum + cost(batch), 0);
            const gone = batches.reduce(
              (sum, batch) =>
                sum +
                batch.records
                  .filter(({ index }) => done.has(index))
                  .reduce((of, { data }) => of + data.length + RECORD_COST_BYTES, 0),
              0,
            );
            // One batch is always let in, and one more was taken from the source and waits for room.
            const largest = Math.max(...batches.map(cost));
            expect(held - gone).toBeLessThanOrEqual(Math.max(max, largest) + largest);
            const again = (parcel.calls?.[0] ?? 0) < failures;
            if (!again) for (const { index } of parcel.records) done.add(index);
            queue.back(parcel, again ? [{ parcel: failed(parcel), delayMs: 0 }] : []);
          }
          await reader;
          expect(done.size).toBe(batches.reduce((sum, { records }) => sum + records.length, 0));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is on the wire with 8 MiB at most, whatever may be held', async () => {
    const { taken, batches } = source(
      Array.from({ length: 10 }, (_, place) => batchOf(place * 4, 4, 1_000_000)),
    );
    const queue = queueOf();
    void queue.readAhead(batches);
    const [first, second] = [await queue.next(), await queue.next()];
    expect([first, second].every((parcel) => parcel?.bytes === 4_000_000)).toBe(true);
    let third: Parcel | undefined;
    const waiting = queue.next().then((parcel) => {
      third = parcel;
    });
    await settled();
    expect(third).toBeUndefined();
    expect(taken.length * 4_000_000).toBeLessThanOrEqual(MAX_BYTES_ON_WIRE + 4_000_000);
    if (first) queue.back(first, []);
    await waiting;
    expect(third).toBeDefined();
  });

  it('is on the wire with 8 MiB at most when it is sent again, too', async () => {
    const { batches } = source(Array.from({ length: 3 }, (_, place) => batchOf(place * 4, 4, 1_000_000)));
    let time = 0;
    const queue = queueOf({ now: () => time });
    const reader = queue.readAhead(batches);
    for (let call = 0; call < 3; call += 1) {
      const parcel = await queue.next();
      if (parcel) queue.back(parcel, [{ parcel: failed(parcel), delayMs: 1 }]);
    }
    await reader;
    time = 2;
    const [first] = [await queue.next(), await queue.next()];
    let third: Parcel | undefined;
    const waiting = queue.next().then((parcel) => {
      third = parcel;
    });
    await settled();
    expect(third).toBeUndefined();
    if (first) queue.back(first, []);
    await waiting;
    expect(third).toMatchObject({ bytes: 4_000_000, calls: [1, 1, 1, 1] });
  });

  it('gives its place on the wire to new batches while it waits', async () => {
    const { batches } = source(Array.from({ length: 20 }, (_, place) => batchOf(place * 10, 10, 100)));
    const queue = queueOf();
    void queue.readAhead(batches);
    for (let call = 0; call < 20; call += 1) {
      const parcel = await queue.next();
      expect(parcel?.calls).toBeUndefined();
      if (parcel) queue.back(parcel, [{ parcel: failed(parcel), delayMs: 3_600_000 }]);
    }
    expect(queue.waiting()).toBe(20);
    expect(queue.drain().length).toBe(20);
  });

  it('keeps new batches back while more waits than may', async () => {
    const { batches } = source(Array.from({ length: 20 }, (_, place) => batchOf(place * 10, 10, 100)));
    const stop = new AbortController();
    const queue = queueOf({ maxWaitingRecords: 25, noNewCalls: stop.signal });
    void queue.readAhead(batches);
    for (let call = 0; call < 3; call += 1) {
      const parcel = await queue.next();
      if (parcel) queue.back(parcel, [{ parcel: failed(parcel), delayMs: 3_600_000 }]);
    }
    const fourth = queue.next();
    await settled();
    stop.abort();
    expect(await fourth).toBeUndefined();
    expect(queue.drain().length).toBe(3);
  });
});

describe('what is due', () => {
  it('is joined up to the limits of a call, the oldest first', async () => {
    const { batches } = source(Array.from({ length: 12 }, (_, place) => batchOf(place * 10, 10, 100)));
    let time = 0;
    const queue = queueOf({ limits: { records: 25, bytes: 4_194_304 }, now: () => time });
    const reader = queue.readAhead(batches);
    const sent: Parcel[] = [];
    for (let call = 0; call < 12; call += 1) {
      const parcel = await queue.next();
      if (parcel) queue.back(parcel, [{ parcel: failed(parcel), delayMs: 1_000 - call }]);
    }
    await reader;
    time = 2_000;
    for (let parcel = await queue.next(); parcel; parcel = await queue.next()) {
      sent.push(parcel);
      queue.back(parcel, []);
    }
    expect(sent.map(({ records }) => records.length)).toEqual([20, 20, 20, 20, 20, 20]);
    expect(sent[0]?.records.map(({ index }) => index)).toEqual([
      ...Array.from({ length: 10 }, (_, place) => 110 + place),
      ...Array.from({ length: 10 }, (_, place) => 100 + place),
    ]);
  });

  it("leaves what doesn't fill a call for others to join while all places are taken", async () => {
    const { batches } = source([batchOf(0, 10, 100), batchOf(10, 10, 100)]);
    const queue = queueOf({ places: 1, now: () => 0 });
    await queue.readAhead(batches);
    const [first, second] = [await queue.next(), await queue.next()] as [Parcel, Parcel];
    queue.back(first, [{ parcel: failed(first), delayMs: 0 }]);
    const third = queue.next();
    expect(await Promise.race([third, settled().then(() => 'waits')])).toBe('waits');
    queue.back(second, [{ parcel: failed(second), delayMs: 0 }]);
    expect((await third)?.records).toHaveLength(20);
  });

  it('lets three new batches go first, and no more, while one is always ready', async () => {
    const { batches } = source(Array.from({ length: 9 }, (_, place) => batchOf(place * 10, 10, 100)));
    const queue = queueOf({ places: 1, ahead: 9, now: () => 0 });
    await queue.readAhead(batches);
    const kinds: string[] = [];
    let [onWire, ready] = [await queue.next(), await queue.next()];
    while (onWire) {
      kinds.push(onWire.calls ? 'old' : 'new');
      queue.back(onWire, kinds.length === 1 ? [{ parcel: failed(onWire), delayMs: 0 }] : []);
      [onWire, ready] = [ready, await queue.next()];
    }
    expect(kinds.indexOf('old')).toBe(3);
    expect(kinds).toHaveLength(10);
  });

  it('lets three new batches go first, so that others can join it', async () => {
    const { batches } = source(Array.from({ length: 8 }, (_, place) => batchOf(place * 10, 10, 100)));
    const queue = queueOf({ ahead: 8, now: () => 0 });
    await queue.readAhead(batches);
    const kinds: string[] = [];
    for (let parcel = await queue.next(); parcel; parcel = await queue.next()) {
      kinds.push(parcel.calls ? `${parcel.records.length} old` : 'new');
      queue.back(parcel, parcel.calls ? [] : [{ parcel: failed(parcel), delayMs: 0 }]);
    }
    expect(kinds).toEqual([
      'new',
      'new',
      'new',
      '30 old',
      'new',
      'new',
      'new',
      '30 old',
      'new',
      'new',
      '20 old',
    ]);
  });
});

describe('a batch that was read before a size was refused', () => {
  it('is cut', async () => {
    const largest = { records: 500, bytes: 1_000 };
    const { batches } = source([batchOf(0, 10, 100)]);
    const queue = queueOf({ largest });
    await queue.readAhead(batches);
    largest.bytes = 399;
    const sizes: number[] = [];
    for (let parcel = await queue.next(); parcel; parcel = await queue.next()) {
      sizes.push(parcel.records.length);
      queue.back(parcel, []);
    }
    expect(sizes).toEqual([3, 3, 3, 1]);
  });
});
