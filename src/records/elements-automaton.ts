import { SPACE } from './ascii.ts';
import { BAD, byteClasses, DONE, isGap, placeBehind, START } from './plain-places.ts';

/** Room for the byte in the place of an entry, in bits. */
const BYTE_BITS = 8;

/** The bit of an entry for a byte that stays: anything but white space outside of strings. */
export const KEPT_BIT = 18;
/** The bit of an entry that is no row, so that nothing goes on from there. */
export const STOP_BIT = 19;

/** The row in which an element begins. */
export const FIRST_ROW = 1 << KEPT_BIT;
/** An entry for the byte that closes an element. */
export const ENDED = 1 << STOP_BIT;
/** An entry for a byte that no element goes on with, and for a bracket too many levels deep. */
export const BROKEN = ENDED + 1;

/**
 * What an element of an array that is an object or an array itself may look like: the next row at `row | byte`. One load
 * a byte is all that it takes, at the price of 2 MB of which half is written to. Takes some 10 ms.
 */
export function elementsAutomaton(): Int32Array {
  const table = new Int32Array(2 << KEPT_BIT);
  const { classOf, examples } = byteClasses();
  const places = [START];
  const numbers = new Map([[START, 0]]);
  const entryOf = (place: number, byte: number): number => {
    const next = placeBehind(place, byte);
    if (next === DONE) return ENDED;
    if (next === BAD) return BROKEN;
    const number = numbers.get(next) ?? places.push(next) - 1;
    numbers.set(next, number);
    return (number << BYTE_BITS) | (isGap(place, byte) ? 0 : 1 << KEPT_BIT);
  };
  // Each row may bring up places that have none so far.
  for (const [number, place] of places.entries()) {
    const entries = examples.map((byte) => entryOf(place, byte));
    const row = (number << BYTE_BITS) | (1 << KEPT_BIT);
    for (let byte = 0; byte < 256; byte += 1) table[row | byte] = entries[classOf[byte] as number] as number;
    copyBehindGap(table, number << BYTE_BITS);
  }
  return table;
}

/** White space leads to a row without the bit: the same one once more, so that nobody has to take the bit away. */
function copyBehindGap(table: Int32Array, behindGap: number): void {
  const row = behindGap | (1 << KEPT_BIT);
  if (table[row | SPACE] === behindGap) table.copyWithin(behindGap, row, row + 256);
}
