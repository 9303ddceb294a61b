/** What a comparison of two multisets of records found. */
export interface Comparison {
  /** Records that the destination must hold. */
  readonly expected: number;
  /** Of those, the ones that it holds. */
  readonly found: number;
  readonly missing: number;
  /** Of the missing ones, those of which an object from before the run holds an equal record. */
  readonly missingButEarlier: number;
  /** Of the other missing ones, those that lie under the error prefix. */
  readonly missingButInErrors: number;
  /** Records that the destination holds more often than they are expected. */
  readonly duplicated: number;
  /** Of those, the ones that an attempt without a clear answer may have stored. */
  readonly explained: number;
  /** Records of the destination that equal none that was sent. */
  readonly foreign: number;
  /** The first missing records, in the order of the input; of equal ones, the first. */
  readonly samples: readonly Sample[];
}

/** A place in the input, to tell a missing record by. */
export interface Sample {
  /** Number of the input's file, from 0. */
  readonly file: number;
  /** Of the record's first byte in its file, in bytes. */
  readonly offset: number;
}

/** The comparison of no records with none, to begin a sum with. */
export const NOTHING_COMPARED: Comparison = {
  expected: 0,
  found: 0,
  missing: 0,
  missingButEarlier: 0,
  missingButInErrors: 0,
  duplicated: 0,
  explained: 0,
  foreign: 0,
  samples: [],
};

/** Adds the comparison of another part of the records; of the samples, the first stay. */
export function addComparison(a: Comparison, b: Comparison, samples: number): Comparison {
  const inOrder = [...a.samples, ...b.samples].sort((x, y) => x.file - y.file || x.offset - y.offset);
  return {
    expected: a.expected + b.expected,
    found: a.found + b.found,
    missing: a.missing + b.missing,
    missingButEarlier: a.missingButEarlier + b.missingButEarlier,
    missingButInErrors: a.missingButInErrors + b.missingButInErrors,
    duplicated: a.duplicated + b.duplicated,
    explained: a.explained + b.explained,
    foreign: a.foreign + b.foreign,
    samples: inOrder.slice(0, samples),
  };
}
