import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { PutRecordCommand } from '@aws-sdk/client-firehose';
import { describe, expect, it } from 'vitest';
import type { RecordOutcome } from '../../src/actions/outcomes.ts';
import { clientOf, makeStream, STREAM, startAws } from '../support/embedded.ts';
import { storedLines } from '../support/stored.ts';
import { PAGES } from './excerpts.ts';
import { compile, type Language, paste, runBeside } from './pasted.ts';

const FAULTS = 'failed-entries=10%,unavailable=20%,seed=1';
const CLIENT = `
import { FirehoseClient } from '@aws-sdk/client-firehose';
const client = new FirehoseClient({ maxAttempts: 1 });
const line = (number: number) => new TextEncoder().encode(\`{"number":\${number}}\\n\`);
`;
const expectedLines = (count: number) =>
  Array.from({ length: count }, (_, number) => `{"number":${number}}`).sort();

const isDelivered = ({ status }: RecordOutcome) => status === 'delivered';
const languages: readonly Language[] = ['ts', 'js'];

it('the excerpts of each page compile as they are pasted, with the packages that it names', async () => {
  const folders = Object.keys(PAGES).map((page) => paste(page, 'ts'));
  // The compiler can tell: without one of its excerpts a page isn't complete.
  const torn = paste('firehose_PutRecordBatch', 'ts');
  rmSync(join(torn, 'backoff.ts'));
  const complaints = await compile([...folders, torn]);
  expect(complaints.length).toBeGreaterThan(0);
  for (const complaint of complaints) {
    expect(complaint).toContain("Cannot find module './backoff.ts'");
    expect(complaint).toContain(basename(torn));
  }
});

describe.each(languages)('pasted as %s', (language) => {
  it('firehose_Hello lists more streams than one page holds', async () => {
    const aws = await startAws();
    const names = Array.from({ length: 12 }, (_, number) => `stream-${10 + number}`);
    for (const name of names) await makeStream(aws, name);
    const code = `${CLIENT}
      import { listStreams } from './list-streams.ts';
      const names = [];
      for await (const name of listStreams(client)) names.push(name);
      console.log(JSON.stringify(names));`;
    const folder = paste('firehose_Hello', language);
    expect(await runBeside(folder, language, aws.endpoint, code)).toEqual([STREAM, ...names]);
  });

  it('firehose_DescribeDeliveryStream waits until a stream is active', async () => {
    const aws = await startAws({ creatingMs: 700 });
    // Made by the reader, otherwise it would be active before the reader's process is up.
    const code = `${CLIENT}
      import { CreateDeliveryStreamCommand } from '@aws-sdk/client-firehose';
      import { describeDestination } from './describe-destination.ts';
      import { describeStream, waitUntilActive } from './describe-stream.ts';
      const destination = { RoleARN: 'arn:aws:iam::123456789012:role/firehose', BucketARN: 'arn:aws:s3:::alerts' };
      const stream = { DeliveryStreamName: 'new', ExtendedS3DestinationConfiguration: destination };
      await client.send(new CreateDeliveryStreamCommand(stream));
      const before = await describeStream(client, 'new');
      const after = await waitUntilActive(client, 'new', { intervalMs: 100 });
      const { bucket } = (await describeDestination(client, 'new')) ?? {};
      console.log(JSON.stringify([before.status, after.status, after.type, bucket]));`;
    const folder = paste('firehose_DescribeDeliveryStream', language);
    const told = await runBeside(folder, language, aws.endpoint, code);
    expect(told).toEqual(['CREATING', 'ACTIVE', 'DirectPut', 'alerts']);
  });

  it('firehose_GetMetricData reads what came in, and what a stream takes', async () => {
    const aws = await startAws({ quota: 'bytes=1000000,records=1000,requests=100' });
    const client = clientOf(aws);
    const Record = { Data: Buffer.from('{"number":0}\n') };
    await client.send(new PutRecordCommand({ DeliveryStreamName: STREAM, Record }));
    client.destroy();
    const code = `
      import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
      import { readIngestionMetrics } from './read-ingestion-metrics.ts';
      import { readStreamLimits } from './read-stream-limits.ts';
      const client = new CloudWatchClient({});
      const endTime = new Date();
      const startTime = new Date(endTime.getTime() - 60_000);
      const metrics = await readIngestionMetrics(client, { streamName: '${STREAM}', startTime, endTime });
      const limits = await readStreamLimits(client, { streamName: '${STREAM}', endTime });
      console.log(JSON.stringify({ metrics, limits }));`;
    const folder = paste('firehose_GetMetricData', language);
    expect(await runBeside(folder, language, aws.endpoint, code)).toMatchObject({
      metrics: { incomingRecords: 1, incomingBytes: 13 },
      limits: { bytesPerSecond: 1_000_000, recordsPerSecond: 1_000, putRequestsPerSecond: 100 },
    });
  });

  it('firehose_PutRecord delivers each record once through a storm of 503s', async () => {
    const aws = await startAws({ faults: FAULTS });
    const code = `${CLIENT}
      import { putRecord } from './put-record.ts';
      const outcomes = [];
      for (let number = 0; number < 30; number += 1) {
        outcomes.push(await putRecord(client, { streamName: '${STREAM}', record: line(number) }, { baseDelayMs: 1 }));
      }
      console.log(JSON.stringify(outcomes));`;
    const folder = paste('firehose_PutRecord', language);
    const outcomes = (await runBeside(folder, language, aws.endpoint, code)) as RecordOutcome[];
    expect(outcomes.filter(isDelivered)).toHaveLength(30);
    await aws.flush();
    expect(storedLines(aws.dir)).toEqual(expectedLines(30));
  });

  it('firehose_PutRecordBatch sends only failed entries again', async () => {
    const aws = await startAws({ faults: FAULTS });
    const code = `${CLIENT}
      import { putRecordBatch } from './put-record-batch.ts';
      const records = Array.from({ length: 500 }, (_, number) => line(number));
      const outcomes = await putRecordBatch(client, { streamName: '${STREAM}', records }, { baseDelayMs: 1 });
      console.log(JSON.stringify(outcomes));`;
    const folder = paste('firehose_PutRecordBatch', language);
    const outcomes = (await runBeside(folder, language, aws.endpoint, code)) as RecordOutcome[];
    expect(outcomes.filter(isDelivered)).toHaveLength(500);
    await aws.flush();
    expect(storedLines(aws.dir)).toEqual(expectedLines(500));
  });

  it('firehose_Scenario_PutRecords delivers 100 and 1,450 records, and reads the metrics', async () => {
    // Fewer of them: here each refused call waits as long as it does for a reader.
    const aws = await startAws({ faults: 'failed-entries=10%,unavailable=3%,seed=1' });
    const code = `${CLIENT}
      import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
      import { putRecordsScenario } from './put-records-scenario.ts';
      const clients = { firehose: client, cloudWatch: new CloudWatchClient({}) };
      const values = Array.from({ length: 1550 }, (_, number) => ({ number }));
      const { outcomes, metrics } = await putRecordsScenario(clients, '${STREAM}', values);
      console.log(JSON.stringify({ delivered: outcomes.filter(({ status }) => status === 'delivered').length, metrics }));`;
    const folder = paste('firehose_Scenario_PutRecords', language);
    expect(await runBeside(folder, language, aws.endpoint, code)).toMatchObject({
      delivered: 1_550,
      metrics: { incomingRecords: 1_550 },
    });
    await aws.flush();
    expect(storedLines(aws.dir)).toEqual(expectedLines(1_550));
  });
});
