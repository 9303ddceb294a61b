import { isSpace, NEWLINE } from './ascii.ts';
import { ARRAY, actionOf, containerOf, FIRST_ACTION, OBJECT, stateOf, TABLE, TOP } from './json-grammar.ts';

/** Levels of nesting that the automaton follows; each one more doubles its size. */
export const PLAIN_DEPTH = 4;

/** Room for the classes of bytes in each row of the automaton, in bits. */
const CLASS_BITS = 5;

/** What lines of one JSON value each may look like, as a table without actions. */
export interface LinesAutomaton {
  /** The class of each byte. */
  readonly classOf: Uint8Array;
  /** The next row, at row plus class. A row is the place of its first entry; that of a line's beginning is 0. */
  readonly next: Uint16Array;
}

/**
 * A place in a line as one number: a state of the grammar, and in the low bits the containers around its own, from the
 * outermost: 0 for none, 1 for the top alone, and behind that a bit each, 1 for an object.
 */
const OUTER_BITS = 8;
const placeOf = (state: number, outer: number) => (state << OUTER_BITS) | outer;
const START = placeOf(stateOf('value', TOP), 0);
/** States that the grammar doesn't have: behind the value of a line, and where nothing leads out of. */
const DONE = placeOf(FIRST_ACTION, 0);
const BAD = placeOf(FIRST_ACTION + 1, 0);

const AFTER = stateOf('after', TOP);
const FIRST_KEY = stateOf('first key', OBJECT);
const FIRST_VALUE = stateOf('first value', ARRAY);
const SPACE_RUN = actionOf('space');
const SPACE_BEHIND_NUMBER = actionOf('space behind number');
const OPEN_OBJECT = actionOf('open object');
const OPEN_ARRAY = actionOf('open array');
const CLOSE = actionOf('close');
const END = actionOf('end');
const END_BEFORE = actionOf('end before');

/**
 * Unrolls the grammar's table for nesting up to {@link PLAIN_DEPTH}: the stack becomes a part of the state, and a
 * newline behind a value leads back to the beginning. Takes some 10 ms.
 */
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

/** Bytes that the grammar treats alike in every state are one class; the newline is one of its own. */
function byteClasses(): { readonly classOf: Uint8Array; readonly examples: readonly number[] } {
  const classOf = new Uint8Array(256);
  const classes = new Map<string, number>();
  const examples: number[] = [];
  for (let byte = 0; byte < 256; byte += 1) {
    const column = byte === NEWLINE ? 'newline' : columnOf(byte);
    const known = classes.get(column) ?? examples.push(byte) - 1;
    classes.set(column, known);
    classOf[byte] = known;
  }
  return { classOf, examples };
}

function columnOf(byte: number): string {
  return Array.from({ length: FIRST_ACTION }, (_, state) => TABLE[(state << 8) | byte]).join();
}

function step(place: number, byte: number): number {
  if (place === BAD) return BAD;
  if (byte === NEWLINE) return mayEnd(place) ? START : BAD;
  if (place === DONE) return isSpace(byte) ? DONE : BAD;
  const [state, outer] = [place >> OUTER_BITS, place & ((1 << OUTER_BITS) - 1)];
  const next = TABLE[(state << 8) | byte] as number;
  return next < FIRST_ACTION ? placeOf(next, outer) : act(next, state, outer, byte);
}

/** Whether a line may end here. An empty one may: whoever takes the lines apart passes over it. */
function mayEnd(place: number): boolean {
  if (place === START || place === DONE) return true;
  return TABLE[((place >> OUTER_BITS) << 8) | NEWLINE] === END_BEFORE;
}

function act(action: number, state: number, outer: number, byte: number): number {
  switch (action) {
    case SPACE_RUN:
      return placeOf(state, outer);
    case SPACE_BEHIND_NUMBER:
      return placeOf(AFTER + containerOf(state), outer);
    case OPEN_OBJECT:
      return opened(FIRST_KEY, state, outer);
    case OPEN_ARRAY:
      return opened(FIRST_VALUE, state, outer);
    case CLOSE:
      return closed(outer);
    case END:
      return DONE;
    case END_BEFORE:
      return isSpace(byte) ? DONE : BAD;
    default:
      return BAD;
  }
}

function opened(inside: number, state: number, outer: number): number {
  if (outer === 0) return placeOf(inside, 1);
  const around = (outer << 1) | (containerOf(state) === OBJECT ? 1 : 0);
  return around < 1 << PLAIN_DEPTH ? placeOf(inside, around) : BAD;
}

function closed(outer: number): number {
  if (outer === 1) return DONE;
  return placeOf(AFTER + ((outer & 1) === 1 ? OBJECT : ARRAY), outer >> 1);
}
