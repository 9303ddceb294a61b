/** The bit of an entry for a byte that stays: anything but white space outside of strings. */
export const KEPT_BIT: u32 = 20;
/** The bit of an entry that is no row, so that nothing goes on from there. */
export const STOP_BIT: u32 = 21;
/** The same as a number. */
export const KEPT: u32 = 1 << KEPT_BIT;
/** The same as a number. */
export const STOP: u32 = 1 << STOP_BIT;

/** Goes through one part of the stretch. Each number is a place in memory. */
@unmanaged
export class Cursor {
  /** The next byte. */
  at: usize = 0;
  /** Where the next byte that stays belongs, if white space goes. */
  out: usize = 0;
  /** Row of the automaton. */
  row: u32 = 0;
  isWalking: bool = false;
  /** The first byte of the element at hand. */
  start: usize = 0;
  /** It stops where an element ends here or behind it. */
  limit: usize = 0;
  /** Behind the comma that follows the last element found: where somebody else can go on. */
  end: usize = 0;
  /** Where its next element is noted, and where the first one is. */
  noted: usize = 0;
  bounds: usize = 0;
}

/** Tells a cursor how far it has come. */
export function move(one: Cursor, bytes: usize, kept: usize, row: u32): void {
  one.at += bytes;
  one.out += kept;
  one.row = row;
}
