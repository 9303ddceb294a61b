import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chance } from '../../../src/local/faults/chance.ts';
import { createFaults } from '../../../src/local/faults/faults.ts';
import { parseFaults } from '../../../src/local/faults/parse-faults.ts';

const DATA = Buffer.from('x');
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('chance', () => {
  it('lies from 0 up to 1, and is the same for the same arguments', () => {
    const whole = fc.integer({ min: 0, max: 0xffffffff });
    fc.assert(
      fc.property(whole, whole, whole, whole, (seed, rule, call, entry) => {
        const value = chance(seed, rule, call, entry);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThan(1);
        expect(chance(seed, rule, call, entry)).toBe(value);
      }),
    );
  });

  it.each([
    ['seeds', (n: number) => chance(n, 0, 1, 1)],
    ['rules', (n: number) => chance(1, n, 1, 1)],
    ['calls', (n: number) => chance(1, 0, n, 0)],
    ['entries', (n: number) => chance(1, 0, 1, n)],
  ])('is spread evenly over %s', (_, valueFor) => {
    const values = numbers(20_000).map(valueFor);
    for (const share of [0.02, 0.05, 0.5, 0.98]) {
      const hits = values.filter((value) => value < share).length / values.length;
      expect(Math.abs(hits - share)).toBeLessThan(0.02);
    }
  });
});

describe('faults', () => {
  it('depend on the number of a call, not on the order in which calls come', () => {
    const hitsIn = (order: readonly number[]) => {
      const faults = createFaults(
        parseFaults('unavailable=20%,failed-entries=20%,slow=20%,delivered-twice=20%,seed=3'),
      );
      const hits = order.map((call) => [
        call,
        faults.atDoor('PutRecordBatch', call) !== undefined,
        faults.onReply('PutRecordBatch', call).length,
        faults.onDelivery(call).length,
        numbers(20).map(
          (position) => faults.onEntries('PutRecordBatch', call)?.(DATA, position) !== undefined,
        ),
      ]);
      return hits.sort(([a], [b]) => Number(a) - Number(b));
    };
    expect(hitsIn(numbers(50).reverse())).toEqual(hitsIn(numbers(50)));
  });

  it('count what they applied, each kind by itself', () => {
    const faults = createFaults(parseFaults('unavailable=2-3,reset-after=1,disk-full=1'));
    for (const call of numbers(4)) {
      faults.atDoor('PutRecord', call);
      faults.onReply('PutRecord', call);
    }
    faults.onDelivery(1);
    expect(faults.applied).toEqual({ unavailable: 2, 'reset-after': 1, 'disk-full': 1 });
  });

  it('ask nothing of records that no order is about', () => {
    const faults = createFaults(parseFaults('failed-entries=2,failed-entries=0%,unavailable'));
    expect(faults.onEntries('PutRecordBatch', 1)).toBeUndefined();
    expect(faults.onEntries('PutRecord', 2)).toBeUndefined();
    expect(faults.onEntries('PutRecordBatch', 2)?.(DATA, 1)?.fault).toBe('failed-entries');
  });

  it('for every operation leave the delivery alone', () => {
    const faults = createFaults(parseFaults('unavailable@*'));
    expect(faults.atDoor('GetMetricData', 1)?.fault).toBe('unavailable');
    expect(faults.atDoor('Delivery', 1)).toBeUndefined();
    expect(faults.onDelivery(1)).toEqual([]);
  });
});
