import { describe, expect, it } from 'vitest';
import { simulate } from './service-model.ts';

const MEBIBYTE = 1_048_576;
/** Somebody who takes half of the quota midway, and gives it back. */
const halfMidway = (second: number) => (second >= 20 && second < 40 ? 0.5 : 0);

describe.each(['learned', 'documented'] as const)('a quota that is %s', (source) => {
  const long = { source, seconds: 60, recordBytes: 77, callMs: 10 };

  it.each([
    ['5 MiB/s', 5 * MEBIBYTE, 10],
    ['1 MiB/s', MEBIBYTE, 10],
    ['5 MiB/s with slower calls', 5 * MEBIBYTE, 30],
    ['1 MiB/s with slower calls', MEBIBYTE, 30],
  ])(
    'of %s is used up to 95 in 100, and under 1 in 100 records is throttled',
    async (_, bytesPerSecond, callMs) => {
      const { use, throttled } = await simulate({ ...long, bytesPerSecond, callMs });
      expect(use).toBeGreaterThan(0.95);
      expect(throttled).toBeLessThan(0.01);
    },
  );

  it.each([5 * MEBIBYTE, MEBIBYTE])(
    'of %i bytes/s is used as well while another producer takes half of it, and gives it back',
    async (bytesPerSecond) => {
      const { use, throttled, storedEach } = await simulate({ ...long, bytesPerSecond, others: halfMidway });
      expect(use).toBeGreaterThan(0.95);
      expect(throttled).toBeLessThan(0.01);
      const mean = (from: number, to: number) =>
        storedEach.slice(from, to).reduce((sum, share) => sum + share, 0) / (to - from);
      expect(mean(10, 20)).toBeGreaterThan(0.95);
      expect(mean(22, 40)).toBeGreaterThan(0.45);
      expect(mean(22, 40)).toBeLessThan(0.55);
      expect(mean(45, 60)).toBeGreaterThan(0.95);
    },
  );
});

describe('the true quota', () => {
  const long = { seconds: 60, bytesPerSecond: MEBIBYTE, recordBytes: 77, callMs: 10 };

  it('is found where it is twice the documented one', async () => {
    const { storedEach } = await simulate({ ...long, source: 'documented', trueShare: 2 });
    expect(Math.min(...storedEach.slice(30))).toBeGreaterThan(1.8);
  });

  it('is never tried beyond what the stream says itself', async () => {
    const { storedEach, throttled } = await simulate({ ...long, source: 'learned', trueShare: 2 });
    expect(Math.max(...storedEach.slice(3))).toBeLessThan(1.02);
    expect(throttled).toBe(0);
  });

  it('is found where it is far below the documented one', async () => {
    const { throttled, use } = await simulate({ ...long, source: 'documented', trueShare: 0.3 });
    expect(use).toBeGreaterThan(0.95);
    expect(throttled).toBeLessThan(0.01);
  });
});
