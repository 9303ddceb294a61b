/**
 * What a proof came to. proven: the destination holds every delivered record as often as it was delivered · missing: it
 * doesn't hold some · duplicated: it holds some more often · inconclusive: it holds all, but others may have put them
 * there, or nobody can tell · skipped: nobody looked.
 */
export type Verdict = 'proven' | 'missing' | 'duplicated' | 'inconclusive' | 'skipped';

/** What was found at the destination, held against input and ledger. */
export interface VerificationReport {
  readonly verdict: Verdict;
  /** Why it isn't `proven`, in a sentence; `null` where it is. */
  readonly reason: string | null;
  /** Records that the destination must hold, and those of them that it holds. */
  readonly expected: number;
  readonly found: number;
  readonly missing: number;
  /** Records of the run that the destination holds beyond that. */
  readonly duplicated: number;
  /** Of those, the ones that an attempt without a clear answer may have stored. */
  readonly explained: number;
  /** Records in the same objects that equal none of the run's. */
  readonly foreign: number;
  /** Of the missing ones, those that lie under the error prefix. */
  readonly inErrorPrefix: number;
  /** Objects that were read, and their bytes as they lie in S3. */
  readonly objects: number;
  readonly bytes: number;
  /** Objects that were gone, cut or damaged. */
  readonly unreadable: number;
  /** Time spent waiting and reading, in seconds. */
  readonly waitedS: number;
  /** The first missing records: where they stand in the input, and nothing of what is in them. */
  readonly samples: readonly { readonly file: string; readonly offset: number }[];
}

/** Nobody looked: the run was stopped, or nothing was delivered. */
export const VERIFICATION_SKIPPED: VerificationReport = {
  verdict: 'skipped',
  reason: 'The run was stopped before anything could be looked for.',
  expected: 0,
  found: 0,
  missing: 0,
  duplicated: 0,
  explained: 0,
  foreign: 0,
  inErrorPrefix: 0,
  objects: 0,
  bytes: 0,
  unreadable: 0,
  waitedS: 0,
  samples: [],
};
