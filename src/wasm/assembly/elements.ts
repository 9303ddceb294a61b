import { Cursor, KEPT, KEPT_BIT, STOP } from './element-cursor.ts';
import { passAlone, passCompact, passSpaced } from './element-passes.ts';

const COMMA: u8 = 0x2c;
const OPEN_BRACE: u8 = 0x7b;
const OPEN_BRACKET: u8 = 0x5b;

/** The row in which an element begins. Below it are rows that are reached by white space. */
export const FIRST_ROW: u32 = KEPT;
/** An entry for the byte that closes an element. */
export const ENDED: u32 = STOP;
/** An entry for a byte that no element goes on with. */
export const BROKEN: u32 = STOP + 1;

/** The longest stretch of input that is walked through at a time, in bytes. */
const ROOM: usize = 0x40000;
/** Elements that one cursor notes, at most; ten bytes for each are enough for nearly all. */
const MOST_ELEMENTS: usize = 8192;
const BOUNDS_BYTES: usize = 8 * MOST_ELEMENTS;

/** Where the automaton's table belongs: rows of 256 entries of four bytes, each the place of the next row. */
export const TABLE: usize = 0;
/** Its length: as many rows as are reached by white space, and as many others. */
export const TABLE_BYTES: usize = 2 << KEPT_BIT;
/** Where the stretch belongs; behind it a byte is put that nothing can go on with. */
export const STRETCH: usize = TABLE + TABLE_BYTES;
/** Where elements are put without their white space, each as far from here as it stands from `STRETCH`. */
export const TARGET: usize = STRETCH + ROOM + 16;
/** Where each cursor notes its elements: the beginning of each in the stretch, and its length without white space. */
const BOUNDS: usize = TARGET + ROOM + 16;
const CURSORS: usize = BOUNDS + 3 * BOUNDS_BYTES;
/** All the memory that is used. */
export const MEMORY_BYTES: usize = CURSORS + 3 * offsetof<Cursor>();

/** The longest element that is noted, as it stands. */
let longest: usize = 0;

function cursor(number: usize): Cursor {
  return changetype<Cursor>(CURSORS + number * offsetof<Cursor>());
}

/** Where a cursor has noted what it found: of each element the beginning, and its length without white space. */
export function boundsOf(number: usize): usize {
  return cursor(number).bounds;
}

/** How many elements a cursor found. */
export function foundBy(number: usize): usize {
  return (cursor(number).noted - cursor(number).bounds) >> 3;
}

/** How far into the stretch a cursor has come. */
export function endOf(number: usize): usize {
  return cursor(number).end - STRETCH;
}

/** Whether a cursor has stopped at white space inside of an element. */
export function metSpace(): bool {
  return cursor(0).row < FIRST_ROW || cursor(1).row < FIRST_ROW || cursor(2).row < FIRST_ROW;
}

/**
 * Lets three cursors go through a stretch side by side, from its beginning and from two other places behind a comma, as
 * far as there are objects and arrays with a comma behind each.
 *
 * @param elementBytes - The longest element that is noted, as it stands.
 * @param isSpaced - Whether elements may hold white space; otherwise a cursor stops there, and nothing is put anywhere.
 */
export function walk(length: usize, second: usize, third: usize, elementBytes: usize, isSpaced: bool): void {
  const stretchEnd = STRETCH + length;
  store<u8>(stretchEnd, 0);
  longest = elementBytes;
  const a = cursor(0);
  const b = cursor(1);
  const c = cursor(2);
  begin(a, BOUNDS, STRETCH, STRETCH + second);
  begin(b, BOUNDS + BOUNDS_BYTES, STRETCH + second, STRETCH + third);
  begin(c, BOUNDS + 2 * BOUNDS_BYTES, STRETCH + third, stretchEnd);
  while (a.isWalking && b.isWalking && c.isWalking) {
    if (isSpaced) passSpaced(a, b, c);
    else passCompact(a, b, c);
    settle(a, isSpaced);
    settle(b, isSpaced);
    settle(c, isSpaced);
  }
  finish(a, isSpaced);
  finish(b, isSpaced);
  finish(c, isSpaced);
}

function finish(one: Cursor, isSpaced: bool): void {
  const stops = isSpaced ? STOP : STOP | KEPT;
  while (one.isWalking) {
    passAlone(one, stops);
    settle(one, isSpaced);
  }
}

function begin(one: Cursor, bounds: usize, from: usize, limit: usize): void {
  one.bounds = bounds;
  one.noted = bounds;
  one.limit = limit;
  one.end = from;
  open(one);
}

function open(one: Cursor): void {
  const start = behindSpace(one.end);
  const first = load<u8>(start);
  one.isWalking = (first === OPEN_BRACE || first === OPEN_BRACKET) && one.end < one.limit;
  one.at = start;
  one.out = start - STRETCH + TARGET;
  one.start = start;
  one.row = FIRST_ROW;
}

/** Does what the entry that a cursor met last asks for. */
function settle(one: Cursor, isSpaced: bool): void {
  if (one.row === ENDED) close(one);
  else if (one.row === BROKEN || (!isSpaced && one.row < FIRST_ROW)) one.isWalking = false;
}

/** The element at hand has ended. It is noted if a comma follows, so that whoever goes on knows where he stands. */
function close(one: Cursor): void {
  const comma = behindSpace(one.at);
  const fits = one.at - one.start <= longest && one.noted < one.bounds + BOUNDS_BYTES;
  // Behind the limit the next cursor puts its bytes: where it began in the middle of an element, both would be mixed.
  if (fits && comma < one.limit && load<u8>(comma) === COMMA) {
    store<u32>(one.noted, <u32>(one.start - STRETCH));
    store<u32>(one.noted + 4, <u32>(one.out - TARGET - (one.start - STRETCH)));
    one.noted += 8;
    one.end = comma + 1;
    open(one);
  } else {
    one.isWalking = false;
  }
}

function behindSpace(from: usize): usize {
  let at = from;
  while (isSpace(load<u8>(at))) at++;
  return at;
}

function isSpace(byte: u8): bool {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
