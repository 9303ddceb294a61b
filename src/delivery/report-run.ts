import { exitCodeOf } from '../report/exit-code.ts';
import type { ErrorReport, Report } from '../report/report.ts';
import { RunError } from '../report/run-error.ts';
import type { Run } from './run.ts';

/** Tells a run that has ended. */
export function reportRun(run: Run, startedAt: Date, local: string | null): Report {
  const { settings, clients, counts, stopping } = run;
  const ledger = run.ledger.counts();
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
    putRecord,
    putRecordBatch,
    throughput: throughputOf(ledger.delivered, counts.sentBytes, sendingS),
    bytes: { sent: counts.sentBytes, billed: counts.billedBytes },
    metrics: counts.metrics,
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
    }),
  };
}

/** Tells an error: ours, with what to do next, or a fault of this program. */
export function errorReport(error: unknown): ErrorReport {
  if (error instanceof RunError) return { code: error.code, message: error.message, next: error.next };
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'InternalError',
    message,
    next: 'This is a fault of this program: please report it with the log.',
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
