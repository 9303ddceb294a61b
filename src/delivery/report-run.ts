import { exitCodeOf } from '../report/exit-code.ts';
import type { ErrorReport, LedgerCounts, Report } from '../report/report.ts';
import { RunError } from '../report/run-error.ts';
import { SettingsError } from '../settings/settings-error.ts';
import type { SettledCounts } from './checkpoint/checkpoint.ts';
import type { Run } from './run.ts';

/** Tells a run that has ended. */
export function reportRun(run: Run, startedAt: Date, local: string | null): Report {
  return reportWith(run.ledger.counts(), run, startedAt, local);
}

/** Tells a run that is cut off in its middle: what has no outcome yet, on the wire as well, is pending. */
export function reportSuddenEnd(
  run: Run,
  startedAt: Date,
  local: string | null,
  end: Pick<Report, 'error' | 'stoppedBy' | 'exitCode'>,
): Report {
  const counts = run.ledger.counts();
  const pending = counts.read - counts.rejected - counts.delivered - counts.undelivered;
  return { ...reportWith({ ...counts, pending }, run, startedAt, local), ...end };
}

function reportWith(thisRun: LedgerCounts, run: Run, startedAt: Date, local: string | null): Report {
  const { settings, clients, counts, stopping } = run;
  const ledger = run.checkpoint ? withEarlier(run.checkpoint.earlier, thisRun) : thisRun;
  const putRecord = run.putRecord.report();
  const putRecordBatch = run.putRecordBatch.report();
  const sendingS = Math.max(0, (counts.lastAnswerAt ?? 0) - (counts.firstCallAt ?? 0)) / 1_000;
  return {
    schemaVersion: 1,
    runId: run.runId,
    stream: settings.stream,
    region: clients.region,
    endpoint: clients.endpoint,
    startedAt: startedAt.toISOString(),
    sendingS,
    input: { files: settings.data, bytes: counts.inputBytes, skippedLines: counts.skippedLines },
    ledger,
    thisRun,
    checkpoint: run.checkpoint ? run.checkpoint.report() : null,
    putRecord,
    putRecordBatch,
    throughput: throughputOf(thisRun.delivered, counts.sentBytes, sendingS),
    bytes: { sent: counts.sentBytes, billed: counts.billedBytes },
    metrics: counts.metrics,
    verification: counts.verification,
    deadLetterFile: run.deadLetters.file ?? null,
    receiptsFile: run.receipts?.file ?? null,
    local,
    error: stopping.error === undefined ? null : errorReport(stopping.error),
    stoppedBy: stopping.stoppedBy ?? null,
    exitCode: exitCodeOf({
      ledger,
      calls: putRecord.calls + putRecordBatch.calls,
      errorKind: kindOf(stopping.error),
      stoppedBy: stopping.stoppedBy,
      verdict: counts.verification?.verdict,
    }),
  };
}

/** Tells an error: the user's or the service's, with what to do next, or a fault of this program. */
export function errorReport(error: unknown): ErrorReport {
  if (error instanceof RunError) return { code: error.code, message: error.message, next: error.next };
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof SettingsError) {
    return {
      code: 'InvalidSettings',
      message,
      next: 'Mend that and run the command again; nothing was sent.',
    };
  }
  return {
    code: 'InternalError',
    message,
    next: 'This is a fault of this program: please report it with the log.',
  };
}

/** Adds what earlier runs have settled, which they read as well. */
function withEarlier(earlier: SettledCounts, thisRun: LedgerCounts): LedgerCounts {
  const settled = earlier.rejected + earlier.delivered + earlier.undelivered;
  return {
    read: settled + thisRun.read,
    rejected: earlier.rejected + thisRun.rejected,
    delivered: earlier.delivered + thisRun.delivered,
    undelivered: earlier.undelivered + thisRun.undelivered,
    pending: thisRun.pending,
    possiblyDuplicated: earlier.possiblyDuplicated + thisRun.possiblyDuplicated,
  };
}

function kindOf(error: unknown) {
  if (error === undefined) return undefined;
  return error instanceof RunError ? error.kind : 'internal';
}

function throughputOf(records: number, bytes: number, seconds: number) {
  if (seconds === 0) return { recordsPerS: 0, mibPerS: 0 };
  return { recordsPerS: Math.round(records / seconds), mibPerS: bytes / 1024 / 1024 / seconds };
}
