import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { afterEach, describe, expect, it } from 'vitest';
import { batchOf, createStream, type Embedded, record, STREAM, startEmbedded } from '../embedded.ts';

let embedded: Embedded;
let cloudWatch: CloudWatchClient;
afterEach(async () => {
  cloudWatch.destroy();
  await embedded.dispose();
});

async function start(options: object): Promise<void> {
  embedded = await startEmbedded(options);
  const { endpoint, region, credentials } = embedded.aws;
  cloudWatch = new CloudWatchClient({ endpoint, region, credentials, maxAttempts: 1 });
  await createStream(embedded.firehose);
}

/** Sums of the last and this minute. */
async function sums(...names: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const minute = 60_000;
  const { MetricDataResults = [] } = await cloudWatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(Date.now() - 2 * minute),
      EndTime: new Date(Date.now() + minute),
      MetricDataQueries: names.map((MetricName, index) => ({
        Id: `m${index}`,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/Firehose',
            MetricName,
            Dimensions: [{ Name: 'DeliveryStreamName', Value: STREAM }],
          },
          Period: 60,
          Stat: 'Sum',
        },
      })),
    }),
  );
  const total = (values: readonly number[] = []) => values.reduce((sum, value) => sum + value, 0);
  return Object.fromEntries(MetricDataResults.map(({ Values }, index) => [names[index], total(Values)]));
}

describe('the metrics of Firehose', () => {
  it('count what was stored, not what was sent', async () => {
    await start({ faults: 'failed-entries=1:entries=1,unavailable=2' });
    const batch = () => embedded.firehose.send(new PutRecordBatchCommand(batchOf(['one', 'two', 'three'])));
    await batch();
    await expect(batch()).rejects.toMatchObject({ name: 'ServiceUnavailableException' });
    await batch();
    await embedded.firehose.send(
      new PutRecordCommand({ DeliveryStreamName: STREAM, Record: record('four') }),
    );
    expect(await sums('IncomingRecords', 'IncomingBytes', 'IncomingPutRequests', 'ThrottledRecords')).toEqual(
      {
        IncomingRecords: 6,
        IncomingBytes: 23,
        IncomingPutRequests: 3,
        ThrottledRecords: 4,
      },
    );
    expect(await sums('PutRecord.Requests', 'PutRecordBatch.Requests', 'PutRecordBatch.Records')).toEqual({
      'PutRecord.Requests': 1,
      'PutRecordBatch.Requests': 3,
      'PutRecordBatch.Records': 5,
    });
  });

  it('tell of deliveries', async () => {
    await start({ faults: 'disk-full=1', deliveryRetryMs: 5 });
    await embedded.firehose.send(new PutRecordBatchCommand(batchOf(['one', 'two'])));
    await embedded.aws.flush();
    const delivered = () => sums('DeliveryToS3.Records', 'DeliveryToS3.Bytes', 'DeliveryToS3.Success');
    await expect.poll(delivered).toEqual({
      'DeliveryToS3.Records': 2,
      'DeliveryToS3.Bytes': 6,
      'DeliveryToS3.Success': 1,
    });
  });

  it('publish the limits of a new stream, those that it has', async () => {
    await start({ quota: 'bytes=5000' });
    const limits = await sums('BytesPerSecondLimit', 'RecordsPerSecondLimit', 'PutRequestsPerSecondLimit');
    expect(limits).toEqual({
      BytesPerSecondLimit: 5_000,
      RecordsPerSecondLimit: 0,
      PutRequestsPerSecondLimit: 0,
    });
  });

  it('publish no limits without a quota', async () => {
    await start({});
    await embedded.firehose.send(new PutRecordBatchCommand(batchOf(['one'])));
    expect(await sums('BytesPerSecondLimit')).toEqual({ BytesPerSecondLimit: 0 });
  });

  it('publish the limits of a stream in use', async () => {
    await start({ quota: 'region:eu-central-1' });
    await embedded.firehose.send(new PutRecordBatchCommand(batchOf(['one'])));
    await embedded.firehose.send(new PutRecordBatchCommand(batchOf(['one'])));
    const limits = await sums('BytesPerSecondLimit', 'RecordsPerSecondLimit', 'PutRequestsPerSecondLimit');
    expect(limits).toMatchObject({ RecordsPerSecondLimit: 100_000, PutRequestsPerSecondLimit: 1_000 });
    expect(limits.BytesPerSecondLimit).toBe(1_048_576);
  });
});
