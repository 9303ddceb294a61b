import { emptyReport } from '../../src/report/empty-report.ts';
import type {
  DryRunReport,
  LedgerCounts,
  MetricsReport,
  Report,
  StageReport,
} from '../../src/report/report.ts';

const NO_ERROR = { error: null, stoppedBy: null, exitCode: 0 } as const;

export function ledger(over: Partial<LedgerCounts> = {}): LedgerCounts {
  return { read: 0, rejected: 0, delivered: 0, undelivered: 0, pending: 0, possiblyDuplicated: 0, ...over };
}

/** The sample data, delivered without a fault. */
export function report(over: Partial<Report> = {}): Report {
  return {
    ...emptyReport('20261121T101500Z-3f9a', new Date(0), NO_ERROR),
    stream: 'local-stream',
    region: 'us-east-1',
    ledger: ledger({ read: 5_550, delivered: 5_550 }),
    thisRun: ledger({ read: 5_550, delivered: 5_550 }),
    putRecord: stage({ calls: 100, records: 100, bytes: 7_740 }),
    putRecordBatch: stage({ calls: 11, records: 5_450, bytes: 421_830 }),
    throughput: { recordsPerS: 9_250, mibPerS: 0.68 },
    bytes: { sent: 429_570, billed: 28_416_000 },
    ...over,
  };
}

export function stage(over: Partial<StageReport> = {}): StageReport {
  const latencyMs = { p50: 12.3, p90: 45.6, p99: 78.9 };
  return { calls: 1, records: 1, bytes: 100, retries: 0, failedPutCount: 0, latencyMs, ...over };
}

export function metrics(over: Partial<MetricsReport> = {}): MetricsReport {
  return {
    status: 'complete',
    incomingRecords: 5_550,
    incomingBytes: 429_570,
    incomingPutRequests: 111,
    throttledRecords: 0,
    waitedS: 2,
    ...over,
  };
}

export function dryRunReport(over: Partial<DryRunReport> = {}): DryRunReport {
  return {
    schemaVersion: 1,
    dryRun: true,
    stream: 'alerts',
    region: 'eu-central-1',
    records: 5_550,
    rejected: 0,
    skippedLines: 0,
    putRecordCalls: 100,
    putRecordBatchCalls: 11,
    bytes: { total: 429_570, billed: 28_416_000, largestRecord: 81 },
    shortestS: 0.41,
    error: null,
    exitCode: 0,
    ...over,
  };
}
