import { isSpace, NEWLINE } from './ascii.ts';
import { ARRAY, actionOf, containerOf, FIRST_ACTION, OBJECT, stateOf, TABLE, TOP } from './json-grammar.ts';

/**
 * The grammar's table unrolled for values that aren't nested deeply: the stack becomes a part of the place, so that no
 * step needs an action, and several cursors can go on side by side.
 */

/** Levels of nesting that are unrolled; each one more doubles the places. */
export const PLAIN_DEPTH = 4;

/**
 * A place in a value as one number: a state of the grammar, and in the low bits the containers around its own, from the
 * outermost: 0 for none, 1 for the top alone, and behind that a bit each, 1 for an object.
 */
const OUTER_BITS = 8;
const placeOf = (state: number, outer: number) => (state << OUTER_BITS) | outer;
/** Where a value begins. */
export const START = placeOf(stateOf('value', TOP), 0);
/** Behind the whole value: a state that the grammar doesn't have. */
export const DONE = placeOf(FIRST_ACTION, 0);
/** Where nothing leads out of: another one. */
export const BAD = placeOf(FIRST_ACTION + 1, 0);

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

/** The place behind a byte; also `BAD` for a bracket too many levels deep. */
export function placeBehind(place: number, byte: number): number {
  if (place === BAD) return BAD;
  if (place === DONE) return isSpace(byte) ? DONE : BAD;
  const [state, outer] = [place >> OUTER_BITS, place & ((1 << OUTER_BITS) - 1)];
  const next = entryAt(place, byte);
  return next < FIRST_ACTION ? placeOf(next, outer) : act(next, state, outer, byte);
}

/** Whether a value may end at a place, if white space follows. */
export function mayEndAt(place: number): boolean {
  return place === DONE || entryAt(place, NEWLINE) === END_BEFORE;
}

/** Whether a byte is white space outside of strings. */
export function isGap(place: number, byte: number): boolean {
  const entry = entryAt(place, byte);
  return entry === SPACE_RUN || entry === SPACE_BEHIND_NUMBER;
}

function entryAt(place: number, byte: number): number {
  return TABLE[((place >> OUTER_BITS) << 8) | byte] as number;
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

/** Bytes that the grammar treats alike in every state are one class; the newline is one of its own. */
export interface ByteClasses {
  /** The class of each byte. */
  readonly classOf: Uint8Array;
  /** A byte of each class. */
  readonly examples: readonly number[];
}

/** Finds the classes; there are about thirty. */
export function byteClasses(): ByteClasses {
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
