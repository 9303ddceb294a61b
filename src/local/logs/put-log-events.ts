import { type Input, numberOf, stringOf, structuresOf } from '../input.ts';
import { failed, findGroup, findStream, invalidParameter } from './constraints.ts';
import type { LogStore } from './log-store.ts';
import { SEQUENCE_TOKEN } from './streams.ts';

/** Doc: limits of one PutLogEvents. */
const MOST_EVENTS = 10_000;
const MOST_BYTES = 1_048_576;
const OVERHEAD_BYTES = 26;
const DAY_MS = 24 * 3_600_000;
const LONGEST_SPAN_MS = DAY_MS;
/** Doc: events from two hours ahead on and from two weeks back on are left out, one by one. */
const NEWEST_MS = 2 * 3_600_000;
const OLDEST_MS = 14 * DAY_MS;

interface NewEvent {
  readonly timestamp: number;
  readonly message: string;
}

/** PutLogEvents: the whole call is refused for its size, order and span, single events for their age. */
export function putLogEvents(store: LogStore, input: Input, now: number): object {
  const events = readEvents(input);
  checkSize(events);
  checkTimes(events);
  const group = findGroup(store, input);
  const stream = findStream(group, input);
  const rejected = findRejected(events, now, group.retentionDays);
  const taken = events.slice(rejected.before, rejected.from);
  if (taken.length > 0) store.eventsOf(stream).append(taken, now);
  return {
    nextSequenceToken: SEQUENCE_TOKEN,
    ...(rejected.info && { rejectedLogEventsInfo: rejected.info }),
  };
}

function readEvents(input: Input): readonly NewEvent[] {
  const list = structuresOf(input, 'logEvents');
  if (list === undefined) throw failed("Value null at 'logEvents'", 'Member must not be null');
  if (list.length < 1) {
    throw failed("Value '[]' at 'logEvents'", 'Member must have length greater than or equal to 1');
  }
  if (list.length > MOST_EVENTS) {
    throw failed("Value at 'logEvents'", `Member must have length less than or equal to ${MOST_EVENTS}`);
  }
  return list.map(readEvent);
}

function readEvent(event: Input, index: number): NewEvent {
  const at = `logEvents.${index + 1}.member.`;
  const timestamp = numberOf(event, 'timestamp');
  const message = stringOf(event, 'message');
  if (timestamp === undefined) throw failed(`Value null at '${at}timestamp'`, 'Member must not be null');
  if (timestamp < 0)
    throw failed(
      `Value '${timestamp}' at '${at}timestamp'`,
      'Member must have value greater than or equal to 0',
    );
  if (message === undefined) throw failed(`Value null at '${at}message'`, 'Member must not be null');
  if (message === '')
    throw failed(`Value '' at '${at}message'`, 'Member must have length greater than or equal to 1');
  return { timestamp, message };
}

function checkSize(events: readonly NewEvent[]): void {
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + OVERHEAD_BYTES, 0);
  if (bytes > MOST_BYTES)
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${MOST_BYTES}`);
}

function checkTimes(events: readonly NewEvent[]): void {
  const inOrder = events.every(({ timestamp }, index) => timestamp >= (events[index - 1]?.timestamp ?? 0));
  if (!inOrder) {
    throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
  }
  const span = (events.at(-1)?.timestamp ?? 0) - (events[0]?.timestamp ?? 0);
  if (span > LONGEST_SPAN_MS) {
    throw invalidParameter(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
  }
}

interface Rejected {
  /** Events before this one are too old. */
  readonly before: number;
  /** This event and those behind it are too new. */
  readonly from: number;
  /** What the reply says of it; ends are exclusive (doc). */
  readonly info: object | undefined;
}

function findRejected(events: readonly NewEvent[], now: number, retentionDays: number | undefined): Rejected {
  const firstAfter = (instant: number): number => {
    const index = events.findIndex(({ timestamp }) => timestamp > instant);
    return index < 0 ? events.length : index;
  };
  const tooOld = firstAfter(now - OLDEST_MS - 1);
  const expired = retentionDays === undefined ? 0 : firstAfter(now - retentionDays * DAY_MS - 1);
  const tooNew = firstAfter(now + NEWEST_MS);
  const info = {
    ...(tooOld > 0 && { tooOldLogEventEndIndex: tooOld }),
    ...(expired > 0 && { expiredLogEventEndIndex: expired }),
    ...(tooNew < events.length && { tooNewLogEventStartIndex: tooNew }),
  };
  const before = Math.max(tooOld, expired);
  return { before, from: tooNew, info: Object.keys(info).length > 0 ? info : undefined };
}
