import { type Input, numberOf, stringOf, stringsOf } from '../input.ts';
import { writePageToken } from '../page-token.ts';
import { findGroup, invalidParameter, notFound, readFrom, readLimit } from './constraints.ts';
import { readFilterPattern } from './filter-pattern.ts';
import type { LogEvent } from './log-event.ts';
import type { LogGroup, LogStore, LogStream } from './log-store.ts';

/** Doc: a reply has at most 10,000 events and 1 MB. */
const MOST_EVENTS = 10_000;
const MOST_BYTES = 1_048_576;

interface Found extends LogEvent {
  readonly stream: string;
}

/** FilterLogEvents over all streams of a group or some; both times are inclusive (doc). */
export function filterLogEvents(store: LogStore, input: Input): object {
  const group = findGroup(store, input);
  const matches = readFilterPattern(stringOf(input, 'filterPattern') ?? '');
  const [start, end] = [
    numberOf(input, 'startTime') ?? 0,
    numberOf(input, 'endTime') ?? Number.POSITIVE_INFINITY,
  ];
  const limit = readLimit(input, MOST_EVENTS);
  const from = readFrom(input);
  const found = readStreams(group, input)
    .flatMap((stream) =>
      store.eventsOf(stream).events.map((event): Found => ({ ...event, stream: stream.name })),
    )
    .filter(({ timestamp, message }) => timestamp >= start && timestamp <= end && matches(message))
    .sort((a, b) => a.timestamp - b.timestamp);
  const page = cutPage(found.slice(from, from + limit));
  const next = from + page.length;
  return {
    events: page.map(describe),
    searchedLogStreams: [],
    ...(next < found.length && { nextToken: writePageToken(next) }),
  };
}

function readStreams(group: LogGroup, input: Input): readonly LogStream[] {
  const names = stringsOf(input, 'logStreamNames');
  const prefix = stringOf(input, 'logStreamNamePrefix');
  if (names === undefined) return group.streams.filter(({ name }) => name.startsWith(prefix ?? ''));
  if (prefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
  }
  const streams = group.streams.filter(({ name }) => names.includes(name));
  if (streams.length === 0) throw notFound('log stream');
  return streams;
}

function cutPage(events: readonly Found[]): readonly Found[] {
  let bytes = 0;
  const end = events.findIndex(({ message }, index) => {
    bytes += Buffer.byteLength(message) + 26;
    return bytes > MOST_BYTES && index > 0;
  });
  return end < 0 ? events : events.slice(0, end);
}

function describe({ stream, timestamp, message, ingestionTime, id }: Found): object {
  return { logStreamName: stream, timestamp, message, ingestionTime, eventId: id };
}
