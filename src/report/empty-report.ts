import type { LedgerCounts, Report, StageReport } from './report.ts';

const NO_CALLS: StageReport = {
  calls: 0,
  records: 0,
  bytes: 0,
  retries: 0,
  failedPutCount: 0,
  latencyMs: { p50: 0, p90: 0, p99: 0 },
};

const NO_RECORDS: LedgerCounts = {
  read: 0,
  rejected: 0,
  delivered: 0,
  undelivered: 0,
  pending: 0,
  possiblyDuplicated: 0,
};

/** The report of a run that ended before it began: the same document, with nothing in it but the error. */
export function emptyReport(
  runId: string,
  startedAt: Date,
  end: Pick<Report, 'error' | 'stoppedBy' | 'exitCode'>,
): Report {
  return {
    schemaVersion: 1,
    runId,
    stream: null,
    region: null,
    endpoint: null,
    startedAt: startedAt.toISOString(),
    sendingS: 0,
    input: { files: [], bytes: 0, skippedLines: 0 },
    ledger: NO_RECORDS,
    thisRun: NO_RECORDS,
    checkpoint: null,
    putRecord: NO_CALLS,
    putRecordBatch: NO_CALLS,
    throughput: { recordsPerS: 0, mibPerS: 0 },
    bytes: { sent: 0, billed: 0 },
    metrics: {
      status: 'off',
      incomingRecords: null,
      incomingBytes: null,
      incomingPutRequests: null,
      throttledRecords: null,
      waitedS: 0,
    },
    verification: null,
    deadLetterFile: null,
    receiptsFile: null,
    local: null,
    ...end,
  };
}
