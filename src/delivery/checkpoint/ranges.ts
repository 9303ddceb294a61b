/** Indexes from the first, included, to the second, excluded. */
export type Range = readonly [from: number, to: number];

/** A set of whole numbers, kept as ranges that neither touch nor overlap, in ascending order. */
export interface RangeSet {
  add(from: number, to: number): void;
  has(value: number): boolean;
  /** Forgets everything below a number. */
  dropBelow(value: number): void;
  /** First number from `value` on that isn't in the set. */
  firstGap(value: number): number;
  /** The set as it is now; what is added later doesn't change the answer. */
  ranges(): readonly Range[];
}

/** Makes a set of indexes that holds these ranges. */
export function createRangeSet(initial: readonly Range[] = []): RangeSet {
  let ranges: Range[] = [...initial];
  // Additions come nearly in order, so the place is looked for from the end.
  const placeOf = (from: number) => {
    let place = ranges.length;
    while (place > 0 && endOf(ranges[place - 1]) >= from) place -= 1;
    return place;
  };
  const containing = (value: number) => {
    const place = placeOf(value + 1);
    const range = ranges[place];
    return range !== undefined && range[0] <= value && value < range[1] ? range : undefined;
  };
  return {
    add: (from, to) => {
      const place = placeOf(from);
      let start = from;
      let end = to;
      let count = 0;
      for (let next = ranges[place]; next !== undefined && next[0] <= end; next = ranges[place + count]) {
        start = Math.min(start, next[0]);
        end = Math.max(end, next[1]);
        count += 1;
      }
      ranges.splice(place, count, [start, end]);
    },
    has: (value) => containing(value) !== undefined,
    dropBelow: (value) => {
      ranges = ranges.filter(([, to]) => to > value).map(([from, to]) => [Math.max(from, value), to]);
    },
    firstGap: (value) => containing(value)?.[1] ?? value,
    // A copy: it is written to the disk later, when the set may have grown beyond the counts that go with it.
    ranges: () => [...ranges],
  };
}

function endOf(range: Range | undefined): number {
  return range === undefined ? Number.NEGATIVE_INFINITY : range[1];
}
