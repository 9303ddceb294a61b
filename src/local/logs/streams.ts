import { booleanOf, type Input, stringOf } from '../input.ts';
import { writePageToken } from '../page-token.ts';
import {
  alreadyExists,
  findGroup,
  findStream,
  invalidParameter,
  readFrom,
  readLimit,
  readStreamName,
} from './constraints.ts';
import type { ArnOf } from './groups.ts';
import type { LogStore, LogStream } from './log-store.ts';

/** CreateLogStream. */
export function createLogStream(store: LogStore, input: Input, now: number): object {
  const group = findGroup(store, input);
  const name = readStreamName(input);
  if (group.streams.some((stream) => stream.name === name)) throw alreadyExists('log stream');
  store.addStream(group, name, now);
  return {};
}

/** DeleteLogStream takes its events with it. */
export function deleteLogStream(store: LogStore, input: Input): object {
  const group = findGroup(store, input);
  store.removeStream(group, findStream(group, input));
  return {};
}

/** DescribeLogStreams: 50 a page, by name or by the time of the last event. */
export function describeLogStreams(store: LogStore, arnOf: ArnOf, input: Input): object {
  const group = findGroup(store, input);
  const prefix = stringOf(input, 'logStreamNamePrefix') ?? '';
  const byTime = readOrder(input, prefix);
  const limit = readLimit(input, 50);
  const from = readFrom(input);
  const found = group.streams.filter(({ name }) => name.startsWith(prefix));
  const ordered = byTime ? [...found].sort((a, b) => lastEvent(store, a) - lastEvent(store, b)) : found;
  const directed = booleanOf(input, 'descending') === true ? ordered.toReversed() : ordered;
  const logStreams = directed
    .slice(from, from + limit)
    .map((stream) => describeStream(store, stream, `${arnOf(group.name)}:log-stream:${stream.name}`));
  return { logStreams, ...(from + limit < found.length && { nextToken: writePageToken(from + limit) }) };
}

function readOrder(input: Input, prefix: string): boolean {
  const byTime = stringOf(input, 'orderBy') === 'LastEventTime';
  if (!byTime || prefix === '') return byTime;
  throw invalidParameter('Cannot order by LastEventTime with a logStreamNamePrefix.');
}

function lastEvent(store: LogStore, stream: LogStream): number {
  return store.eventsOf(stream).events.at(-1)?.timestamp ?? 0;
}

function describeStream(store: LogStore, stream: LogStream, arn: string): object {
  const { events } = store.eventsOf(stream);
  const ingested = events.reduce((latest, { ingestionTime }) => Math.max(latest, ingestionTime), 0);
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAt,
    arn,
    storedBytes: 0,
    ...(events.length > 0 && {
      firstEventTimestamp: events[0]?.timestamp,
      lastEventTimestamp: events.at(-1)?.timestamp,
      lastIngestionTime: ingested,
      uploadSequenceToken: SEQUENCE_TOKEN,
    }),
  };
}

/** Sequence tokens are given and never asked for again (doc, since 2023). */
export const SEQUENCE_TOKEN = '49';
