import { SPACE } from './ascii.ts';
import { BAD, byteClasses, DONE, isGap, placeBehind, START } from './plain-places.ts';

/** A row has an entry of four bytes for each byte of input. */
const ROW_BYTES = 1024;

/** Entries that mean something to who goes by the table. */
export interface ElementsEntries {
  /** The row in which an element begins; as far below it are the rows that white space leads to. */
  readonly firstRow: number;
  /** For the byte that closes an element. */
  readonly ended: number;
  /** For a byte that no element goes on with, and for a bracket too many levels deep. */
  readonly broken: number;
}

/**
 * Writes down what an element of an array that is an object or an array itself may look like: each entry is where the
 * next row begins, in bytes. White space outside of strings leads to rows of their own, below the others. Takes some
 * 10 ms.
 *
 * @param table - Is zero, and has room for twice as many bytes as there are in front of the first row.
 */
export function fillElementsTable(table: Uint32Array, { firstRow, ended, broken }: ElementsEntries): void {
  const { classOf, examples } = byteClasses();
  const places = [START];
  const numbers = new Map([[START, 0]]);
  const entryOf = (place: number, byte: number): number => {
    const next = placeBehind(place, byte);
    if (next === DONE) return ended;
    if (next === BAD) return broken;
    const number = numbers.get(next) ?? places.push(next) - 1;
    numbers.set(next, number);
    return number * ROW_BYTES + (isGap(place, byte) ? 0 : firstRow);
  };
  // Each row may bring up places that have none so far.
  for (const [number, place] of places.entries()) {
    const entries = examples.map((byte) => entryOf(place, byte));
    const row = (firstRow + number * ROW_BYTES) / Uint32Array.BYTES_PER_ELEMENT;
    for (let byte = 0; byte < 256; byte += 1) table[row + byte] = entries[classOf[byte] as number] as number;
    // The row that white space leads to is the same one once more.
    if (table[row + SPACE] === number * ROW_BYTES)
      table.copyWithin((number * ROW_BYTES) / Uint32Array.BYTES_PER_ELEMENT, row, row + 256);
  }
}
