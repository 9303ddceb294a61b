import {
  CreateDeliveryStreamCommand,
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  ListDeliveryStreamsCommand,
  ListTagsForDeliveryStreamCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
  TagDeliveryStreamCommand,
  UntagDeliveryStreamCommand,
} from '@aws-sdk/client-firehose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStream, type Embedded, STREAM, startEmbedded, stateOf } from '../embedded.ts';

let embedded: Embedded;
beforeAll(async () => {
  embedded = await startEmbedded();
  await createStream(embedded.firehose);
});
afterAll(() => embedded.dispose());

const RECORD = 1_024_000;
const bytes = (length: number) => ({ Data: new Uint8Array(length) });
const batch = (Records: { Data: Uint8Array }[], DeliveryStreamName = STREAM) =>
  embedded.firehose.send(new PutRecordBatchCommand({ DeliveryStreamName, Records }));
const put = (length: number, DeliveryStreamName = STREAM) =>
  embedded.firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: bytes(length) }));
const totals = async () => (await stateOf(embedded.aws)).streams?.[STREAM];
const validation = (rest: string) => ({
  name: 'ValidationException',
  message: `1 validation error detected: ${rest}`,
});

describe('PutRecordBatch', () => {
  it.each([1, 499, 500])('takes %i records', async (count) => {
    expect((await batch(Array.from({ length: count }, () => bytes(1)))).RequestResponses).toHaveLength(count);
  });

  it.each([
    [
      0,
      "Value at 'records' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      501,
      "Value at 'records' failed to satisfy constraint: Member must have length less than or equal to 500",
    ],
  ])('refuses %i records', async (count, message) => {
    await expect(batch(Array.from({ length: count }, () => bytes(1)))).rejects.toMatchObject(
      validation(message),
    );
  });

  it('refuses the whole call for one record of 1,024,001 bytes, counted from 1', async () => {
    const before = await totals();
    const message =
      "Value at 'records.2.member.data' failed to satisfy constraint: Member must have length less than or equal to 1024000";
    await expect(batch([bytes(1), bytes(RECORD + 1), bytes(1)])).rejects.toMatchObject(validation(message));
    expect(await totals()).toEqual(before);
    expect((await batch([bytes(RECORD - 1), bytes(RECORD)])).FailedPutCount).toBe(0);
  });

  it('names every record that is too large, and the count before the sizes', async () => {
    const records = Array.from({ length: 501 }, (_, index) => bytes(index === 36 ? RECORD + 1 : 1));
    await expect(batch(records)).rejects.toMatchObject({
      message: expect.stringMatching(
        /^2 validation errors detected: Value at 'records' .* 500; Value at 'records.37.member.data' .* 1024000$/,
      ),
    });
  });

  it('takes 4 MiB, and refuses one byte more', async () => {
    const four = [RECORD, RECORD, RECORD, RECORD].map(bytes);
    expect((await batch([...four, bytes(4_194_304 - 4 * RECORD)])).FailedPutCount).toBe(0);
    await expect(batch([...four, bytes(4_194_305 - 4 * RECORD)])).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message: 'Records size exceeds 4 MB limit',
    });
  });

  it('answers a far too large body with a bare 413', async () => {
    await expect(batch(Array.from({ length: 9 }, () => bytes(RECORD)))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 413 },
    });
  });
});

describe('PutRecord', () => {
  it.each([0, RECORD - 1, RECORD])('takes %i bytes', async (length) => {
    expect((await put(length)).RecordId).toHaveLength(224);
  });

  it('refuses 1,024,001 bytes', async () => {
    const message =
      "Value at 'record.data' failed to satisfy constraint: Member must have length less than or equal to 1024000";
    await expect(put(RECORD + 1)).rejects.toMatchObject(validation(message));
  });
});

describe('names of streams', () => {
  const length = "Value at 'deliveryStreamName' failed to satisfy constraint: Member must have length";
  const pattern =
    "Value at 'deliveryStreamName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";
  it.each([
    ['x'.repeat(65), `${length} less than or equal to 64`],
    ['a b', pattern],
    ['a\n', pattern],
    ['arn:aws:firehose', pattern],
  ])('refuses %j', async (name, message) => {
    await expect(put(1, name)).rejects.toMatchObject(validation(message));
  });

  it('refuses the empty one', async () => {
    await expect(put(1, '')).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(`${length} greater than or equal to 1`),
    });
  });

  it.each(['unknown', 'x'.repeat(64)])('says that %s is not found', async (name) => {
    await expect(put(1, name)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Firehose ${name} under account 123456789012 not found.`,
    });
  });
});

describe('CreateDeliveryStream', () => {
  const create = (destination: object, more: object = {}) =>
    embedded.firehose.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: 'other',
        ExtendedS3DestinationConfiguration: {
          RoleARN: 'arn:aws:iam::123456789012:role/firehose',
          BucketARN: 'arn:aws:s3:::other-bucket',
          ...destination,
        },
        ...more,
      }),
    );

  it.each([
    [{ RoleARN: 'firehose' }, "Value at 'extendedS3DestinationConfiguration.roleARN'"],
    [{ BucketARN: 'alerts' }, "Value at 'extendedS3DestinationConfiguration.bucketARN'"],
    [
      { BucketARN: undefined },
      "Value null at 'extendedS3DestinationConfiguration.bucketARN' failed to satisfy constraint: Member must not be null",
    ],
    [{ BufferingHints: { SizeInMBs: 0 } }, 'Member must have value greater than or equal to 1'],
    [{ BufferingHints: { SizeInMBs: 129 } }, 'Member must have value less than or equal to 128'],
    [{ BufferingHints: { IntervalInSeconds: -1 } }, 'Member must have value greater than or equal to 0'],
    [{ BufferingHints: { IntervalInSeconds: 901 } }, 'Member must have value less than or equal to 900'],
    [{ CompressionFormat: 'LZ4' }, 'Member must satisfy enum value set: [UNCOMPRESSED, GZIP'],
  ])('refuses %j by its constraints', async (destination, message) => {
    await expect(create(destination)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    });
  });

  it.each([
    [{ Prefix: '!{timestamp:yyyy}/' }, 'ErrorOutputPrefix cannot be null or empty'],
    [{ Prefix: '!{firehose:error-output-type}/' }, 'Prefix cannot contain'],
    [{ ErrorOutputPrefix: '!{timestamp:yyyy}/' }, 'must contain !{firehose:error-output-type}'],
    [{ Prefix: '!{partitionKeyFromQuery:id}/' }, 'is not supported'],
    [{ BucketARN: 'arn:aws:s3:::NO' }, 'NO is not a valid name of an S3 bucket'],
  ])('refuses %j by its meaning', async (destination, message) => {
    await expect(create(destination)).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message: expect.stringContaining(message),
    });
  });

  it('refuses a name that is in use', async () => {
    await expect(createStream(embedded.firehose)).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: 'Firehose alerts under accountId 123456789012 already exists',
    });
  });

  it('refuses puts to a stream that reads from Kinesis', async () => {
    await create({}, { DeliveryStreamName: 'from-kinesis', DeliveryStreamType: 'KinesisStreamAsSource' });
    await expect(put(1, 'from-kinesis')).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message: 'This operation is not permitted on KinesisStreamAsSource delivery stream type.',
    });
  });
});

describe('streams', () => {
  it('are described with the usual values in the gaps', async () => {
    const { DeliveryStreamDescription } = await embedded.firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: STREAM }),
    );
    expect(DeliveryStreamDescription).toMatchObject({
      DeliveryStreamARN: 'arn:aws:firehose:us-east-1:123456789012:deliverystream/alerts',
      DeliveryStreamType: 'DirectPut',
      CreateTimestamp: expect.any(Date),
      Destinations: [
        { ExtendedS3DestinationDescription: { BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 300 } } },
      ],
    });
  });

  it('are listed by name in pages, and gone when deleted', async () => {
    const names = ['page-1', 'page-2', 'page-3'];
    for (const name of names) await createStream(embedded.firehose, {}, name);
    const list = (after: string, Limit: number) =>
      embedded.firehose.send(
        new ListDeliveryStreamsCommand({ ExclusiveStartDeliveryStreamName: after, Limit }),
      );
    expect(await list('page', 2)).toMatchObject({
      DeliveryStreamNames: ['page-1', 'page-2'],
      HasMoreDeliveryStreams: true,
    });
    expect(await list('page-2', 2)).toMatchObject({
      DeliveryStreamNames: ['page-3'],
      HasMoreDeliveryStreams: false,
    });
    for (const DeliveryStreamName of names)
      await embedded.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName }));
    expect((await list('page', 2)).DeliveryStreamNames).toEqual([]);
    await expect(put(1, 'page-1')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('have tags: one value a key, listed in pages', async () => {
    const { firehose } = embedded;
    const DeliveryStreamName = STREAM;
    const Tags = ['a', 'b', 'c'].map((Key) => ({ Key, Value: '1' }));
    await firehose.send(new TagDeliveryStreamCommand({ DeliveryStreamName, Tags }));
    await firehose.send(
      new TagDeliveryStreamCommand({ DeliveryStreamName, Tags: [{ Key: 'a', Value: '2' }] }),
    );
    await firehose.send(new UntagDeliveryStreamCommand({ DeliveryStreamName, TagKeys: ['b'] }));
    expect(
      await firehose.send(new ListTagsForDeliveryStreamCommand({ DeliveryStreamName, Limit: 1 })),
    ).toMatchObject({
      Tags: [{ Key: 'a', Value: '2' }],
      HasMoreTags: true,
    });
    const rest = await firehose.send(
      new ListTagsForDeliveryStreamCommand({ DeliveryStreamName, ExclusiveStartTagKey: 'a' }),
    );
    expect(rest).toMatchObject({ Tags: [{ Key: 'c', Value: '1' }], HasMoreTags: false });
  });
});
