const NEWLINE: u8 = 0x0a;

/** Where the automaton's table belongs: rows of 256 entries of four bytes, each the place of the next row. */
export const TABLE: usize = 0;
/** Its length: 1,024 rows. */
export const TABLE_BYTES: usize = 0x100000;
/** Where the lines belong; a newline belongs in front of the first. */
export const LINES: usize = TABLE + TABLE_BYTES + 16;
/** Bytes that there is room for. */
export const ROOM: usize = 0x40000;
/** All the memory that is used. */
export const MEMORY_BYTES: usize = LINES + ROOM;

/**
 * Whether the automaton is back in its first row behind each of four parts of `[from, to)`, where a newline stands in
 * front of either border. A step waits for the one before it, so four cursors go through the parts side by side.
 * False also where there are too few lines to be parted.
 */
export function areSound(from: usize, to: usize): bool {
  const quarter = (to - from) >> 2;
  const second = lineBehind(from + quarter);
  const third = lineBehind(from + 2 * quarter);
  const fourth = lineBehind(from + 3 * quarter);
  const steps = min(min(second - from, third - second), min(fourth - third, to - fourth));
  if (steps === 0) return false;
  let a = TABLE;
  let b = TABLE;
  let c = TABLE;
  let d = TABLE;
  for (let at: usize = 0; at < steps; at++) {
    a = next(a, from + at);
    b = next(b, second + at);
    c = next(c, third + at);
    d = next(d, fourth + at);
  }
  const rows =
    goOn(a, from + steps, second) |
    goOn(b, second + steps, third) |
    goOn(c, third + steps, fourth) |
    goOn(d, fourth + steps, to);
  return rows === TABLE;
}

/** Where the first line at `from` or behind it begins. */
function lineBehind(from: usize): usize {
  let at = from;
  while (load<u8>(at - 1) !== NEWLINE) at++;
  return at;
}

function goOn(row: usize, from: usize, to: usize): usize {
  let last = row;
  for (let at = from; at < to; at++) last = next(last, at);
  return last;
}

function next(row: usize, at: usize): usize {
  return load<u32>(row + ((<usize>load<u8>(at)) << 2));
}
