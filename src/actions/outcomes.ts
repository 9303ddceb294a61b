// snippet-start:[javascript.v3.firehose.helpers.Outcomes]
/** What became of one record. `attempts` counts the calls that the record took part in and that cost an attempt. */
export type RecordOutcome = DeliveredRecord | UndeliveredRecord | PendingRecord;

/** A record that the service took. */
export interface DeliveredRecord {
  readonly status: 'delivered';
  /** The service's id of the stored record; empty where the client was told not to read ids. */
  readonly recordId: string;
  readonly attempts: number;
  /** True where an earlier attempt had no clear answer and may have stored the record as well. */
  readonly possiblyDuplicated: boolean;
}

/** A record that has spent its attempts or its time. */
export interface UndeliveredRecord {
  readonly status: 'undelivered';
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly attempts: number;
  /** True where an attempt had no clear answer, so that the record may have been stored all the same. */
  readonly maybeStored: boolean;
}

/** A record that was not settled when the sending stopped. */
export interface PendingRecord {
  readonly status: 'pending';
  /** The last failure; absent where the record was never sent. */
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly attempts: number;
  readonly maybeStored: boolean;
}

/** The outcome of a record before its first call. */
export const NOT_SENT: PendingRecord = Object.freeze({ status: 'pending', attempts: 0, maybeStored: false });

/**
 * Thrown when the sending stopped before each record was settled: the service refused the whole call, or the signal
 * was aborted. `outcomes` has one entry a record, in order; what is not settled is `pending`, and `cause` says why.
 */
export class UnsettledError extends Error {
  override readonly name = 'UnsettledError';
  readonly outcomes: readonly RecordOutcome[];

  constructor(outcomes: readonly RecordOutcome[], cause: unknown) {
    const pending = outcomes.filter((outcome) => outcome.status === 'pending').length;
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${pending} of ${outcomes.length} records are pending: ${reason}`, { cause });
    this.outcomes = outcomes;
  }
}
// snippet-end:[javascript.v3.firehose.helpers.Outcomes]
