import type { RecordPosition } from '../../records/record.ts';
import { createRangeSet, type Range } from './ranges.ts';

/** How far the input is settled: everything before `mark`, and what lies beyond it in `settled`. */
export interface Progress {
  /** Where reading has to begin again; `undefined` at the beginning of the input. */
  readonly mark: RecordPosition | undefined;
  readonly settled: readonly Range[];
}

/**
 * Follows which records are settled. The low-water mark is the first record of the oldest batch that isn't settled
 * whole, so a position is kept for each batch on its way and not for each record.
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

interface OpenBatch {
  readonly first: RecordPosition;
  readonly last: number;
}

export function createMarks(earlier: Progress = { mark: undefined, settled: [] }): Marks {
  const settled = createRangeSet(earlier.settled);
  const open: OpenBatch[] = [];
  let mark = earlier.mark;

  /** The oldest batches, up to the first that isn't settled whole, are done with; the newest always stays as an anchor. */
  const advance = () => {
    while (open.length > 1 && isDone(open[0])) open.shift();
    mark = open[0] === undefined ? mark : positionOf(open[0].first);
    if (mark !== undefined) settled.dropBelow(mark.index);
  };
  const isDone = (batch: OpenBatch | undefined) => {
    if (batch === undefined) return false;
    return settled.firstGap(batch.first.index) > batch.last;
  };
  return {
    open: (records) => {
      const [first] = records;
      const last = records.at(-1);
      if (first !== undefined && last !== undefined)
        open.push({ first: positionOf(first), last: last.index });
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
