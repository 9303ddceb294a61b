import { type BufferedEvent, countFitting, LOG_LIMITS } from './log-batch.ts';

/** Events that wait, in their order, within a bound. */
export interface LogBuffer {
  readonly length: number;
  /** Whether there is as much as one call may carry. */
  readonly hasFullBatch: boolean;
  /** Adds an event; where the bound is passed, the oldest go. Returns how many went. */
  add(event: BufferedEvent): number;
  /** Takes as many of the oldest as one call may carry; none where there are none. */
  take(): readonly BufferedEvent[];
}

/** Places in front of the first event that are given back together, because each giving back moves all events. */
const SPARE_PLACES = 10_000;

/** Makes an empty buffer of at most `maxBytes`, each event counted with its overhead. */
export function createLogBuffer(maxBytes: number): LogBuffer {
  const events: BufferedEvent[] = [];
  let first = 0;
  let bytes = 0;
  const leave = (count: number) => {
    for (let place = first; place < first + count; place += 1) bytes -= events[place]?.bytes ?? 0;
    first += count;
    if (first < SPARE_PLACES && first < events.length) return;
    events.splice(0, first);
    first = 0;
  };
  return {
    get length() {
      return events.length - first;
    },
    get hasFullBatch() {
      return bytes >= LOG_LIMITS.batchBytes || events.length - first >= LOG_LIMITS.events;
    },
    add: (event) => {
      events.push(event);
      bytes += event.bytes;
      let dropped = 0;
      for (; bytes > maxBytes; dropped += 1) leave(1);
      return dropped;
    },
    take: () => {
      const batch = events.slice(first, first + countFitting(events, first));
      leave(batch.length);
      return batch;
    },
  };
}
