import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Batch, batches } from '../../src/records/batches.ts';
import type { EncodedRecord } from '../../src/records/record.ts';
import { blocksOf, collect, encodedRecord, encodedRecords } from './factories.ts';

async function pack(
  records: readonly EncodedRecord[],
  limits: { records: number; bytes: number },
  blockSize = 7,
): Promise<Batch[]> {
  return await collect(batches(blocksOf(records, blockSize), limits));
}

const sizes = (found: readonly Batch[]) => found.map((batch) => batch.records.length);

describe('batches', () => {
  it('keep both limits, lose nothing, keep the order, and are full', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 });
    const limits = fc.record({
      records: fc.integer({ min: 1, max: 8 }),
      bytes: fc.integer({ min: 40, max: 120 }),
    });
    await fc.assert(
      fc.asyncProperty(lengths, limits, fc.integer({ min: 1, max: 9 }), async (all, limit, blockSize) => {
        const records = all.map((length, index) => encodedRecord(index, { length }));
        const found = await pack(records, limit, blockSize);
        expect(found.flatMap((batch) => batch.records)).toEqual(records);
        found.forEach((batch, at) => {
          const bytes = batch.records.reduce((sum, record) => sum + record.data.length, 0);
          expect(batch.bytes).toBe(bytes);
          expect(bytes).toBeLessThanOrEqual(limit.bytes);
          expect(batch.records.length).toBeLessThanOrEqual(limit.records);
          const next = found[at + 1]?.records[0];
          if (next === undefined) return;
          const isFull = batch.records.length === limit.records || bytes + next.data.length > limit.bytes;
          expect(isFull).toBe(true);
        });
      }),
    );
  });

  it.each([
    [499, [499]],
    [500, [500]],
    [501, [500, 1]],
  ])('of 500 records at most pack %i records as %j', async (count, expected) => {
    expect(sizes(await pack(encodedRecords(count), { records: 500, bytes: 4_194_304 }))).toEqual(expected);
  });

  it.each([
    [49, [2]],
    [50, [2]],
    [51, [1, 1]],
  ])('of 100 bytes at most pack 50 bytes and %i bytes as %j', async (length, expected) => {
    const records = [encodedRecord(0, { length: 50 }), encodedRecord(1, { length })];
    expect(sizes(await pack(records, { records: 500, bytes: 100 }))).toEqual(expected);
  });

  it('close before a large record that follows small ones, not behind it', async () => {
    const records = [10, 10, 90, 10].map((length, index) => encodedRecord(index, { length }));
    expect(sizes(await pack(records, { records: 500, bytes: 100 }))).toEqual([2, 2]);
  });

  it('send a record that is larger than the byte limit alone', async () => {
    const records = [10, 101, 10].map((length, index) => encodedRecord(index, { length }));
    expect(sizes(await pack(records, { records: 500, bytes: 100 }))).toEqual([1, 1, 1]);
  });

  it('follow a limit that is lowered on the way', async () => {
    const limits = { records: 500, bytes: 40 };
    const found = batches(blocksOf(encodedRecords(12), 100), limits);
    const first = await found.next();
    limits.bytes = 20;
    const rest = await collect(found);
    expect(first.value?.records).toHaveLength(4);
    expect(sizes(rest)).toEqual([2, 2, 2, 2]);
  });

  it('give each batch to one worker when several ask at once', async () => {
    const found = batches(blocksOf(encodedRecords(100), 9), { records: 3, bytes: 1000 });
    const worker = () => collect({ [Symbol.asyncIterator]: () => ({ next: () => found.next() }) });
    const taken = (await Promise.all([worker(), worker(), worker()])).flat();
    const indexes = taken.flatMap((batch) => batch.records.map((record) => record.index));
    expect(indexes.sort((a, b) => a - b)).toEqual(encodedRecords(100).map((record) => record.index));
  });

  it('end the reading when the consumer stops', async () => {
    const seen: string[] = [];
    async function* source() {
      try {
        for (;;) yield { records: encodedRecords(10) };
      } finally {
        seen.push('closed');
      }
    }
    for await (const _ of batches(source(), { records: 5, bytes: 1000 })) break;
    expect(seen).toEqual(['closed']);
  });
});
