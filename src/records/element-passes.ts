import type { ElementCursor } from './element-cursor.ts';
import { KEPT_BIT, STOP_BIT } from './elements-automaton.ts';

/** What ends the pass of one cursor alone, as bits of an entry that differ from those of a row behind a byte that stays. */
export const STOPS = { compact: (1 << STOP_BIT) | (1 << KEPT_BIT), spaced: 1 << STOP_BIT } as const;

/** Loops that take byte after byte. Behind the last one a byte must stand that nothing can go on with. */
export interface ElementPasses {
  /** Three side by side, until one of them meets a stop or a byte that doesn't stay; nothing is put anywhere. */
  compact(a: ElementCursor, b: ElementCursor, c: ElementCursor): void;
  /** Three side by side, which put what stays where it belongs, until one of them meets a stop. */
  spaced(a: ElementCursor, b: ElementCursor, c: ElementCursor): void;
  /** The same with one alone, until it meets one of the `stops`. */
  single(cursor: ElementCursor, stops: number): void;
}

/**
 * Makes the loops. A step of the automaton waits for the one before it, so three cursors take turns, and no branch
 * depends on a byte.
 */
export function createPasses(table: Int32Array, source: Uint8Array, target: Uint8Array): ElementPasses {
  // V8 takes what these name for constants, unlike parameters and imports: otherwise there are too few registers for
  // all that the loops need, and they take twice the time. For the same reason nothing is called inside of them.
  const rows = table;
  const bytes = source;
  const kept = target;
  const [keptBit, stopBit] = [KEPT_BIT, STOP_BIT];
  const [keptFlag, stopFlag] = [1 << KEPT_BIT, 1 << STOP_BIT];
  return {
    compact(a, b, c) {
      let [atA, atB, atC] = [a.at | 0, b.at | 0, c.at | 0];
      let [rowA, rowB, rowC] = [a.row | 0, b.row | 0, c.row | 0];
      // Behind a stop the bit isn't set either.
      while ((rowA & rowB & rowC & keptFlag) !== 0) {
        rowA = rows[rowA | (bytes[atA] as number)] as number;
        rowB = rows[rowB | (bytes[atB] as number)] as number;
        rowC = rows[rowC | (bytes[atC] as number)] as number;
        atA = (atA + 1) | 0;
        atB = (atB + 1) | 0;
        atC = (atC + 1) | 0;
      }
      moveTo(a, atA, atA, rowA);
      moveTo(b, atB, atB, rowB);
      moveTo(c, atC, atC, rowC);
    },

    spaced(a, b, c) {
      let [atA, atB, atC] = [a.at | 0, b.at | 0, c.at | 0];
      let [outA, outB, outC] = [a.out | 0, b.out | 0, c.out | 0];
      let [rowA, rowB, rowC] = [a.row | 0, b.row | 0, c.row | 0];
      while ((rowA | rowB | rowC) < stopFlag) {
        const byteA = bytes[atA] as number;
        rowA = rows[rowA | byteA] as number;
        kept[outA] = byteA;
        outA = (outA + (rowA >>> keptBit)) | 0;
        const byteB = bytes[atB] as number;
        rowB = rows[rowB | byteB] as number;
        kept[outB] = byteB;
        outB = (outB + (rowB >>> keptBit)) | 0;
        const byteC = bytes[atC] as number;
        rowC = rows[rowC | byteC] as number;
        kept[outC] = byteC;
        outC = (outC + (rowC >>> keptBit)) | 0;
        atA = (atA + 1) | 0;
        atB = (atB + 1) | 0;
        atC = (atC + 1) | 0;
      }
      // A stop has counted twice.
      moveTo(a, atA, outA - (rowA >>> stopBit), rowA);
      moveTo(b, atB, outB - (rowB >>> stopBit), rowB);
      moveTo(c, atC, outC - (rowC >>> stopBit), rowC);
    },

    single(cursor, stops) {
      let { at, out, row } = cursor;
      while (((row ^ keptFlag) & stops) === 0) {
        const byte = bytes[at] as number;
        row = rows[row | byte] as number;
        kept[out] = byte;
        out += row >>> keptBit;
        at += 1;
      }
      moveTo(cursor, at, out - (row >>> stopBit), row);
    },
  };
}

function moveTo(cursor: ElementCursor, at: number, out: number, row: number): void {
  cursor.at = at;
  cursor.out = out;
  cursor.row = row;
}
