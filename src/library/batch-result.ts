import type { DeliveredRecord, RecordOutcome, UndeliveredRecord } from '../actions/outcomes.ts';

/** A record that stays out: every retry that could help is behind it. */
export interface FailedRecord<R> {
  /** Number of the record in the input, counted from 0. */
  readonly index: number;
  /** The very value that was given. */
  readonly record: R;
  /** The service's or the connection's code; `malformed` and `too-large` were never sent. */
  readonly errorCode: string;
  readonly errorMessage: string;
  /** Calls that cost it an attempt; 0 where it was never sent. Throttling costs time and no attempt. */
  readonly attempts: number;
  /** True where a call had no clear answer, so that the record may have been stored all the same. */
  readonly maybeStored: boolean;
}

/** A record that was neither delivered nor given up when the sending stopped. */
export interface UnsettledRecord<R> extends Omit<FailedRecord<R>, 'errorCode' | 'errorMessage'> {
  /** The last failure; absent where the record was never sent. */
  readonly errorCode?: string;
  readonly errorMessage?: string;
}

/** What became of a batch; `total` is `delivered` and `failed` together. */
export interface BatchResult<R> {
  /** Records in the input. */
  readonly total: number;
  /** Records with a RecordId. */
  readonly delivered: number;
  /** Delivered records that may have been stored twice, because an earlier call had no clear answer. */
  readonly possiblyDuplicated: number;
  /** Final failures only, in the order of the input. */
  readonly failed: readonly FailedRecord<R>[];
  /** With `responses: 'all'`: what became of each record, in the order of the input, with its RecordId. */
  readonly responses?: readonly (DeliveredRecord | UndeliveredRecord)[];
}

/** What was known when the sending stopped; `total` is `delivered`, `failed` and `pending` together. */
export interface PartialResult<R> extends Omit<BatchResult<R>, 'responses'> {
  readonly pending: readonly UnsettledRecord<R>[];
  /** With `responses: 'all'`; a pending record has status `pending`. */
  readonly responses?: readonly RecordOutcome[];
}

/**
 * Thrown when the sending stopped before each record was settled: the service refuses the stream or the caller, nothing
 * was delivered for too long, the input threw, or the signal was aborted. `cause` says why, `partial` what is known.
 */
export class UnsettledBatchError<R = unknown> extends Error {
  override readonly name = 'UnsettledBatchError';
  readonly partial: PartialResult<R>;

  constructor(partial: PartialResult<R>, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${partial.pending.length} of ${partial.total} records are pending: ${reason}`, { cause });
    this.partial = partial;
  }
}
