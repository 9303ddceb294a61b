import { Cursor, KEPT, KEPT_BIT, move, STOP, STOP_BIT } from './element-cursor.ts';

function next(row: u32, byte: u8): u32 {
  return load<u32>(<usize>row + ((<usize>byte) << 2));
}

/** Until one of the cursors meets a stop or a byte that doesn't stay. */
export function passCompact(a: Cursor, b: Cursor, c: Cursor): void {
  let rowA = a.row;
  let rowB = b.row;
  let rowC = c.row;
  const atA = a.at;
  const atB = b.at;
  const atC = c.at;
  let step: usize = 0;
  // Behind a stop the bit isn't set either.
  while ((rowA & rowB & rowC & KEPT) !== 0) {
    rowA = next(rowA, load<u8>(atA + step));
    rowB = next(rowB, load<u8>(atB + step));
    rowC = next(rowC, load<u8>(atC + step));
    step++;
  }
  move(a, step, step, rowA);
  move(b, step, step, rowB);
  move(c, step, step, rowC);
}

/** Puts what stays where it belongs, until one of the cursors meets a stop. */
export function passSpaced(a: Cursor, b: Cursor, c: Cursor): void {
  let rowA = a.row;
  let rowB = b.row;
  let rowC = c.row;
  const atA = a.at;
  const atB = b.at;
  const atC = c.at;
  let outA = a.out;
  let outB = b.out;
  let outC = c.out;
  let step: usize = 0;
  while ((rowA | rowB | rowC) < STOP) {
    const byteA = load<u8>(atA + step);
    rowA = next(rowA, byteA);
    store<u8>(outA, byteA);
    outA += rowA >> KEPT_BIT;
    const byteB = load<u8>(atB + step);
    rowB = next(rowB, byteB);
    store<u8>(outB, byteB);
    outB += rowB >> KEPT_BIT;
    const byteC = load<u8>(atC + step);
    rowC = next(rowC, byteC);
    store<u8>(outC, byteC);
    outC += rowC >> KEPT_BIT;
    step++;
  }
  // A stop has counted twice.
  move(a, step, outA - a.out - (rowA >> STOP_BIT), rowA);
  move(b, step, outB - b.out - (rowB >> STOP_BIT), rowB);
  move(c, step, outC - c.out - (rowC >> STOP_BIT), rowC);
}

/** The same with one cursor alone, until one of the `stops` is met: bits that differ from those of `KEPT`. */
export function passAlone(one: Cursor, stops: u32): void {
  let row = one.row;
  let at = one.at;
  let out = one.out;
  while (((row ^ KEPT) & stops) === 0) {
    const byte = load<u8>(at);
    row = next(row, byte);
    store<u8>(out, byte);
    out += row >> KEPT_BIT;
    at++;
  }
  move(one, at - one.at, out - one.out - (row >> STOP_BIT), row);
}
