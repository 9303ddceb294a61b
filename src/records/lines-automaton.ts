import { NEWLINE } from './ascii.ts';
import { BAD, byteClasses, mayEndAt, placeBehind, START } from './plain-places.ts';

/** A row has an entry of four bytes for each byte of input. */
const ROW_BYTES = 1024;

/**
 * Writes down the places of plain JSON as a table without actions, in which a newline behind a value leads back to the
 * beginning: each entry is where the next row begins, in bytes from the first, that of a line's beginning. Takes some
 * 10 ms.
 */
export function fillLinesTable(table: Uint32Array): void {
  const { classOf, examples } = byteClasses();
  const places = [START];
  const rows = new Map([[START, 0]]);
  const rowOf = (place: number): number => {
    const row = rows.get(place) ?? places.push(place) - 1;
    rows.set(place, row);
    return row * ROW_BYTES;
  };
  // Each row may bring up places that have none so far.
  for (const [row, place] of places.entries()) {
    const entries = examples.map((byte) => rowOf(step(place, byte)));
    for (const [byte, byteClass] of classOf.entries()) table[256 * row + byte] = entries[byteClass] as number;
  }
}

function step(place: number, byte: number): number {
  if (byte === NEWLINE && place !== BAD) return mayEndLine(place) ? START : BAD;
  return placeBehind(place, byte);
}

/** Whether a line may end here. An empty one may: whoever takes the lines apart passes over it. */
function mayEndLine(place: number): boolean {
  return place === START || mayEndAt(place);
}
