import { isUtf8 } from 'node:buffer';

/** Whether a byte goes on a character that an earlier byte began. */
function continues(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** The first byte that can begin a character; at most three bytes go on the one that the chunk before began. */
function firstCharacter(chunk: Uint8Array): number {
  let at = 0;
  while (at < 3 && continues(chunk[at])) at += 1;
  return at;
}

/** Where the last character begins, if it isn't complete; else the end. */
function lastCharacter(chunk: Uint8Array): number {
  let at = chunk.length - 1;
  while (at > chunk.length - 3 && continues(chunk[at])) at -= 1;
  const lead = chunk[at] ?? 0;
  const wanted = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return chunk.length - at < wanted ? at : chunk.length;
}

/**
 * Whether every character that stands whole in the chunk is valid UTF-8.
 * Characters cut in two by the chunk's borders are left to who puts the two halves together.
 */
export function isSoundUtf8(chunk: Uint8Array): boolean {
  const first = firstCharacter(chunk);
  const last = lastCharacter(chunk);
  return first >= last || isUtf8(chunk.subarray(first, last));
}
