import { metricKey } from './metric.ts';
import type { RecordedSet } from './metric-journal.ts';
import { mergeInto } from './statistic-set.ts';

/** Samples that are stored but not to be seen yet, as the real service's points appear only after a while. */
export interface LagQueue {
  add(recorded: RecordedSet): void;
  /** Removes and returns what may be seen at `now` (epoch milliseconds), in the order of its coming in. */
  takeRipe(now: number): readonly RecordedSet[];
  /** What still waits. */
  all(): readonly RecordedSet[];
}

/** An empty queue that holds each sample for `lagMs` milliseconds. */
export function createLagQueue(lagMs: number): LagQueue {
  // Samples that came in together are held as one, otherwise a long lag would hold every call by itself.
  const waiting = new Map<string, RecordedSet>();
  return {
    add(recorded) {
      const key = `${recorded.recordedAt} ${recorded.minute} ${recorded.unit} ${metricKey(recorded.metric)}`;
      const known = waiting.get(key);
      if (known === undefined) waiting.set(key, recorded);
      else mergeInto(known.set, recorded.set);
    },
    takeRipe(now) {
      const ripe: RecordedSet[] = [];
      for (const [key, recorded] of waiting) {
        if (recorded.recordedAt + lagMs > now) continue;
        waiting.delete(key);
        ripe.push(recorded);
      }
      return ripe;
    },
    all: () => [...waiting.values()],
  };
}
