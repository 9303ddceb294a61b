import { createHistogram } from 'node:perf_hooks';
import type { Attempt } from '../actions/retry-policy.ts';
import type { StageReport } from '../report/report.ts';

/** Counts the calls of one way of sending, in constant memory. */
export interface StageCounts {
  take(records: number, bytes: number): void;
  call(attempt: Attempt): void;
  report(): StageReport;
}

/** Makes the counts of one way of sending, all 0. */
export function createStageCounts(): StageCounts {
  // The histogram takes whole numbers from 1, so it counts microseconds.
  const latencyUs = createHistogram();
  const percentileMs = (share: number) => (latencyUs.count === 0 ? 0 : latencyUs.percentile(share) / 1_000);
  let calls = 0;
  let records = 0;
  let bytes = 0;
  let retries = 0;
  let failedPutCount = 0;
  return {
    take: (takenRecords, takenBytes) => {
      records += takenRecords;
      bytes += takenBytes;
    },
    call: (attempt) => {
      calls += 1;
      if (attempt.attempt > 1) retries += 1;
      failedPutCount += attempt.failedPutCount ?? 0;
      latencyUs.record(Math.max(1, Math.round(attempt.durationMs * 1_000)));
    },
    report: () => {
      const latencyMs = { p50: percentileMs(50), p90: percentileMs(90), p99: percentileMs(99) };
      return { calls, records, bytes, retries, failedPutCount, latencyMs };
    },
  };
}
