import { RunError } from '../../report/run-error.ts';
import type { Run } from '../run.ts';
import { type Checkpoint, createCheckpoint, settledCounts } from './checkpoint.ts';
import type { OpenedCheckpoint } from './open-checkpoint.ts';

/** Batches that may be sent ahead of the journal, for each one on its way: bounds what a crash can duplicate. */
const BATCHES_AHEAD = 2;
/** Records that may be sent one by one ahead of the journal. */
const RECORDS_AHEAD = 100;

type FollowedRun = Pick<Run, 'settings' | 'stopping' | 'ledger' | 'counts' | 'deadLetters' | 'receipts'>;

/** Makes the checkpoint of a run, which writes the run's books whenever it writes. */
export function followRun(opened: OpenedCheckpoint, run: FollowedRun): Checkpoint {
  const { settings, stopping } = run;
  const earlier = settledCounts(opened.state);
  const isOneByOne = !Number.isFinite(settings.putRecordCount);
  const onTheirWay = isOneByOne ? 1 : settings.inFlight * settings.batchRecords;
  // As many again may wait to be sent again, see `putBatches`.
  const unsettled = isOneByOne ? 1 : 2 * onTheirWay;
  const windowOf = (records: number) => (records === 1 ? RECORDS_AHEAD : BATCHES_AHEAD * onTheirWay);
  const widest = isOneByOne ? RECORDS_AHEAD : Math.max(RECORDS_AHEAD, BATCHES_AHEAD * onTheirWay);
  return createCheckpoint(opened.journal, opened.state, {
    counts: () => {
      const { rejected, delivered, undelivered, possiblyDuplicated } = run.ledger.counts();
      return {
        rejected: earlier.rejected + rejected,
        delivered: earlier.delivered + delivered,
        undelivered: earlier.undelivered + undelivered,
        possiblyDuplicated: earlier.possiblyDuplicated + possiblyDuplicated,
        deadLetterBytes: run.counts.deadLetterBytes,
        receiptBytes: run.counts.receiptBytes,
      };
    },
    syncFiles: async () => {
      await run.deadLetters.sync();
      await run.receipts?.sync();
    },
    onFailure: (error) => stopping.halt(journalError(opened.file, error)),
    windowOf,
    identity: { file: opened.file, origin: opened.origin, crashBound: widest + unsettled },
  });
}

function journalError(file: string, error: unknown): unknown {
  if (error instanceof RunError) return error;
  const { code = 'UNKNOWN', message } = error as NodeJS.ErrnoException;
  return new RunError('storage', {
    code,
    message: `The checkpoint ${file} can't be written: ${message}.`,
    next: 'Make room and run the same command again: it goes on where the checkpoint ends.',
    cause: error,
  });
}
