/** Records that are taken at a time, at most. */
export const MOST_RECORDS: usize = 512;
/** Bytes that there is room for. */
export const ROOM: usize = 0x40000;
/** Bytes that may be touched behind what is read and written. */
const MARGIN: usize = 16;
/** Where the records' lengths belong: numbers of four bytes. */
export const LENGTHS: usize = 0;
/** Where the records belong, one behind the other. */
export const RECORDS: usize = 4 * MOST_RECORDS;
/** Where they are put as base64. */
export const TARGET: usize = RECORDS + ROOM + MARGIN;
/** All the memory that is used. */
export const MEMORY_BYTES: usize = TARGET + (ROOM / 3) * 4 + MOST_RECORDS * 16 + MARGIN;

/** Bytes that one step encodes, and the characters that it writes. */
const STEP: usize = 12;
const CHARACTERS: usize = 16;
const PADDING: u8 = 0x3d;

/** Writes so many records as base64 with padding, and `"},{"Data":"` between them. Returns the end in memory. */
export function writeEntries(count: usize): usize {
  const between = i8x16(0x22, 0x7d, 0x2c, 0x7b, 0x22, 0x44, 0x61, 0x74, 0x61, 0x22, 0x3a, 0x22, 0, 0, 0, 0);
  let from = RECORDS;
  let out = TARGET;
  for (let entry: usize = 0; entry < count; entry++) {
    if (entry > 0) {
      v128.store(out, between);
      out += 12;
    }
    const length = <usize>load<u32>(LENGTHS + (entry << 2));
    out = writeBase64(from, length, out);
    from += length;
  }
  return out;
}

function writeBase64(from: usize, length: usize, target: usize): usize {
  let left = length;
  let at = from;
  let out = target;
  while (left >= STEP) {
    v128.store(out, characters(v128.load(at)));
    at += STEP;
    out += CHARACTERS;
    left -= STEP;
  }
  if (left === 0) return out;
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  const own = i8x16.lt_u(places, i8x16.splat(<i8>left));
  v128.store(out, characters(v128.and(v128.load(at), own)));
  const missing = (3 - <i32>(left % 3)) % 3;
  out += ((left + missing) / 3) * 4;
  if (missing > 0) {
    store<u8>(out - 1, PADDING);
    if (missing === 2) store<u8>(out - 2, PADDING);
  }
  return out;
}

/** The first 12 of 16 bytes as 16 characters: each three of them are four numbers of six bits. */
function characters(bytes: v128): v128 {
  const threes = i8x16.swizzle(bytes, i8x16(2, 1, 0, -1, 5, 4, 3, -1, 8, 7, 6, -1, 11, 10, 9, -1));
  const sixes = v128.or(
    v128.or(i32x4.shr_u(threes, 18), v128.and(i32x4.shr_u(threes, 4), i32x4.splat(0x3f00))),
    v128.or(
      v128.and(i32x4.shl(threes, 10), i32x4.splat(0x3f0000)),
      v128.and(i32x4.shl(threes, 24), i32x4.splat(0x3f000000)),
    ),
  );
  // What to add to a number depends on the range that it is in: A to Z, a to z, a digit, + or /.
  const isUpper = i8x16.lt_u(sixes, i8x16.splat(26));
  const range = v128.or(i8x16.sub_sat_u(sixes, i8x16.splat(51)), v128.and(isUpper, i8x16.splat(13)));
  const offsets = i8x16(71, -4, -4, -4, -4, -4, -4, -4, -4, -4, -4, -19, -16, 65, 0, 0);
  return i8x16.add(i8x16.swizzle(offsets, range), sixes);
}
