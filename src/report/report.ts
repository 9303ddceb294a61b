import type { VerificationReport } from './verification.ts';

/** The account of a run's records: read = rejected + delivered + undelivered + pending. */
export interface LedgerCounts {
  readonly read: number;
  /** Never sent: malformed or too large. */
  readonly rejected: number;
  readonly delivered: number;
  /** Attempts spent, or refused by itself. */
  readonly undelivered: number;
  /** Not settled when the run ended. */
  readonly pending: number;
  /** Of the delivered ones, those with an earlier attempt that had no clear answer. */
  readonly possiblyDuplicated: number;
}

/** What one way of sending did. Times are in milliseconds; without a call they are 0. */
export interface StageReport {
  readonly calls: number;
  /** Records that were handed to this way of sending. */
  readonly records: number;
  /** Their bytes, newlines included. */
  readonly bytes: number;
  /** Calls after the first for the same records. */
  readonly retries: number;
  /** Failed entries, as the replies said. */
  readonly failedPutCount: number;
  readonly latencyMs: { readonly p50: number; readonly p90: number; readonly p99: number };
}

/**
 * What CloudWatch's numbers amount to. off: not asked · unavailable: denied or not supported · not-visible: no datapoints by the deadline · partial: fewer
 * records than were delivered · complete: as many · more: somebody else writes to this stream.
 */
export type MetricsStatus = 'off' | 'unavailable' | 'not-visible' | 'partial' | 'complete' | 'more';

/** CloudWatch's own numbers for the minutes of the run; `null` is "no datapoints", which isn't 0. */
export interface MetricsReport {
  readonly status: MetricsStatus;
  readonly incomingRecords: number | null;
  readonly incomingBytes: number | null;
  readonly incomingPutRequests: number | null;
  readonly throttledRecords: number | null;
  /** Time spent waiting for them, in seconds. */
  readonly waitedS: number;
}

/** The journal that the same command goes on from. */
export interface CheckpointReport {
  readonly file: string;
  readonly origin: 'begun' | 'resumed';
  /** Records that an earlier run may have sent without its outcome on the disk; they were sent again. */
  readonly sentAgain: number;
  /** Records that a crash of this run can have sent twice, at most. */
  readonly crashBound: number;
}

/** What ended a run, and what to do about it. */
export interface ErrorReport {
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly next: string;
}

/** A run, told whole; `--output json` prints it as it is. */
export interface Report {
  readonly schemaVersion: 1;
  readonly runId: string;
  /** `null` where the run ended before it was settled. */
  readonly stream: string | null;
  readonly region: string | null;
  readonly endpoint: string | null;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** From the first call to the last answer, in seconds; 0 where nothing was sent. */
  readonly sendingS: number;
  readonly input: {
    readonly files: readonly string[];
    /** Bytes of input consumed. */
    readonly bytes: number;
    readonly skippedLines: number;
  };
  /** All runs of a checkpoint together; without one, the same as `thisRun`. */
  readonly ledger: LedgerCounts;
  readonly thisRun: LedgerCounts;
  readonly checkpoint: CheckpointReport | null;
  readonly putRecord: StageReport;
  readonly putRecordBatch: StageReport;
  /** Delivered records in a second, and their MiB in a second. */
  readonly throughput: { readonly recordsPerS: number; readonly mibPerS: number };
  readonly bytes: {
    /** Bytes of the delivered records. */
    readonly sent: number;
    /** What Firehose bills for them: each record rounded up to 5 KB. */
    readonly billed: number;
  };
  readonly metrics: MetricsReport;
  /** `null` where nobody asked for it, or it couldn't be made and `error` says why. */
  readonly verification: VerificationReport | null;
  /** `null` where every record was delivered or is pending. */
  readonly deadLetterFile: string | null;
  readonly receiptsFile: string | null;
  /** Folder of the objects, with `--local`. */
  readonly local: string | null;
  readonly error: ErrorReport | null;
  readonly stoppedBy: 'SIGINT' | 'SIGTERM' | null;
  readonly exitCode: number;
}

/** What `--dry-run` found; nothing was sent. */
export interface DryRunReport {
  readonly schemaVersion: 1;
  readonly dryRun: true;
  readonly stream: string | null;
  readonly region: string | null;
  readonly records: number;
  readonly rejected: number;
  readonly skippedLines: number;
  /** Records that would go one by one, and calls of PutRecordBatch for the rest. */
  readonly putRecordCalls: number;
  readonly putRecordBatchCalls: number;
  readonly bytes: { readonly total: number; readonly billed: number; readonly largestRecord: number };
  /** Shortest time at the Region's documented quota, in seconds. */
  readonly shortestS: number;
  readonly error: ErrorReport | null;
  readonly exitCode: number;
}
