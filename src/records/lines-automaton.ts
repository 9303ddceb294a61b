import { NEWLINE } from './ascii.ts';
import { BAD, byteClasses, mayEndAt, placeBehind, START } from './plain-places.ts';

/** Room for the classes of bytes in each row of the automaton, in bits. */
const CLASS_BITS = 5;

/** What lines of one JSON value each may look like, as a table without actions. */
export interface LinesAutomaton {
  /** The class of each byte. */
  readonly classOf: Uint8Array;
  /** The next row, at row plus class. A row is the place of its first entry; that of a line's beginning is 0. */
  readonly next: Uint16Array;
}

/** The places of plain JSON as a table, in which a newline behind a value leads back to the beginning. Takes some 10 ms. */
export function linesAutomaton(): LinesAutomaton {
  const { classOf, examples } = byteClasses();
  const places = [START];
  const rows = new Map([[START, 0]]);
  const rowOf = (place: number): number => {
    const row = rows.get(place) ?? places.push(place) - 1;
    rows.set(place, row);
    return row << CLASS_BITS;
  };
  const next: number[] = [];
  // Each row may bring up places that have none so far.
  for (const place of places) {
    for (const byte of examples) next.push(rowOf(step(place, byte)));
    while (next.length % (1 << CLASS_BITS) !== 0) next.push(0);
  }
  return { classOf, next: Uint16Array.from(next) };
}

function step(place: number, byte: number): number {
  if (byte === NEWLINE && place !== BAD) return mayEndLine(place) ? START : BAD;
  return placeBehind(place, byte);
}

/** Whether a line may end here. An empty one may: whoever takes the lines apart passes over it. */
function mayEndLine(place: number): boolean {
  return place === START || mayEndAt(place);
}
