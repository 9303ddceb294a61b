import type { RecordedSet } from './metric-journal.ts';
import { createSetsByMinute, type SetsByMinute } from './sets-by-minute.ts';

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
  const waiting = new Map<number, SetsByMinute>();
  return {
    add(recorded) {
      const together = waiting.get(recorded.recordedAt) ?? createSetsByMinute();
      together.add(recorded);
      waiting.set(recorded.recordedAt, together);
    },
    takeRipe(now) {
      const ripe = [...waiting].filter(([recordedAt]) => recordedAt + lagMs <= now);
      for (const [recordedAt] of ripe) waiting.delete(recordedAt);
      return ripe.flatMap(([, together]) => together.all());
    },
    all: () => [...waiting.values()].flatMap((together) => together.all()),
  };
}
