import { DIGEST_WORDS } from './digest.ts';

/** Finds the first of equal digests among entries that lie one after the other, in about eight bytes an entry. */
export interface DigestTable {
  /** Number of the first entry with the digest that begins at a word of `words`; -1 where there is none. */
  find(words: Uint32Array, at: number): number;
}

/**
 * Makes a table of entries that are all there already.
 *
 * @param entryWords - Words of an entry, of which the first four are its digest.
 */
export function createDigestTable(entries: Uint32Array, entryWords: number): DigestTable {
  const count = entries.length / entryWords;
  const bits = Math.max(4, Math.ceil(Math.log2(count * 2 + 1)));
  const mask = 2 ** bits - 1;
  /** Number of an entry plus one; 0 is free. */
  const slots = new Int32Array(2 ** bits);

  /** The slot that holds this digest, or the free one where it would stand. */
  const slotOf = (words: Uint32Array, at: number): number => {
    // The first word tells the partition, and is much the same for all of them.
    let slot = (words[at + 1] as number) & mask;
    for (let taken = slots[slot] as number; taken !== 0; taken = slots[slot] as number) {
      if (isEqual(entries, (taken - 1) * entryWords, words, at)) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  for (let entry = 0; entry < count; entry += 1) {
    const slot = slotOf(entries, entry * entryWords);
    if (slots[slot] === 0) slots[slot] = entry + 1;
  }
  return { find: (words, at) => (slots[slotOf(words, at)] as number) - 1 };
}

function isEqual(a: Uint32Array, from: number, b: Uint32Array, at: number): boolean {
  for (let word = 0; word < DIGEST_WORDS; word += 1) if (a[from + word] !== b[at + word]) return false;
  return true;
}
