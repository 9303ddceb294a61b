import type { DeliveredRecord, RecordOutcome, UndeliveredRecord } from '../actions/outcomes.ts';
import type { EncodedRecord } from '../records/record.ts';
import { billedBytes } from '../report/billing.ts';
import { originOf, undeliveredLetter } from './dead-letters.ts';
import type { Run } from './run.ts';

interface Settled<O extends RecordOutcome> {
  readonly record: EncodedRecord;
  readonly outcome: O;
}

/**
 * Books outcomes: dead letters and receipts reach their files before the ledger counts their records, so a record is
 * never off the books. Where a dead letter can't be written, the run stops and its record is pending.
 *
 * @param outcomes - One a record, in the order of `records`.
 */
export async function settleRecords(
  run: Run,
  records: readonly EncodedRecord[],
  outcomes: readonly RecordOutcome[],
): Promise<void> {
  if (outcomes.length !== records.length) throw new TypeError('Every record has an outcome.');
  if (records.length === 0) return;
  // Most batches are delivered whole, and then nothing needs to be sorted.
  if (areDelivered(outcomes)) return bookDelivered(run, records, outcomes);
  const undelivered: Settled<UndeliveredRecord>[] = [];
  for (const { record, outcome } of paired(records, outcomes)) {
    if (outcome.status === 'undelivered') undelivered.push({ record, outcome });
    else if (outcome.status === 'pending') bookPending(run, record, outcome);
  }
  const delivered = outcomes.filter(isDelivered);
  const isDeliveredAt = (_: unknown, position: number) => outcomes[position]?.status === 'delivered';
  if (delivered.length > 0) await bookDelivered(run, records.filter(isDeliveredAt), delivered);
  if (undelivered.length > 0) await bookUndelivered(run, undelivered);
}

const isDelivered = (outcome: RecordOutcome) => outcome.status === 'delivered';

/** A loop, because this is asked for each batch, and a callback costs as much as what it looks at. */
function areDelivered(outcomes: readonly RecordOutcome[]): outcomes is readonly DeliveredRecord[] {
  for (const { status } of outcomes) if (status !== 'delivered') return false;
  return true;
}

function paired<O extends RecordOutcome>(
  records: readonly EncodedRecord[],
  outcomes: readonly O[],
): readonly Settled<O>[] {
  return outcomes.map((outcome, position) => ({ outcome, record: records[position] as EncodedRecord }));
}

function bookPending(run: Run, record: EncodedRecord, outcome: RecordOutcome & { status: 'pending' }): void {
  settle(run, { record, outcome });
  if (outcome.maybeStored) run.checkpoint?.leaveDoubtful(record);
}

async function bookDelivered(
  run: Run,
  records: readonly EncodedRecord[],
  outcomes: readonly DeliveredRecord[],
): Promise<void> {
  if (run.receipts) await writeReceipts(run, paired(records, outcomes));
  let sentBytes = 0;
  let billed = 0;
  for (const { length } of records) {
    sentBytes += length;
    billed += billedBytes(length);
  }
  run.ledger.deliver(outcomes);
  // A pair for each record costs a fast run time, and few runs have somebody who listens.
  if (run.onOutcome) {
    for (const { record, outcome } of paired(records, outcomes)) run.onOutcome(record, outcome);
  }
  run.counts.sentBytes += sentBytes;
  run.counts.billedBytes += billed;
  run.checkpoint?.settle(records);
  run.counts.refusedInARow = 0;
  run.counts.lastProgressAt = performance.now();
}

/** A receipt that can't be written stops the run, and its record is delivered all the same. */
async function writeReceipts(run: Run, settled: readonly Settled<DeliveredRecord>[]): Promise<void> {
  try {
    run.counts.receiptBytes = (await run.receipts?.append(settled.map(receipt))) ?? 0;
  } catch (error) {
    run.stopping.halt(error);
  }
}

async function bookUndelivered(run: Run, settled: readonly Settled<UndeliveredRecord>[]): Promise<void> {
  const letters = settled.map(({ record, outcome }) => undeliveredLetter(record, outcome));
  try {
    run.counts.deadLetterBytes = await run.deadLetters.append(letters);
  } catch (error) {
    run.stopping.halt(error);
    for (const { record, outcome } of settled) bookPending(run, record, { ...outcome, status: 'pending' });
    return;
  }
  for (const one of settled) settle(run, one);
  run.checkpoint?.settle(settled.map(recordOf));
  const facts = {
    stream: run.settings.stream,
    records: settled.length,
    errorCode: settled[0]?.outcome.errorCode,
  };
  run.log.error(facts, 'records undelivered');
}

function settle(run: Run, { record, outcome }: Settled<RecordOutcome>): void {
  run.ledger.settle(outcome);
  run.onOutcome?.(record, outcome);
}

const recordOf = (settled: Settled<RecordOutcome>) => settled.record;

function receipt({ record, outcome }: Settled<DeliveredRecord>): string {
  const { recordId, attempts, possiblyDuplicated } = outcome;
  return JSON.stringify({ ...originOf(record), recordId, attempts, possiblyDuplicated });
}
