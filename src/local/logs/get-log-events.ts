import { booleanOf, type Input, numberOf, stringOf } from '../input.ts';
import { findGroup, findStream, invalidParameter, readLimit } from './constraints.ts';
import type { LogEvent } from './log-event.ts';
import type { LogStore } from './log-store.ts';

/** Doc: a reply has at most 10,000 events and 1 MB. */
const MOST_EVENTS = 10_000;
const MOST_BYTES = 1_048_576;

/** A stretch of the stream's events: numbers of its first event and of the one behind its last. */
interface Stretch {
  readonly first: number;
  readonly end: number;
}

/**
 * GetLogEvents: forwards or backwards from a token, without one from the head or the tail.
 * At the end of the stream the token comes back that was given (doc).
 */
export function getLogEvents(store: LogStore, input: Input): object {
  const { events } = store.eventsOf(findStream(findGroup(store, input), input));
  const limit = readLimit(input, MOST_EVENTS);
  const wanted = wantedStretch(events, numberOf(input, 'startTime'), numberOf(input, 'endTime'));
  const { first, end } = readStretch(input, events, wanted, limit);
  return {
    events: events
      .slice(first, end)
      .map(({ timestamp, message, ingestionTime }) => ({ timestamp, message, ingestionTime })),
    nextForwardToken: writeToken('f', end),
    nextBackwardToken: writeToken('b', first),
  };
}

/** StartTime is inclusive, EndTime exclusive (doc); in epoch milliseconds. */
function wantedStretch(events: readonly LogEvent[], start = 0, end = Number.POSITIVE_INFINITY): Stretch {
  const firstFrom = (instant: number): number => {
    const index = events.findIndex(({ timestamp }) => timestamp >= instant);
    return index < 0 ? events.length : index;
  };
  return { first: firstFrom(start), end: firstFrom(end) };
}

function readStretch(input: Input, events: readonly LogEvent[], wanted: Stretch, limit: number): Stretch {
  const token = readToken(stringOf(input, 'nextToken'));
  const forwards =
    token?.direction === 'f' || (token === undefined && booleanOf(input, 'startFromHead') === true);
  const place = Math.min(token?.place ?? (forwards ? wanted.first : wanted.end), events.length);
  return forwards
    ? forwardStretch(events, Math.max(place, wanted.first), Math.max(place, wanted.end), limit)
    : backwardStretch(events, Math.min(place, wanted.first), Math.min(place, wanted.end), limit);
}

function forwardStretch(events: readonly LogEvent[], first: number, stop: number, limit: number): Stretch {
  let end = first;
  let bytes = 0;
  while (end < stop && end - first < limit) {
    bytes += sizeOf(events[end]);
    if (bytes > MOST_BYTES && end > first) break;
    end += 1;
  }
  return { first, end };
}

function backwardStretch(events: readonly LogEvent[], stop: number, end: number, limit: number): Stretch {
  let first = end;
  let bytes = 0;
  while (first > stop && end - first < limit) {
    bytes += sizeOf(events[first - 1]);
    if (bytes > MOST_BYTES && first < end) break;
    first -= 1;
  }
  return { first, end };
}

const sizeOf = (event: LogEvent | undefined): number => Buffer.byteLength(event?.message ?? '') + 26;

function writeToken(direction: 'f' | 'b', place: number): string {
  return `${direction}/${String(place).padStart(56, '0')}/s`;
}

function readToken(
  token: string | undefined,
): { readonly direction: string; readonly place: number } | undefined {
  if (token === undefined) return undefined;
  const [, direction, place] = /^([fb])\/(\d{56})\/s$/.exec(token) ?? [];
  if (direction !== undefined) return { direction, place: Number(place) };
  throw invalidParameter('The specified nextToken is invalid.');
}
