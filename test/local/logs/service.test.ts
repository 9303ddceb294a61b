import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type InputLogEvent,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
  PutRetentionPolicyCommand,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
  paginateGetLogEvents,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { beforeEach, expect, test } from 'vitest';
import { LogStore } from '../../../src/local/logs/log-store.ts';
import { createLogs } from '../../../src/local/logs/service.ts';
import { newFolder, serve } from '../serve.ts';

const NOW = Date.now();
const HOUR = 3_600_000;
const logGroupName = '/aws/firehose/alerts';
const logStreamName = 'run: "1" ü/../x';
const inGroup = { logGroupName, logStreamName: 'run-1' };

let dir = '';
let client = new CloudWatchLogsClient({});

async function open(): Promise<CloudWatchLogsClient> {
  const store = new LogStore(dir);
  return new CloudWatchLogsClient(
    await serve(createLogs({ store, region: 'eu-west-1', accountId: '123456789012' })),
  );
}

beforeEach(async () => {
  dir = newFolder();
  client = await open();
  await client.send(new CreateLogGroupCommand({ logGroupName }));
  await client.send(new CreateLogStreamCommand(inGroup));
});

function put(logEvents: readonly InputLogEvent[], overrides: { readonly logStreamName?: string } = {}) {
  return client.send(new PutLogEventsCommand({ ...inGroup, ...overrides, logEvents: [...logEvents] }));
}

function events(count: number, first = NOW): InputLogEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    timestamp: first + index,
    message: `line ${index}`,
  }));
}

async function messages(overrides: Record<string, unknown> = {}): Promise<readonly (string | undefined)[]> {
  const read = await client.send(new GetLogEventsCommand({ ...inGroup, startFromHead: true, ...overrides }));
  return (read.events ?? []).map(({ message }) => message);
}

test('gives events back in the order of their time, over a restart as well', async () => {
  await put([
    { timestamp: NOW, message: 'b' },
    { timestamp: NOW + 5, message: 'd\n"ü' },
  ]);
  await put([
    { timestamp: NOW - 5, message: 'a' },
    { timestamp: NOW, message: 'c' },
  ]);
  expect(await messages()).toEqual(['a', 'b', 'c', 'd\n"ü']);
  client = await open();
  expect(await messages()).toEqual(['a', 'b', 'c', 'd\n"ü']);
  await put([{ timestamp: NOW + 9, message: 'e' }]);
  expect(await messages()).toEqual(['a', 'b', 'c', 'd\n"ü', 'e']);
});

test('includes the start and leaves out the end of GetLogEvents', async () => {
  await put(events(4));
  expect(await messages({ startTime: NOW + 1, endTime: NOW + 3 })).toEqual(['line 1', 'line 2']);
});

test('reads forwards to the end, where the same token comes back', async () => {
  await put(events(5));
  const seen: (string | undefined)[] = [];
  const asked = { ...inGroup, startFromHead: true, limit: 2 };
  for await (const page of paginateGetLogEvents({ client, stopOnSameToken: true }, asked)) {
    seen.push(...(page.events ?? []).map(({ message }) => message));
  }
  expect(seen).toEqual(['line 0', 'line 1', 'line 2', 'line 3', 'line 4']);
});

test('reads the tail without a start, and backwards from there', async () => {
  await put(events(5));
  const tail = await client.send(new GetLogEventsCommand({ ...inGroup, limit: 2 }));
  expect(tail.events?.map(({ message }) => message)).toEqual(['line 3', 'line 4']);
  const nextToken = tail.nextBackwardToken;
  const before = await client.send(new GetLogEventsCommand({ ...inGroup, limit: 2, nextToken }));
  expect(before.events?.map(({ message }) => message)).toEqual(['line 1', 'line 2']);
  const after = await client.send(
    new GetLogEventsCommand({ ...inGroup, nextToken: before.nextForwardToken }),
  );
  expect(after.events?.map(({ message }) => message)).toEqual(['line 3', 'line 4']);
});

test.each([
  [9_999, 'taken'],
  [10_000, 'taken'],
  [10_001, 'InvalidParameterException'],
])('%i events in one call are %s', async (count, outcome) => {
  expect(
    await put(events(count).map((event) => ({ ...event, timestamp: NOW }))).then(
      () => 'taken',
      (error) => error.name,
    ),
  ).toBe(outcome);
});

test.each([
  [-1, 'taken'],
  [0, 'taken'],
  [1, 'Upload too large: 1048577 bytes exceeds limit of 1048576'],
])('1 MiB and %i bytes, 26 an event included, are %s', async (over, outcome) => {
  const message = 'ü'.repeat(300_000);
  const rest = 'x'.repeat(1_048_576 - 600_000 - 2 * 26 + over);
  const outcomeOf = put([
    { timestamp: NOW, message },
    { timestamp: NOW, message: rest },
  ]).then(
    () => 'taken',
    (error) => error.message,
  );
  expect(await outcomeOf).toBe(outcome);
});

test.each([
  [24 * HOUR, 'taken'],
  [24 * HOUR + 1, 'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.'],
  [-1, 'Log events in a single PutLogEvents request must be in chronological order.'],
])('two events that are %i ms apart are %s', async (apart, outcome) => {
  const first = NOW - 24 * HOUR;
  const pair = [
    { timestamp: first, message: 'a' },
    { timestamp: first + apart, message: 'b' },
  ];
  expect(
    await put(pair).then(
      () => 'taken',
      (error) => error.message,
    ),
  ).toBe(outcome);
});

test('leaves single events out that are too old, expired or too new', async () => {
  const old = await put(events(2, NOW - 15 * 24 * HOUR));
  expect(old.rejectedLogEventsInfo).toEqual({ tooOldLogEventEndIndex: 2 });
  const early = await put([...events(1, NOW), ...events(2, NOW + 3 * HOUR)]);
  expect(early.rejectedLogEventsInfo).toEqual({ tooNewLogEventStartIndex: 1 });
  await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 1 }));
  const expired = await put([...events(1, NOW - 25 * HOUR), ...events(1, NOW - 2 * HOUR)]);
  expect(expired.rejectedLogEventsInfo).toEqual({ expiredLogEventEndIndex: 1 });
  expect(await messages()).toEqual(['line 0', 'line 0']);
});

test.each([
  [{ ...inGroup, logGroupName: 'none' }, 'The specified log group does not exist.'],
  [{ ...inGroup, logStreamName: 'none' }, 'The specified log stream does not exist.'],
])('refuses events for %o', async (place, message) => {
  const refused = client.send(new PutLogEventsCommand({ ...place, logEvents: events(1) }));
  await expect(refused).rejects.toMatchObject({ name: 'ResourceNotFoundException', message });
});

test('refuses to make what is there', async () => {
  await expect(client.send(new CreateLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
    message: 'The specified log group already exists',
  });
  await expect(client.send(new CreateLogStreamCommand(inGroup))).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
    message: 'The specified log stream already exists',
  });
});

test.each(['with space', '', 'x'.repeat(513)])('refuses the group name %j', async (name) => {
  const refused = client.send(new CreateLogGroupCommand({ logGroupName: name }));
  await expect(refused).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('takes a group name of 512 characters, and stream names that are no file names', async () => {
  await client.send(new CreateLogGroupCommand({ logGroupName: 'x'.repeat(512) }));
  const name = logStreamName.replaceAll(':', '');
  await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: name }));
  await put(events(1), { logStreamName: name });
  expect(await messages({ logStreamName: name })).toEqual(['line 0']);
  const colon = client.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  await expect(colon).rejects.toMatchObject({ name: 'InvalidParameterException' });
});

test('describes groups page by page, by prefix and by pattern', async () => {
  for (let index = 0; index < 51; index += 1) {
    await client.send(new CreateLogGroupCommand({ logGroupName: `g/${String(index).padStart(2, '0')}` }));
  }
  const pages: (string | undefined)[][] = [];
  for await (const page of paginateDescribeLogGroups({ client }, { logGroupNamePrefix: 'g/' })) {
    pages.push((page.logGroups ?? []).map((group) => group.logGroupName));
  }
  expect(pages.map((page) => page.length)).toEqual([50, 1]);
  expect(new Set(pages.flat()).size).toBe(51);
  const { logGroups } = await client.send(new DescribeLogGroupsCommand({ logGroupNamePattern: 'FireHose' }));
  const arn = `arn:aws:logs:eu-west-1:123456789012:log-group:${logGroupName}`;
  expect(logGroups).toMatchObject([{ logGroupName, arn: `${arn}:*`, logGroupArn: arn }]);
  expect(Math.abs((logGroups?.[0]?.creationTime ?? 0) - NOW)).toBeLessThan(60_000);
});

test('describes streams by name or by the time of their last event', async () => {
  await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'run-0' }));
  await put(events(2));
  const list = async (asked: object) => {
    const { logStreams = [] } = await client.send(new DescribeLogStreamsCommand({ logGroupName, ...asked }));
    return logStreams.map((stream) => stream.logStreamName);
  };
  expect(await list({})).toEqual(['run-0', 'run-1']);
  expect(await list({ logStreamNamePrefix: 'run-1' })).toEqual(['run-1']);
  expect(await list({ orderBy: 'LastEventTime', descending: true, limit: 1 })).toEqual(['run-1']);
  await expect(list({ orderBy: 'LastEventTime', logStreamNamePrefix: 'r' })).rejects.toThrow(
    'Cannot order by LastEventTime',
  );
  const { logStreams } = await client.send(
    new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: 'run-1' }),
  );
  expect(logStreams?.[0]).toMatchObject({ firstEventTimestamp: NOW, lastEventTimestamp: NOW + 1 });
});

test('sets and removes the days that events are kept for', async () => {
  const retention = async () =>
    (await client.send(new DescribeLogGroupsCommand({}))).logGroups?.[0]?.retentionInDays;
  await client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 14 }));
  expect(await retention()).toBe(14);
  const wrong = client.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 2 }));
  await expect(wrong).rejects.toMatchObject({ name: 'InvalidParameterException' });
  await client.send(new DeleteRetentionPolicyCommand({ logGroupName }));
  expect(await retention()).toBeUndefined();
});

test('tags a group by its ARN', async () => {
  const resourceArn = `arn:aws:logs:eu-west-1:123456789012:log-group:${logGroupName}`;
  const list = async () => (await client.send(new ListTagsForResourceCommand({ resourceArn }))).tags;
  await client.send(new TagResourceCommand({ resourceArn, tags: { a: '1', b: '2' } }));
  await client.send(new UntagResourceCommand({ resourceArn: `${resourceArn}:*`, tagKeys: ['a'] }));
  expect(await list()).toEqual({ b: '2' });
  client = await open();
  expect(await list()).toEqual({ b: '2' });
  const missing = new ListTagsForResourceCommand({ resourceArn: `${resourceArn}-2` });
  await expect(client.send(missing)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('deletes a stream with its events, and a group with its streams', async () => {
  await put(events(1));
  await client.send(new DeleteLogStreamCommand(inGroup));
  await client.send(new CreateLogStreamCommand(inGroup));
  expect(await messages()).toEqual([]);
  await client.send(new DeleteLogGroupCommand({ logGroupName }));
  await expect(messages()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

async function filter(asked: Partial<FilterLogEventsCommandInput>): Promise<readonly string[]> {
  const found: string[] = [];
  const input = { logGroupName, limit: 2, ...asked };
  for await (const page of paginateFilterLogEvents({ client }, input)) {
    found.push(...(page.events ?? []).map((event) => `${event.logStreamName}:${event.message}`));
  }
  return found;
}

test('filters the events of all streams in the order of time, page by page', async () => {
  await client.send(new CreateLogStreamCommand({ logGroupName, logStreamName: 'run-2' }));
  await put([
    { timestamp: NOW, message: 'ERROR disk full' },
    { timestamp: NOW + 2, message: 'ok' },
  ]);
  await put([{ timestamp: NOW + 1, message: 'ERROR 503 "slow down"' }], { logStreamName: 'run-2' });
  expect(await filter({})).toEqual(['run-1:ERROR disk full', 'run-2:ERROR 503 "slow down"', 'run-1:ok']);
  expect(await filter({ startTime: NOW + 1, endTime: NOW + 1 })).toEqual(['run-2:ERROR 503 "slow down"']);
  expect(await filter({ logStreamNames: ['run-1'], filterPattern: 'ERROR' })).toEqual([
    'run-1:ERROR disk full',
  ]);
  expect(await filter({ logStreamNamePrefix: 'run-2' })).toHaveLength(1);
  expect(await filter({ filterPattern: 'ERROR -disk' })).toEqual(['run-2:ERROR 503 "slow down"']);
  expect(await filter({ filterPattern: '?disk ?ok' })).toEqual(['run-1:ERROR disk full', 'run-1:ok']);
  expect(await filter({ filterPattern: '"\\"slow down\\""' })).toEqual(['run-2:ERROR 503 "slow down"']);
  await expect(filter({ filterPattern: '{ $.a = 1 }' })).rejects.toMatchObject({
    name: 'InvalidParameterException',
  });
  const { events: found } = await client.send(new FilterLogEventsCommand({ logGroupName }));
  expect(new Set(found?.map(({ eventId }) => eventId)).size).toBe(3);
});
