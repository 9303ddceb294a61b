import { NEWLINE } from './ascii.ts';
import { type LinesAutomaton, linesAutomaton } from './lines-automaton.ts';

/**
 * Whether each line in `[from, to)` is one JSON value, or blank; a newline stands at `to - 1`. False may also mean that
 * this can't tell: values that are nested deeply, or lines too few to be parted.
 */
export type LinesLook = (bytes: Uint8Array, from: number, to: number) => boolean;

/**
 * Makes what looks at many lines at once. A step of the automaton waits for the one before it, so three cursors go
 * through three parts of the lines side by side, and no branch depends on a byte: 0.6 ns a byte instead of the 2 that
 * short lines take one by one. The tables must be constants around the loop, otherwise it takes twice the time.
 */
export function createLinesLook({ classOf, next }: LinesAutomaton = linesAutomaton()): LinesLook {
  let [rowA, rowB, rowC] = [0, 0, 0];
  // Nothing but these assignments follows on its loop: V8 compiles a loop that runs for long in its midst, and what it
  // hasn't seen before, such as a call behind the loop, throws that code away, for each chunk anew.
  const goThree = (bytes: Uint8Array, first: number, second: number, third: number, steps: number) => {
    let [a, b, c] = [0, 0, 0];
    for (let at = 0; at < steps; at += 1) {
      a = next[a + (classOf[bytes[first + at] as number] as number)] as number;
      b = next[b + (classOf[bytes[second + at] as number] as number)] as number;
      c = next[c + (classOf[bytes[third + at] as number] as number)] as number;
    }
    rowA = a;
    rowB = b;
    rowC = c;
  };
  const goOn = (bytes: Uint8Array, from: number, to: number, start: number): number => {
    let row = start;
    for (let at = from; at < to; at += 1)
      row = next[row + (classOf[bytes[at] as number] as number)] as number;
    return row;
  };
  return (bytes, from, to) => {
    const third = Math.floor((to - from) / 3);
    const [second, last] = [lineBehind(bytes, from + third), lineBehind(bytes, from + 2 * third)];
    const steps = Math.min(second - from, last - second, to - last);
    if (steps <= 0) return false;
    goThree(bytes, from, second, last, steps);
    // A line that isn't sound leads to a row that nothing leads out of.
    return (
      goOn(bytes, from + steps, second, rowA) === 0 &&
      goOn(bytes, second + steps, last, rowB) === 0 &&
      goOn(bytes, last + steps, to, rowC) === 0
    );
  };
}

/** Where the first line at `from` or behind it begins. */
function lineBehind(bytes: Uint8Array, from: number): number {
  return bytes.indexOf(NEWLINE, from - 1) + 1;
}
