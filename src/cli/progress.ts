import type { Run } from '../delivery/run.ts';
import { count, duration } from '../report/format.ts';
import type { ErrorOutput } from './error-output.ts';

const DRAW_INTERVAL_MS = 200;
const LOG_INTERVAL_MS = 5_000;

/** Shows how far a run is: one line on a terminal, else a log line every few seconds. Returns what ends it. */
export function showProgress(run: Run, output: ErrorOutput): () => void {
  const startedAt = performance.now();
  const show = () => output.showProgress(progressLine(run, performance.now() - startedAt));
  const log = () => logProgress(run, performance.now() - startedAt);
  const timer = output.isTerminal ? setInterval(show, DRAW_INTERVAL_MS) : setInterval(log, LOG_INTERVAL_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    output.showProgress('');
  };
}

function logProgress(run: Run, elapsedMs: number): void {
  const { stream, metricsDeadlineS: deadlineS } = run.settings;
  const waitedS = metricsWaitS(run);
  if (waitedS === undefined) run.log.info(progressFacts(run, elapsedMs), 'progress');
  else run.log.info({ stream, waitedS, deadlineS }, 'waiting for CloudWatch');
}

function progressLine(run: Run, elapsedMs: number): string {
  const waitedS = metricsWaitS(run);
  if (waitedS !== undefined) {
    return `waiting for CloudWatch ${waitedS}/${run.settings.metricsDeadlineS} s, Ctrl-C skips`;
  }
  const { records, share, recordsPerS, retries, failedPutCount, leftS } = progressFacts(run, elapsedMs);
  const parts = [
    `${count(records)} records`,
    share === undefined ? undefined : `${Math.floor(share * 100)} % read`,
    `${count(recordsPerS)}/s`,
    `retries ${count(retries)}`,
    `failed ${count(failedPutCount)}`,
    leftS === undefined ? undefined : `${duration(leftS)} left`,
  ];
  return parts.filter((part) => part !== undefined).join(' · ');
}

function metricsWaitS(run: Run): number | undefined {
  const startedAt = run.counts.metricsWaitStartedAt;
  return startedAt === undefined ? undefined : Math.round((performance.now() - startedAt) / 1_000);
}

/** The facts of a progress line; `share` is the part of the input's bytes that was read. */
function progressFacts(run: Run, elapsedMs: number) {
  const { inputBytes, totalInputBytes } = run.counts;
  const { read, rejected, delivered, undelivered } = run.ledger.counts();
  const stages = [run.putRecord.report(), run.putRecordBatch.report()];
  const share = totalInputBytes ? Math.min(1, inputBytes / totalInputBytes) : undefined;
  // What was read and is still on its way counts as left, otherwise a run in a storm is always about to end.
  const settledShare = (share ?? 0) * ((rejected + delivered + undelivered) / Math.max(1, read));
  return {
    stream: run.settings.stream,
    records: delivered,
    share: share === undefined ? undefined : Math.round(share * 1_000) / 1_000,
    recordsPerS: Math.round(delivered / Math.max(0.001, elapsedMs / 1_000)),
    retries: stages.reduce((sum, stage) => sum + stage.retries, 0),
    failedPutCount: stages.reduce((sum, stage) => sum + stage.failedPutCount, 0),
    leftS: settledShare ? Math.round((elapsedMs / 1_000) * (1 / settledShare - 1)) : undefined,
  };
}
