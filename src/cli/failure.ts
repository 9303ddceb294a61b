import { errorReport } from '../delivery/report-run.ts';
import { EXIT_CODES } from '../report/exit-code.ts';
import type { ErrorReport } from '../report/report.ts';
import { RunError } from '../report/run-error.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { SIGNAL_CODES } from './signals.ts';
import type { StopSignal } from './terminal.ts';

/** An end before the first record was sent, as stderr and the report tell it. */
export interface Failure {
  readonly text: string;
  readonly error: ErrorReport;
  readonly exitCode: number;
  readonly stoppedBy: StopSignal | null;
}

/** Tells an error: the user's faults get a line, ours the stack. */
export function failureOf(error: unknown): Failure {
  const shared = { error: errorReport(error), stoppedBy: null };
  if (error instanceof SettingsError) {
    return { ...shared, text: `firehose-scenario: ${error.message}`, exitCode: EXIT_CODES.usage };
  }
  if (error instanceof RunError) {
    const text = `firehose-scenario: ${error.message} ${error.next}`;
    return { ...shared, text, exitCode: EXIT_CODES[error.kind] };
  }
  const stack = error instanceof Error ? error.stack : String(error);
  const text = `firehose-scenario: a fault of this program, please report it:\n${stack}`;
  return { ...shared, text, exitCode: EXIT_CODES.internal };
}

/** Tells a signal that came before the run began. */
export function interruption(signal: StopSignal): Failure {
  const message = `Stopped by ${signal} before the first record was sent.`;
  const error = { code: 'Interrupted', message, next: 'Run the same command again.' };
  return {
    text: `firehose-scenario: ${message}`,
    error,
    exitCode: SIGNAL_CODES[signal],
    stoppedBy: signal,
  };
}

/** Tells a second signal, which ends a run in its middle. */
export function secondSignal(signal: StopSignal): Failure {
  const message = `Ended at once by a second signal, ${signal}; what was on its way is pending, and may have been stored.`;
  const next = 'Run the same command again; only with --checkpoint does it go on where it was.';
  return {
    text: `firehose-scenario: ${message}`,
    error: { code: 'Interrupted', message, next },
    exitCode: SIGNAL_CODES[signal],
    stoppedBy: signal,
  };
}
