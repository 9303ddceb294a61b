import { sleep } from '../actions/backoff.ts';
import { classifyError, describeError } from '../actions/failures.ts';
import { type IngestionMetrics, readIngestionMetrics } from '../actions/read-ingestion-metrics.ts';
import { abortable } from '../aws/transport.ts';
import type { LedgerCounts, MetricsReport, MetricsStatus } from '../report/report.ts';
import type { Run } from './run.ts';

const POLL_INTERVAL_MS = 5_000;
const NO_NUMBERS = {
  incomingRecords: null,
  incomingBytes: null,
  incomingPutRequests: null,
  throttledRecords: null,
};

/** Metrics that nobody asked for. */
export const METRICS_OFF: MetricsReport = { status: 'off', ...NO_NUMBERS, waitedS: 0 };

/** Holds CloudWatch's count against ours. Records that may be duplicated may have been counted twice. */
export function metricsStatus(metrics: IngestionMetrics, ledger: LedgerCounts): MetricsStatus {
  const { incomingRecords } = metrics;
  if (incomingRecords === undefined) return 'not-visible';
  if (incomingRecords < ledger.delivered) return 'partial';
  return incomingRecords <= ledger.delivered + ledger.possiblyDuplicated ? 'complete' : 'more';
}

/**
 * Asks CloudWatch for the minutes of the run until it shows every delivered record, or the deadline passes. Metrics
 * never change the exit code.
 *
 * @param startTime - When the run began.
 * @param skip - Ends the wait.
 */
export async function awaitMetrics(run: Run, startTime: Date, skip: AbortSignal): Promise<MetricsReport> {
  if (run.settings.metricsDeadlineS === 0 || run.ledger.counts().delivered === 0) return METRICS_OFF;
  return poll(run, startTime, skip).finally(() => {
    run.counts.metricsWaitStartedAt = undefined;
  });
}

async function poll(run: Run, startTime: Date, skip: AbortSignal): Promise<MetricsReport> {
  const { stream, metricsDeadlineS: deadlineS } = run.settings;
  const deadlineMs = deadlineS * 1_000;
  const startedAt = performance.now();
  run.counts.metricsWaitStartedAt = startedAt;
  const intervalMs = Math.min(POLL_INTERVAL_MS, deadlineMs / 10);
  for (let polls = 1; ; polls += 1) {
    const waitedMs = performance.now() - startedAt;
    const report = await askOnce(run, startTime, waitedMs, skip);
    const isFinal =
      report.status === 'complete' || report.status === 'more' || report.status === 'unavailable';
    if (isFinal || skip.aborted || waitedMs + intervalMs > deadlineMs) return report;
    if (polls === 1) run.log.info({ stream, deadlineS }, 'waiting for CloudWatch');
    await sleep(intervalMs, skip);
    if (skip.aborted) return report;
  }
}

async function askOnce(
  run: Run,
  startTime: Date,
  waitedMs: number,
  skip: AbortSignal,
): Promise<MetricsReport> {
  const waitedS = Math.round(waitedMs / 1_000);
  const query = { streamName: run.settings.stream, startTime, endTime: new Date(Date.now() + 1) };
  try {
    const metrics = await readIngestionMetrics(abortable(run.clients.cloudWatch, skip), query);
    return { status: metricsStatus(metrics, run.ledger.counts()), ...numbersOf(metrics), waitedS };
  } catch (error) {
    const { name, message } = describeError(error);
    const failureClass = classifyError(error);
    if (skip.aborted || failureClass === 'throttled' || failureClass === 'transient') {
      return { status: 'not-visible', ...NO_NUMBERS, waitedS };
    }
    run.log.warn({ stream: run.settings.stream, errorCode: name, reason: message }, 'metrics unavailable');
    return { status: 'unavailable', ...NO_NUMBERS, waitedS };
  }
}

function numbersOf(metrics: IngestionMetrics) {
  return {
    incomingRecords: metrics.incomingRecords ?? null,
    incomingBytes: metrics.incomingBytes ?? null,
    incomingPutRequests: metrics.incomingPutRequests ?? null,
    throttledRecords: metrics.throttledRecords ?? null,
  };
}
