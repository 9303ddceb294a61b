import { describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/actions/retry-policy.ts';
import { createStageCounts } from '../../src/delivery/stage-counts.ts';

const call = (attempt: number, durationMs: number, failedPutCount: number | undefined): Attempt => ({
  ...{ attempt, durationMs, failedPutCount, records: 10 },
  ...{ errorCode: undefined, requestId: undefined, delayMs: undefined },
});

describe('the counts of one way of sending', () => {
  it('are all 0 without a call', () => {
    const { calls, retries, latencyMs } = createStageCounts().report();
    expect({ calls, retries, latencyMs }).toEqual({
      calls: 0,
      retries: 0,
      latencyMs: { p50: 0, p90: 0, p99: 0 },
    });
  });

  it('take every call after the first for a retry, and add up the failed entries', () => {
    const counts = createStageCounts();
    counts.take(10, 1_000);
    for (const [attempt, failed] of [
      [1, 4],
      [2, undefined],
      [3, 1],
      [1, 0],
    ] as const)
      counts.call(call(attempt, 5, failed));
    expect(counts.report()).toMatchObject({
      calls: 4,
      retries: 2,
      failedPutCount: 5,
      records: 10,
      bytes: 1_000,
    });
  });

  it('tell the times of calls in milliseconds, to a hundredth part or so', () => {
    const counts = createStageCounts();
    for (let ms = 1; ms <= 100; ms += 1) counts.call(call(1, ms, 0));
    const { p50, p90, p99 } = counts.report().latencyMs;
    expect([p50, p90, p99].map(Math.round)).toEqual([50, 90, 99]);
  });
});
