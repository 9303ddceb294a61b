import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  PutMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { FirehoseClient, PutRecordCommand } from '@aws-sdk/client-firehose';
import { CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  GetBucketTaggingCommand,
  GetObjectCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { createStream, record, STREAM, startEmbedded } from './embedded.ts';
import { newFolder } from './serve.ts';

const NOW = new Date(Math.floor(Date.now() / 60_000) * 60_000);
const place = { logGroupName: 'g', logStreamName: 's' };
const Bucket = 'kept-bucket';
const TagSet = [{ Key: 'a', Value: 'b' }];

interface Clients {
  readonly s3: S3Client;
  readonly iam: IAMClient;
  readonly logs: CloudWatchLogsClient;
  readonly cloudwatch: CloudWatchClient;
  readonly firehose: FirehoseClient;
}

function clientsOf(endpoint: string): Clients {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const settings = { endpoint, region: 'us-east-1', credentials, maxAttempts: 1 };
  return {
    s3: new S3Client(settings),
    iam: new IAMClient(settings),
    logs: new CloudWatchLogsClient(settings),
    cloudwatch: new CloudWatchClient(settings),
    firehose: new FirehoseClient(settings),
  };
}

async function setUp({ s3, iam, logs, cloudwatch, firehose }: Clients): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  await s3.send(new PutObjectCommand({ Bucket, Key: '../k', Body: 'kept' }));
  await iam.send(new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: '{"Statement":[]}' }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: 'g' }));
  await logs.send(new CreateLogStreamCommand(place));
  await logs.send(
    new PutLogEventsCommand({ ...place, logEvents: [{ timestamp: Date.now(), message: 'kept' }] }),
  );
  await createStream(firehose);
  const MetricData = [{ MetricName: 'M', Value: 7, Timestamp: NOW }];
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'Mine', MetricData }));
  await firehose.send(new PutRecordCommand({ DeliveryStreamName: STREAM, Record: record('kept') }));
}

async function sumOf({ cloudwatch }: Clients, Namespace: string, MetricName: string): Promise<unknown> {
  const EndTime = new Date(NOW.getTime() + 600_000);
  const Dimensions = Namespace === 'Mine' ? [] : [{ Name: 'DeliveryStreamName', Value: STREAM }];
  const asked = { Namespace, MetricName, Dimensions, StartTime: NOW, EndTime, Period: 600 };
  const { Datapoints } = await cloudwatch.send(
    new GetMetricStatisticsCommand({ ...asked, Statistics: ['Sum'] }),
  );
  return Datapoints?.[0]?.Sum;
}

test('what was set up and acknowledged is there after a SIGKILL', async () => {
  const dir = newFolder();
  const script = join(import.meta.dirname, 'serve-until-told.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const endpoint = (): string => /AWS_ENDPOINT_URL=(\S+)/.exec(lines.join('\n'))?.[1] ?? '';
  await expect.poll(endpoint, { timeout: 20_000 }).not.toBe('');
  await setUp(clientsOf(endpoint()));
  child.kill('SIGKILL');
  await once(child, 'exit');

  const { aws, dispose } = await startEmbedded({ dir });
  onTestFinished(dispose);
  const clients = clientsOf(aws.endpoint);
  const object = await clients.s3.send(new GetObjectCommand({ Bucket, Key: '../k' }));
  expect(await object.Body?.transformToString()).toBe('kept');
  expect((await clients.s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
  expect((await clients.iam.send(new GetRoleCommand({ RoleName: 'r' }))).Role?.RoleName).toBe('r');
  const { events } = await clients.logs.send(new GetLogEventsCommand({ ...place, startFromHead: true }));
  expect(events).toMatchObject([{ message: 'kept' }]);
  expect(await sumOf(clients, 'Mine', 'M')).toBe(7);
  expect(await sumOf(clients, 'AWS/Firehose', 'IncomingRecords')).toBe(1);
});
