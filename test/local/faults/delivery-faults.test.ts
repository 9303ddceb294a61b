import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { afterEach, describe, expect, it } from 'vitest';
import {
  batchOf,
  createStream,
  deliveredText,
  type Embedded,
  objectsOnDisk,
  startEmbedded,
  stateOf,
  storedTexts,
} from '../embedded.ts';

let embedded: Embedded;
afterEach(() => embedded.dispose());

const TEXTS = ['a\n', 'b\n'];

async function putUnder(faults: string, destination: object = {}): Promise<void> {
  embedded = await startEmbedded({ faults, deliveryRetryMs: 5 });
  await createStream(embedded.firehose, destination);
  await embedded.firehose.send(new PutRecordBatchCommand(batchOf(TEXTS)));
}
const objects = () => objectsOnDisk(embedded.aws).map(([, content]) => content.toString('utf8'));

describe('faults of the delivery', () => {
  it('disk-full makes an attempt fail, and the next one delivers', async () => {
    await putUnder('disk-full=1');
    await embedded.aws.flush();
    expect(objects()).toEqual([]);
    await expect.poll(objects).toEqual(['a\nb\n']);
    expect((await stateOf(embedded.aws)).faults).toEqual({ 'disk-full': 1 });
  });

  it('disk-full for good leaves the records for the next start', async () => {
    await putUnder('disk-full');
    await embedded.aws.close();
    expect(objects()).toEqual([]);
    const { dir } = embedded.aws;
    embedded = await startEmbedded({ dir });
    await embedded.aws.flush();
    expect(objects()).toEqual(['a\nb\n']);
    expect(await storedTexts(embedded.aws)).toEqual(TEXTS);
  });

  it('delivered-twice gives two objects with the same records', async () => {
    await putUnder('delivered-twice=1');
    await embedded.aws.flush();
    expect(objects()).toEqual(['a\nb\n', 'a\nb\n']);
    expect(await storedTexts(embedded.aws)).toEqual(TEXTS);
  });

  it('delivered-late waits, but not longer than the server lives', async () => {
    await putUnder('delivered-late:ms=3600000');
    await embedded.aws.flush();
    expect(objects()).toEqual([]);
    await embedded.aws.close();
    expect(objects()).toEqual(['a\nb\n']);
  });

  it('delivered-late delivers by itself when its time has come', async () => {
    await putUnder('delivered-late:ms=10');
    await embedded.aws.flush();
    await expect.poll(objects).toEqual(['a\nb\n']);
  });

  it('delivered-to-errors gives a line of JSON a record under the error prefix', async () => {
    const ErrorOutputPrefix = 'failed/!{firehose:error-output-type}/';
    await putUnder('delivered-to-errors:code=Lambda.Broken', { ErrorOutputPrefix });
    await embedded.aws.flush();
    expect(objectsOnDisk(embedded.aws)[0]?.[0]).toMatch(/^failed\/processing-failed\/alerts-1-/);
    const lines = deliveredText(embedded.aws)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ rawData }) => Buffer.from(rawData, 'base64').toString())).toEqual(TEXTS);
    expect(lines[0]).toMatchObject({
      errorCode: 'Lambda.Broken',
      attemptsMade: 1,
      arrivalTimestamp: expect.any(Number),
    });
  });

  it('a failure is written to the log of the stream', async () => {
    const LogGroupName = '/aws/kinesisfirehose/alerts';
    const LogStreamName = 'DestinationDelivery';
    const options = { Enabled: true, LogGroupName, LogStreamName };
    await putUnder('disk-full=1', { CloudWatchLoggingOptions: options });
    const { endpoint, region, credentials } = embedded.aws;
    const logs = new CloudWatchLogsClient({ endpoint, region, credentials });
    const names = { logGroupName: LogGroupName, logStreamName: LogStreamName };
    await logs.send(new CreateLogGroupCommand({ logGroupName: LogGroupName }));
    await logs.send(new CreateLogStreamCommand(names));
    await embedded.aws.flush();
    const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName: LogGroupName }));
    logs.destroy();
    expect(events.map(({ message }) => JSON.parse(message ?? ''))).toEqual([
      {
        deliveryStreamARN: 'arn:aws:firehose:us-east-1:123456789012:deliverystream/alerts',
        destination: 'arn:aws:s3:::alerts-bucket',
        deliveryStreamVersionId: 1,
        message: 'No space left on device.',
        errorCode: 'S3.InternalError',
      },
    ]);
  });
});
