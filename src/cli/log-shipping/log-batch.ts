import type { LogEvent } from '../../aws/log-service.ts';

/**
 * Limits of PutLogEvents. (doc: the PutLogEvents page of the API reference.) The page says 1 MB for one event today and
 * said 256 KB before; the smaller one holds for both, and no line of ours comes near it.
 */
export const LOG_LIMITS = {
  events: 10_000,
  /** Sum of the messages as UTF-8, and the overhead of each. */
  batchBytes: 1_048_576,
  overheadBytes: 26,
  /** One event with its overhead. */
  eventBytes: 262_144,
  spanMs: 24 * 3_600_000,
} as const;

/** An event that waits to be shipped. */
export interface BufferedEvent extends LogEvent {
  /** What it counts in a batch: its message as UTF-8, and the overhead. */
  readonly bytes: number;
}

/** Makes an event of a log line, without its newline; a line over the limit loses its end. */
export function toEvent(line: string, timestamp: number): BufferedEvent {
  const whole = line.trimEnd();
  const bytes = Buffer.byteLength(whole) + LOG_LIMITS.overheadBytes;
  if (bytes <= LOG_LIMITS.eventBytes) return { timestamp, message: whole, bytes };
  const message = cut(whole, LOG_LIMITS.eventBytes - LOG_LIMITS.overheadBytes);
  return { timestamp, message, bytes: Buffer.byteLength(message) + LOG_LIMITS.overheadBytes };
}

/** As a stream, the decoder keeps the bytes of a broken last character back. */
function cut(text: string, bytes: number): string {
  return new TextDecoder().decode(Buffer.from(text).subarray(0, bytes), { stream: true });
}

/**
 * How many events go into one call, from a place on: as many as the limits allow, at least one.
 *
 * @param events - In the order of their times.
 */
export function countFitting(events: readonly BufferedEvent[], from = 0): number {
  const first = events[from];
  let bytes = 0;
  let count = 0;
  for (; from + count < events.length && count < LOG_LIMITS.events; count += 1) {
    const event = events[from + count];
    if (event === undefined || first === undefined) break;
    bytes += event.bytes;
    if (bytes > LOG_LIMITS.batchBytes || event.timestamp - first.timestamp > LOG_LIMITS.spanMs) break;
  }
  return count;
}
