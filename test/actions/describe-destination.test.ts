import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeDestination } from '../../src/actions/describe-destination.ts';
import { raw } from './replies.ts';
import { clientOf, type ScriptedServer, startScriptedServer } from './scripted-server.ts';

let server: ScriptedServer;
let client: ReturnType<typeof clientOf>;
beforeAll(async () => {
  server = await startScriptedServer();
  client = clientOf(server);
});
afterAll(() => server.close());

function describedAs(...Destinations: readonly object[]) {
  server.play([], raw(200, JSON.stringify({ DeliveryStreamDescription: { Destinations } }), 'not stored'));
  return describeDestination(client, 'alerts');
}

const extended = (more: object) => ({
  ExtendedS3DestinationDescription: { BucketARN: 'arn:aws-cn:s3:::my.bucket', ...more },
});

describe('describeDestination', () => {
  it('tells what is there, and what the service does where nothing is said', async () => {
    const BufferingHints = { IntervalInSeconds: 60, SizeInMBs: 5 };
    const more = { Prefix: 'logs/', ErrorOutputPrefix: 'error/', CompressionFormat: 'GZIP', BufferingHints };
    expect(await describedAs(extended({ ...more, CustomTimeZone: 'Asia/Tokyo' }))).toEqual({
      streamName: 'alerts',
      bucket: 'my.bucket',
      prefix: 'logs/',
      errorPrefix: 'error/',
      compression: 'GZIP',
      bufferIntervalS: 60,
      timeZone: 'Asia/Tokyo',
      alterations: [],
    });
    expect(await describedAs(extended({ ErrorOutputPrefix: '' }))).toMatchObject({
      prefix: '',
      errorPrefix: undefined,
      compression: 'UNCOMPRESSED',
      bufferIntervalS: 300,
      timeZone: 'UTC',
    });
  });

  it.each([
    ['transform', { ProcessingConfiguration: { Enabled: true } }],
    ['format conversion', { DataFormatConversionConfiguration: { Enabled: true } }],
    ['format conversion', { DataFormatConversionConfiguration: { SchemaConfiguration: {} } }],
    ['dynamic partitioning', { DynamicPartitioningConfiguration: { Enabled: true } }],
  ])('tells of a %s', async (alteration, more) => {
    expect((await describedAs(extended(more)))?.alterations).toEqual([alteration]);
  });

  it('takes what is turned off for nothing', async () => {
    const off = { Enabled: false };
    const more = { ProcessingConfiguration: off, DataFormatConversionConfiguration: off };
    expect((await describedAs(extended(more)))?.alterations).toEqual([]);
  });

  it('reads the plain description where there is no other', async () => {
    const plain = { S3DestinationDescription: { BucketARN: 'arn:aws:s3:::plain' } };
    expect((await describedAs(plain))?.bucket).toBe('plain');
  });

  it('knows no destination in S3 where records go elsewhere', async () => {
    const backup = { S3DestinationDescription: { BucketARN: 'arn:aws:s3:::backup' } };
    expect(await describedAs({ SplunkDestinationDescription: backup })).toBeUndefined();
    expect(await describedAs()).toBeUndefined();
  });
});
