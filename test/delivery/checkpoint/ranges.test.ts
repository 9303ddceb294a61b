import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRangeSet, type Range } from '../../../src/delivery/checkpoint/ranges.ts';

const range = fc
  .tuple(fc.nat(60), fc.integer({ min: 1, max: 12 }))
  .map(([from, length]): Range => [from, from + length]);
const action = fc.oneof(
  { weight: 5, arbitrary: range.map((added) => ({ kind: 'add', added }) as const) },
  { weight: 1, arbitrary: fc.nat(70).map((below) => ({ kind: 'drop', below }) as const) },
);

describe('a set of ranges', () => {
  it('holds what a plain set of numbers holds, however its ranges meet', () => {
    fc.assert(
      fc.property(fc.array(action, { maxLength: 40 }), (actions) => {
        const plain = new Set<number>();
        const ranges = createRangeSet();
        for (const step of actions) {
          if (step.kind === 'drop') {
            ranges.dropBelow(step.below);
            for (const value of plain) if (value < step.below) plain.delete(value);
            continue;
          }
          const [from, to] = step.added;
          ranges.add(from, to);
          for (let value = from; value < to; value += 1) plain.add(value);
        }
        for (let value = 0; value < 80; value += 1) {
          expect(ranges.has(value)).toBe(plain.has(value));
          expect(ranges.firstGap(value)).toBe(gapFrom(plain, value));
        }
        expect(ranges.ranges()).toEqual(rangesOf(plain));
        // What is written to a journal and read back is the same set.
        expect(createRangeSet(ranges.ranges()).ranges()).toEqual(ranges.ranges());
      }),
    );
  });

  it('tells how it is at that moment, whatever is added afterwards', () => {
    const set = createRangeSet([[0, 5]]);
    const before = set.ranges();
    set.add(5, 9);
    set.add(20, 30);
    expect(before).toEqual([[0, 5]]);
  });

  it('is not changed by what becomes of a set that began with its ranges', () => {
    const first = createRangeSet([[0, 5]]);
    createRangeSet(first.ranges()).add(5, 9);
    expect(first.ranges()).toEqual([[0, 5]]);
  });
});

function gapFrom(plain: ReadonlySet<number>, from: number): number {
  let value = from;
  while (plain.has(value)) value += 1;
  return value;
}

function rangesOf(plain: ReadonlySet<number>): Range[] {
  const ranges: [number, number][] = [];
  for (const value of [...plain].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last?.[1] === value) last[1] = value + 1;
    else ranges.push([value, value + 1]);
  }
  return ranges;
}
