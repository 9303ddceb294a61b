import type { RecordedSet } from './metric-journal.ts';
import { mergeInto } from './statistic-set.ts';

const MINUTE_MS = 60_000;
/** More minutes than there are from 1970 to 2090. */
const MINUTES = 2 ** 26;

/** Sets that are gathered until somebody takes them, one a series and minute. */
export interface SetsByMinute {
  /** Takes the set over: later samples of its series and minute are added to it. */
  add(recorded: RecordedSet): void;
  all(): readonly RecordedSet[];
  clear(): void;
  readonly size: number;
}

/** Nothing gathered. */
export function createSetsByMinute(): SetsByMinute {
  const sets = new Map<number, RecordedSet>();
  return {
    add(recorded) {
      const key = recorded.series.id * MINUTES + recorded.minute / MINUTE_MS;
      const known = sets.get(key);
      if (known === undefined) sets.set(key, recorded);
      else mergeInto(known.set, recorded.set);
    },
    all: () => [...sets.values()],
    clear: () => sets.clear(),
    get size() {
      return sets.size;
    },
  };
}
