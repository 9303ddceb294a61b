import { describeError } from '../actions/failures.ts';
import type { RecordOutcome } from '../actions/outcomes.ts';
import type { EncodedRecord } from '../records/record.ts';
import { RunError } from '../report/run-error.ts';
import type { Run } from './run.ts';
import { settleRecords } from './settle-records.ts';

/** Records that were refused one by one in a row until the stream itself is taken for the problem. */
const MAX_REFUSED_IN_A_ROW = 32;

/** Books a record that makes its call fail as undelivered, without having cost its neighbours an attempt. */
export async function refuse(
  run: Run,
  records: readonly EncodedRecord[],
  outcomes: readonly RecordOutcome[],
  cause: unknown,
): Promise<void> {
  const { name, message } = describeError(cause);
  run.counts.refused += 1;
  run.counts.refusedInARow += 1;
  if (run.counts.refusedInARow >= MAX_REFUSED_IN_A_ROW) {
    run.stopping.halt(refusesEverything(run, name, message, cause));
    return settleRecords(run, records, outcomes);
  }
  const refused = outcomes.map((outcome): RecordOutcome => {
    const maybeStored = outcome.status === 'pending' && outcome.maybeStored;
    return {
      status: 'undelivered',
      errorCode: name,
      errorMessage: message,
      attempts: outcome.attempts,
      maybeStored,
    };
  });
  await settleRecords(run, records, refused);
}

function refusesEverything(run: Run, name: string, message: string, cause: unknown): RunError {
  return new RunError('refused', {
    code: name,
    message: `Stream ${run.settings.stream} refused ${MAX_REFUSED_IN_A_ROW} records in a row, each by itself: ${message}`,
    next: 'Look at the dead letters: the stream or the form of the data is the problem, not single records.',
    cause,
  });
}

/** Whether the 4 MiB count raw bytes or base64 isn't documented: where a size is refused, later batches are smaller. */
export function lowerBatchBytes(run: Run, records: readonly EncodedRecord[], cause: unknown): void {
  const { name, status } = describeError(cause);
  if (status !== 413 && name !== 'InvalidArgumentException') return;
  const lowered = Math.floor(bytesOf(records) / 2);
  if (lowered >= run.counts.batchBytes) return;
  run.counts.batchBytes = lowered;
  run.log.warn({ stream: run.settings.stream, batchBytes: lowered }, 'size refused, batches made smaller');
}

/** Bytes of records, newlines included. */
export function bytesOf(records: readonly EncodedRecord[]): number {
  let bytes = 0;
  for (const record of records) bytes += record.length;
  return bytes;
}
