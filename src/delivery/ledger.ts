import type { DeliveredRecord, RecordOutcome } from '../actions/outcomes.ts';
import type { LedgerCounts } from '../report/report.ts';

/** Counts what becomes of each record. Every number is counted for itself, so that the balance proves something. */
export interface Ledger {
  read(records: number): void;
  reject(records: number): void;
  /** Records that were handed to a sender, and must come back with an outcome each. */
  take(records: number): void;
  settle(outcome: RecordOutcome): void;
  /** The same for many that were delivered. */
  deliver(outcomes: readonly DeliveredRecord[]): void;
  counts(): LedgerCounts;
}

/** Makes a ledger in which every count is 0. */
export function createLedger(): Ledger {
  let read = 0;
  let rejected = 0;
  let taken = 0;
  let delivered = 0;
  let undelivered = 0;
  let returned = 0;
  let possiblyDuplicated = 0;
  const deliver = (outcomes: readonly DeliveredRecord[]) => {
    delivered += outcomes.length;
    for (const outcome of outcomes) if (outcome.possiblyDuplicated) possiblyDuplicated += 1;
  };
  return {
    read: (records) => {
      read += records;
    },
    reject: (records) => {
      rejected += records;
    },
    take: (records) => {
      taken += records;
    },
    settle: (outcome) => {
      if (outcome.status === 'undelivered') undelivered += 1;
      else if (outcome.status === 'pending') returned += 1;
      else deliver([outcome]);
    },
    deliver,
    counts: () => {
      // Pending at the end: came back unsettled, or was read and never handed to a sender.
      const pending = returned + (read - rejected - taken);
      return { read, rejected, delivered, undelivered, pending, possiblyDuplicated };
    },
  };
}
