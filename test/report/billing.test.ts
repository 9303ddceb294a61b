import { expect, it } from 'vitest';
import { billedBytes } from '../../src/report/billing.ts';
import { bytes } from '../../src/report/format.ts';

it.each([
  [1, 5_120],
  [5_119, 5_120],
  [5_120, 5_120],
  [5_121, 10_240],
  [10_240, 10_240],
  [1_024_000, 1_024_000],
])('bills a record of %i bytes as %i', (recordBytes, billed) => {
  expect(billedBytes(recordBytes)).toBe(billed);
});

it('bills the 5,550 records of the sample, each below a step, as 27.1 MiB', () => {
  expect(bytes(5_550 * billedBytes(77))).toBe('27.1 MiB');
});
