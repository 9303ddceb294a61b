import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMarks, type Marks, type Progress } from '../../../src/delivery/checkpoint/marks.ts';
import type { RecordPosition } from '../../../src/records/record.ts';

const position = (index: number): RecordPosition => ({ file: 'input', index, offset: index * 10 });
const batch = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, place) => position(from + place));

/** An input as batches in a row, some with rejected records in front, which are settled as they are read. */
const plan = fc.array(
  fc.record({
    rejected: fc.nat(3),
    records: fc.integer({ min: 1, max: 5 }),
    settled: fc.constantFrom('whole', 'first', 'none'),
  }),
  { minLength: 1, maxLength: 15 },
);
type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

/** Sends a plan's batches in a drawn order of settling, and tells which records are settled. */
function send(marks: Marks, batches: Plan, order: readonly number[], start: number) {
  const settled = new Set<number>();
  const settle = (from: number, to: number) => {
    marks.settle(from, to);
    for (let index = from; index < to; index += 1) settled.add(index);
  };
  const settlings: (() => void)[] = [];
  let next = start;
  for (const { rejected, records, settled: how } of batches) {
    settle(next, next + rejected);
    const from = next + rejected;
    const to = from + records;
    marks.open(batch(from, to));
    if (how === 'whole') settlings.push(() => settle(from, to));
    if (how === 'first') settlings.push(() => settle(from, from + 1));
    next = to;
  }
  return { settled, settlings: order.map((place) => settlings[place % settlings.length]), end: next };
}

/** Whether a run that resumes with this progress takes a record for settled. */
function passesOver({ mark, settled }: Progress, index: number): boolean {
  return index < (mark?.index ?? 0) || settled.some(([from, to]) => from <= index && index < to);
}

describe('the low-water mark', () => {
  it('never passes a record that is not settled, and with the ranges covers exactly the settled ones', () => {
    fc.assert(
      fc.property(plan, fc.array(fc.nat(20), { maxLength: 20 }), (batches, order) => {
        const marks = createMarks();
        const { settled, settlings, end } = send(marks, batches, order, 0);
        for (const settle of [() => {}, ...settlings]) {
          settle?.();
          const progress = marks.progress();
          for (let index = 0; index < end; index += 1)
            expect(passesOver(progress, index)).toBe(settled.has(index));
          expect(progress.mark && batchStarts(batches)).toEqual(
            progress.mark && expect.arrayContaining([progress.mark.index]),
          );
        }
      }),
    );
  });

  it('resumes from what an earlier run left, with what is settled still settled', () => {
    fc.assert(
      fc.property(plan, plan, fc.array(fc.nat(20), { maxLength: 20 }), (first, second, order) => {
        const earlier = createMarks();
        const before = send(earlier, first, order, 0);
        for (const settle of before.settlings) settle?.();
        const progress = structuredClone(earlier.progress());
        const marks = createMarks(progress);
        for (let index = 0; index < before.end; index += 1)
          expect(marks.isSettled(index)).toBe(before.settled.has(index));
        const open = unsettled(before.settled, before.end);
        // The resumed run sends what is open in batches of two, then goes on with new records.
        for (let place = 0; place < open.length; place += 2)
          marks.open(open.slice(place, place + 2).map(position));
        for (const index of open) marks.settle(index, index + 1);
        const after = send(marks, second, order, before.end);
        const last = marks.progress();
        for (let index = 0; index < after.end; index += 1)
          expect(passesOver(last, index)).toBe(index < before.end || after.settled.has(index));
      }),
    );
  });

  it('waits for a batch that is registered after the one behind it', () => {
    const marks = createMarks();
    marks.open(batch(0, 5));
    marks.settle(0, 5);
    marks.open(batch(10, 15));
    expect(marks.progress().mark?.index).toBe(0);
    marks.open(batch(5, 10));
    expect(marks.progress().mark?.index).toBe(5);
    marks.settle(5, 10);
    expect(marks.progress().mark).toEqual(position(10));
  });

  it('stands at the beginning while nothing but rejected records were read', () => {
    const marks = createMarks();
    marks.settle(0, 3);
    expect(marks.progress()).toEqual({ mark: undefined, settled: [[0, 3]] });
    expect(createMarks(marks.progress()).isSettled(2)).toBe(true);
  });
});

function batchStarts(batches: Plan): number[] {
  let next = 0;
  return batches.map(({ rejected, records }) => {
    const start = next + rejected;
    next = start + records;
    return start;
  });
}

function unsettled(settled: ReadonlySet<number>, end: number): number[] {
  return Array.from({ length: end }, (_, index) => index).filter((index) => !settled.has(index));
}
