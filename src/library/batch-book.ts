import { NOT_SENT, type RecordOutcome } from '../actions/outcomes.ts';
import type { BatchResult, FailedRecord, PartialResult, UnsettledRecord } from './batch-result.ts';

/** Whether the outcome of each record is kept, or of those that failed only. */
export type Responses = 'none' | 'all';

/** Holds each record from the moment it is read until it is settled, so that none is lost. */
export interface BatchBook<R> {
  /** Takes a record in; returns its number, counted from 0. */
  read(record: R): number;
  settle(index: number, outcome: RecordOutcome): void;
  /** Records that were read. */
  total(): number;
  /** The result, where every record is settled. */
  result(): BatchResult<R> | undefined;
  partial(): PartialResult<R>;
}

interface OpenRecord<R> {
  readonly record: R;
  readonly outcome: RecordOutcome & { readonly status: 'pending' };
}

/** Makes a book with nothing in it. Its memory grows with what is open and what failed; with `all`, with every record. */
export function createBatchBook<R>(keep: Responses): BatchBook<R> {
  const open = new Map<number, OpenRecord<R>>();
  const failed: FailedRecord<R>[] = [];
  const outcomes: RecordOutcome[] = [];
  let total = 0;
  let delivered = 0;
  let possiblyDuplicated = 0;

  const close = (index: number, outcome: RecordOutcome) => {
    const entry = open.get(index);
    // A second outcome would be counted twice, and no sum would ever tell.
    if (entry === undefined) throw new TypeError(`Record ${index} is settled already.`);
    const { record } = entry;
    if (outcome.status === 'pending') {
      open.set(index, { record, outcome });
      return;
    }
    open.delete(index);
    if (outcome.status === 'undelivered') {
      failed.push({ index, record, ...factsOf(outcome) });
      return;
    }
    delivered += 1;
    if (outcome.possiblyDuplicated) possiblyDuplicated += 1;
  };
  const totals = () => ({ total, delivered, possiblyDuplicated, failed: failed.toSorted(byIndex) });
  const responses = <O extends RecordOutcome>() =>
    keep === 'all' ? { responses: [...outcomes] as O[] } : {};
  return {
    read: (record) => {
      open.set(total, { record, outcome: NOT_SENT });
      if (keep === 'all') outcomes.push(NOT_SENT);
      total += 1;
      return total - 1;
    },
    settle: (index, outcome) => {
      close(index, outcome);
      if (keep === 'all') outcomes[index] = outcome;
    },
    total: () => total,
    result: () => (open.size > 0 ? undefined : { ...totals(), ...responses() }),
    partial: () => {
      const pending = [...open].map(
        ([index, { record, outcome }]): UnsettledRecord<R> => ({ index, record, ...factsOf(outcome) }),
      );
      return { ...totals(), pending: pending.toSorted(byIndex), ...responses() };
    },
  };
}

const byIndex = (a: { readonly index: number }, b: { readonly index: number }) => a.index - b.index;

/** An outcome without its status, which the list says. */
function factsOf<O extends RecordOutcome>({ status: _, ...facts }: O): Omit<O, 'status'> {
  return facts;
}
