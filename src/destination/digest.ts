import { hash } from 'node:crypto';

/** 32-bit words of a digest. */
export const DIGEST_WORDS = 4;

/**
 * Writes the first 16 bytes of the SHA-256 of a record into the first words of an entry. Two different records with the
 * same 16 bytes would be taken for equal; among a billion records that has a chance of less than one in 10^20.
 */
export function putDigest(record: Uint8Array, entry: Uint32Array): void {
  // As text, because it costs half of what a buffer for each does.
  const text = hash('sha256', record, 'binary');
  for (let word = 0; word < DIGEST_WORDS; word += 1) {
    const at = word * 4;
    entry[word] =
      (text.charCodeAt(at) << 24) |
      (text.charCodeAt(at + 1) << 16) |
      (text.charCodeAt(at + 2) << 8) |
      text.charCodeAt(at + 3);
  }
}
