import type { RecordOutcome, UndeliveredRecord } from '../actions/outcomes.ts';
import type { EncodedRecord } from '../records/record.ts';
import { billedBytes } from '../report/billing.ts';
import { undeliveredLetter } from './dead-letters.ts';
import type { Run } from './run.ts';

/**
 * Books outcomes: dead letters reach the disk before the ledger counts their records as undelivered, so a record is
 * never off the books. Where they can't be written, the run stops and those records are pending.
 *
 * @param outcomes - One a record, in the order of `records`.
 */
export async function settleRecords(
  run: Run,
  records: readonly EncodedRecord[],
  outcomes: readonly RecordOutcome[],
): Promise<void> {
  const letters: string[] = [];
  const receipts: string[] = [];
  let undelivered = 0;
  for (const [position, record] of records.entries()) {
    const outcome = outcomes[position];
    if (outcome === undefined) throw new TypeError('Every record has an outcome.');
    if (outcome.status === 'undelivered') {
      undelivered += 1;
      letters.push(undeliveredLetter(record, outcome));
    } else {
      book(run, record, outcome);
      if (run.receipts && outcome.status === 'delivered') receipts.push(receipt(record, outcome));
    }
  }
  if (undelivered > 0) await bookUndelivered(run, letters, outcomes);
  if (receipts.length > 0) await run.receipts?.append(receipts).catch(run.stopping.halt);
}

function book(run: Run, record: EncodedRecord, outcome: RecordOutcome): void {
  run.ledger.settle(outcome);
  if (outcome.status !== 'delivered') return;
  run.counts.sentBytes += record.data.length;
  run.counts.billedBytes += billedBytes(record.data.length);
  run.counts.refusedInARow = 0;
  run.counts.lastProgressAt = performance.now();
}

async function bookUndelivered(
  run: Run,
  letters: readonly string[],
  outcomes: readonly RecordOutcome[],
): Promise<void> {
  const undelivered = outcomes.filter(
    (outcome): outcome is UndeliveredRecord => outcome.status === 'undelivered',
  );
  const isWritten = await run.deadLetters.append(letters).then(
    () => true,
    (error: unknown) => {
      run.stopping.halt(error);
      return false;
    },
  );
  for (const outcome of undelivered) {
    run.ledger.settle(isWritten ? outcome : { ...outcome, status: 'pending' });
  }
  const { stream } = run.settings;
  const errorCode = undelivered[0]?.errorCode;
  if (isWritten) run.log.error({ stream, records: undelivered.length, errorCode }, 'records undelivered');
}

function receipt(record: EncodedRecord, outcome: RecordOutcome & { status: 'delivered' }): string {
  const { file, index, offset } = record;
  return JSON.stringify({ file, index, offset, recordId: outcome.recordId, attempts: outcome.attempts });
}
