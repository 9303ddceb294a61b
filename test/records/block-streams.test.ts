import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitAt } from '../../src/records/block-streams.ts';
import type { RecordBlock } from '../../src/records/record.ts';
import {
  blocksOf,
  collect,
  encodedRecord,
  encodedRecords,
  recordBlock,
  rejectedRecord,
} from './factories.ts';

const indexes = (blocks: readonly RecordBlock[]) =>
  blocks.flatMap((block) => [...block.records, ...block.rejected].map((record) => record.index));

/** Blocks of `size` records, of which those with an index in `bad` are rejected. */
async function* mixed(count: number, size: number, bad: ReadonlySet<number>) {
  for (let at = 0; at < count; at += size) {
    const all = Array.from({ length: Math.min(size, count - at) }, (_, i) => at + i);
    yield recordBlock({
      records: all.filter((index) => !bad.has(index)).map((index) => encodedRecord(index)),
      rejected: all.filter((index) => bad.has(index)).map((index) => rejectedRecord(index)),
      skippedLines: 1,
    });
  }
}

describe('splitAt', () => {
  it('cuts by input index, rejected records counted, and loses nothing', async () => {
    const sizes = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 9 }), fc.nat(45), fc.array(fc.nat(40)));
    await fc.assert(
      fc.asyncProperty(sizes, async ([count, size, border, bad]) => {
        const { head, tail } = splitAt(mixed(count, size, new Set(bad)), border);
        const first = await collect(head);
        const rest = await collect(tail);
        expect(indexes(first).every((index) => index < border)).toBe(true);
        expect(indexes(rest).every((index) => index >= border)).toBe(true);
        const all = [...indexes(first), ...indexes(rest)].sort((a, b) => a - b);
        expect(all).toEqual(Array.from({ length: count }, (_, index) => index));
        const skipped = [...first, ...rest].reduce((sum, block) => sum + block.skippedLines, 0);
        expect(skipped).toBe(Math.ceil(count / size));
      }),
    );
  });

  it.each([
    [0, 0, 10],
    [9, 9, 1],
    [10, 10, 0],
    [11, 10, 0],
    [Number.POSITIVE_INFINITY, 10, 0],
  ])('at %f gives %i of ten records first and %i then', async (border, first, then) => {
    const { head, tail } = splitAt(blocksOf(encodedRecords(10), 4), border);
    expect(indexes(await collect(head))).toHaveLength(first);
    expect(indexes(await collect(tail))).toHaveLength(then);
  });

  it.each(['head', 'tail'] as const)('ends the reading when its %s is ended early', async (part) => {
    const seen: string[] = [];
    async function* endless() {
      try {
        for (let index = 0; ; index += 1) yield recordBlock({ records: [encodedRecord(index)] });
      } finally {
        seen.push('closed');
      }
    }
    const parts = splitAt(endless(), 3);
    if (part === 'tail') await collect(parts.head);
    for await (const _ of parts[part]) break;
    expect(seen).toEqual(['closed']);
  });
});
