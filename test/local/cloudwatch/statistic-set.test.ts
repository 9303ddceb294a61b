import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  isPercentile,
  mergeInto,
  readStatistic,
  setOfValue,
} from '../../../src/local/cloudwatch/statistic-set.ts';

function setOf(values: readonly number[]) {
  const [first = 0, ...others] = values;
  const all = setOfValue(first);
  for (const value of others) mergeInto(all, setOfValue(value));
  return all;
}

test('tells the plain statistics of its values', () => {
  const set = setOf([4, 1, 7]);
  const read = ['SampleCount', 'Sum', 'Average', 'Minimum', 'Maximum'].map((name) =>
    readStatistic(set, name),
  );
  expect(read).toEqual([3, 12, 4, 1, 7]);
});

test('counts a value that came several times as often', () => {
  expect(readStatistic(setOfValue(5, 3), 'Sum')).toBe(15);
});

test('tells percentiles within one part in a hundred of the real one', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 100 }),
      (values, percent) => {
        const sorted = values.toSorted((a, b) => a - b);
        const real = sorted[Math.ceil((percent / 100) * sorted.length) - 1] ?? 0;
        const told = readStatistic(setOf(values), `p${percent}`) ?? 0;
        expect(Math.abs(told - real)).toBeLessThanOrEqual(real / 100);
      },
    ),
  );
});

test('has no percentile of a sum that came without its values', () => {
  const sums = { sampleCount: 2, sum: 3, minimum: 1, maximum: 2, histogram: new Map() };
  expect(readStatistic(sums, 'p50')).toBeUndefined();
});

test('knows which texts name a percentile', () => {
  const names = ['p0', 'p99', 'p99.9', 'p100', 'p101', 'p', '99', 'p99.', 'P99', 'p100.1'];
  expect(names.filter(isPercentile)).toEqual(['p0', 'p99', 'p99.9', 'p100']);
});
