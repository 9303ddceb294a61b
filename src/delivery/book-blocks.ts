import { InputError } from '../records/input-error.ts';
import type { RecordBlock, RecordPosition, RejectedRecord } from '../records/record.ts';
import { explainInputError, malformedRecord, stopsAtBadRecord } from './check-input.ts';
import { rejectedLetter } from './dead-letters.ts';
import { collecting } from './garbage.ts';
import type { Run } from './run.ts';

/**
 * Books every record as it is read, and writes the dead letters of those that are never sent. A record that ends the
 * run, and an input that breaks off, end the blocks: what came before is delivered, and the error is kept for the end.
 */
export async function* booked(
  run: Run,
  blocks: AsyncIterable<RecordBlock>,
): AsyncGenerator<RecordBlock, void, undefined> {
  try {
    for await (const read of collecting(blocks, run.settings.inFlight)) {
      // Nobody takes it any more, and the books are closed before a letter could be counted.
      if (run.stopping.noNewBatches.aborted) return;
      const block = withoutSettled(run, read);
      const last = lastRecord(run, block);
      const whole = last === undefined ? block : endingAt(block, last);
      const booking = book(run, whole);
      run.counts.booking = booking.catch(() => {});
      await booking;
      yield whole;
      if (last !== undefined) return run.stopping.note(malformedRecord(run.settings, block, 'input'));
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    // A stopped run lets go of its input, which then breaks off.
    if (run.stopping.noNewBatches.aborted) return;
    run.stopping.note(explainInputError(error, 'input'));
  }
}

/** What an earlier run hasn't settled; reading begins again at the oldest batch that wasn't settled whole. */
function withoutSettled({ checkpoint }: Run, block: RecordBlock): RecordBlock {
  if (checkpoint === undefined) return block;
  const isOpen = (record: RecordPosition) => !checkpoint.isSettled(record.index);
  return { ...block, records: block.records.filter(isOpen), rejected: block.rejected.filter(isOpen) };
}

/** The malformed record that ends the run; `undefined` where there is none. */
function lastRecord(run: Run, block: RecordBlock): RejectedRecord | undefined {
  if (!stopsAtBadRecord(run.settings)) return undefined;
  return block.rejected.find((record) => record.reason === 'malformed');
}

function endingAt(block: RecordBlock, last: RejectedRecord): RecordBlock {
  const isWithin = (record: { readonly index: number }) => record.index <= last.index;
  return { ...block, records: block.records.filter(isWithin), rejected: block.rejected.filter(isWithin) };
}

async function book(run: Run, { rejected, records, skippedLines, inputBytes }: RecordBlock): Promise<void> {
  run.counts.inputBytes = inputBytes;
  run.counts.skippedLines += skippedLines;
  run.ledger.read(records.length);
  if (rejected.length === 0) return;
  const facts = { stream: run.settings.stream, records: rejected.length, index: rejected[0]?.index };
  run.log.error(facts, 'records rejected');
  run.counts.deadLetterBytes = await run.deadLetters.append(rejected.map(rejectedLetter));
  run.ledger.read(rejected.length);
  run.ledger.reject(rejected.length);
  run.checkpoint?.settle(rejected);
}
