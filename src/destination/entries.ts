import { DIGEST_WORDS } from './digest.ts';

/**
 * What a record of the input was: `delivered` is expected once, `undelivered` takes one such expectation back, and
 * `maybe-stored` may be found and needn't.
 */
export type Part = 'delivered' | 'undelivered' | 'maybe-stored';

/** Where a record was found: in an object of the run's time, in an earlier one, or under the error prefix. */
export type Place = 'destination' | 'earlier' | 'errors';

/** An entry's words: the digest, part and copies, number of the file, high and low half of the offset. */
export const INPUT_WORDS = DIGEST_WORDS + 4;
/** An entry's words: the digest, the place. */
export const FOUND_WORDS = DIGEST_WORDS + 1;

const PARTS: readonly Part[] = ['delivered', 'undelivered', 'maybe-stored'];
const PLACES: readonly Place[] = ['destination', 'earlier', 'errors'];
const MAX_COPIES = 0xffff;
const HALF = 0x1_0000_0000;

/** What stands behind the digest of a record of the input. */
export interface InputDetails {
  readonly part: Part;
  /** How many more of it may be found without anybody's fault. */
  readonly copies: number;
  readonly file: number;
  readonly offset: number;
}

/** Writes the details of a record of the input behind the digest of its entry. */
export function putDetails({ part, copies, file, offset }: InputDetails, entry: Uint32Array): void {
  const kind = PARTS.indexOf(part) * 0x1_0000 + Math.min(copies, MAX_COPIES);
  entry.set([kind, file, Math.floor(offset / HALF), offset % HALF], DIGEST_WORDS);
}

/** Reads what {@link putDetails} wrote into the entry that begins at a word. */
export function detailsAt(entries: Uint32Array, at: number): InputDetails {
  const word = (place: number) => entries[at + DIGEST_WORDS + place] ?? 0;
  const part = PARTS[word(0) >>> 16] ?? 'delivered';
  return { part, copies: word(0) & MAX_COPIES, file: word(1), offset: word(2) * HALF + word(3) };
}

/** Writes where a record was found behind the digest of its entry. */
export function putPlace(place: Place, entry: Uint32Array): void {
  entry[DIGEST_WORDS] = PLACES.indexOf(place);
}

/** Reads what {@link putPlace} wrote into the entry that begins at a word. */
export function placeAt(entries: Uint32Array, at: number): Place {
  return PLACES[entries[at + DIGEST_WORDS] ?? 0] ?? 'destination';
}
