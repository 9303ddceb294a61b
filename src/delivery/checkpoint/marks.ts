import type { RecordPosition } from '../../records/record.ts';
import { createRangeSet, type Range } from './ranges.ts';

/** How far the input is settled: everything before `mark`, and what lies beyond it in `settled`. */
export interface Progress {
  /** Where reading has to begin again; `undefined` at the beginning of the input. */
  readonly mark: RecordPosition | undefined;
  readonly settled: readonly Range[];
}

/**
 * Follows which records are settled. The low-water mark is the first record of a batch, and everything before it is
 * settled; so a position is kept for each batch on its way and not for each record.
 */
export interface Marks {
  /** A batch is on its way: its records, in the order of the input. */
  open(records: readonly RecordPosition[]): void;
  /** Records from one index, included, to another, excluded. */
  settle(from: number, to: number): void;
  /** Whether an earlier run, or this one, has settled a record. */
  isSettled(index: number): boolean;
  progress(): Progress;
}

/** Makes the marks of a run that begins, or that goes on from earlier ones. */
export function createMarks(earlier: Progress = { mark: undefined, settled: [] }): Marks {
  const settled = createRangeSet(earlier.settled);
  /** The first record of each batch, in the order of the input. */
  const open: RecordPosition[] = [];
  let mark = earlier.mark;

  /** Passes a batch only when every record up to the next batch is settled, the rejected ones in between included. */
  const advance = () => {
    for (let next = open[1]; next !== undefined; next = open[1]) {
      if (settled.firstGap(open[0]?.index ?? next.index) < next.index) break;
      open.shift();
    }
    mark = open[0] ?? mark;
    if (mark !== undefined) settled.dropBelow(mark.index);
  };
  return {
    open: ([first]) => {
      if (first === undefined) return;
      // Workers take batches in order; should one be late, its place is still before those that follow it.
      const place = open.findLastIndex(({ index }) => index < first.index) + 1;
      open.splice(place, 0, positionOf(first));
    },
    settle: (from, to) => settled.add(from, to),
    isSettled: (index) => index < (earlier.mark?.index ?? 0) || settled.has(index),
    progress: () => {
      advance();
      return { mark, settled: settled.ranges() };
    },
  };
}

function positionOf({ file, index, offset }: RecordPosition): RecordPosition {
  return { file, index, offset };
}
