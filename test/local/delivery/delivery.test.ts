import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { DeleteDeliveryStreamCommand, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import {
  BUCKET,
  batchOf,
  createStream,
  deliveredText,
  type Embedded,
  objectsOnDisk,
  STREAM,
  startEmbedded,
  stateOf,
  storedTexts,
} from '../embedded.ts';

let embedded: Embedded;
afterEach(() => embedded.dispose());

const MEBIBYTE = 1_024 * 1_024;
const put = (texts: readonly string[]) => embedded.firehose.send(new PutRecordBatchCommand(batchOf(texts)));
const sizes = () => objectsOnDisk(embedded.aws).map(([, content]) => content.length);

describe('a buffer', () => {
  it.each([
    ['stays open below', -1, 1],
    ['is closed at', 0, 2],
    ['is closed above', 1, 2],
  ])('%s its size', async (_, more, objects) => {
    embedded = await startEmbedded();
    await createStream(embedded.firehose, { BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 900 } });
    await put(['x'.repeat(MEBIBYTE / 2)]);
    await put(['x'.repeat(MEBIBYTE / 2 + more)]);
    await put(['the next one']);
    await embedded.aws.flush();
    expect(sizes()).toHaveLength(objects);
    expect(sizes().reduce((sum, size) => sum + size)).toBe(MEBIBYTE + more + 'the next one'.length);
  });

  it('is closed by its age', async () => {
    embedded = await startEmbedded();
    await createStream(embedded.firehose, { BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 0 } });
    await put(['a\n']);
    await put(['b\n']);
    expect(sizes()).toEqual([]);
    await expect.poll(sizes, { timeout: 5_000 }).toEqual([4]);
    await put(['c\n']);
    await expect.poll(sizes, { timeout: 5_000 }).toHaveLength(2);
  });

  it('is delivered on order over HTTP, and counted', async () => {
    embedded = await startEmbedded();
    await createStream(embedded.firehose);
    await put(['a\n', 'b\n']);
    const response = await fetch(`${embedded.aws.endpoint}/_local/flush`, { method: 'POST' });
    expect(response.status).toBe(200);
    expect(deliveredText(embedded.aws)).toBe('a\nb\n');
    expect((await stateOf(embedded.aws)).streams?.[STREAM]).toMatchObject({
      calls: 1,
      records: 2,
      bytes: 4,
      objects: 1,
    });
  });

  it('is delivered when its stream is deleted, and its records stay to be seen', async () => {
    embedded = await startEmbedded();
    await createStream(embedded.firehose);
    await put(['a\n']);
    await embedded.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: STREAM }));
    expect(deliveredText(embedded.aws)).toBe('a\n');
    await createStream(embedded.firehose);
    await put(['b\n']);
    expect(await storedTexts(embedded.aws)).toEqual(['a\n', 'b\n']);
  });

  it('is forgotten once it is delivered when nobody wants to see it', async () => {
    embedded = await startEmbedded({ stored: 'discard' });
    await createStream(embedded.firehose);
    await put(['a\n']);
    expect(await storedTexts(embedded.aws)).toEqual(['a\n']);
    await embedded.aws.flush();
    expect(await storedTexts(embedded.aws)).toEqual([]);
    expect((await stateOf(embedded.aws)).streams?.[STREAM]).toMatchObject({ records: 1, objects: 1 });
  });

  it('waits for a bucket that somebody removed', async () => {
    embedded = await startEmbedded({ deliveryRetryMs: 5 });
    await createStream(embedded.firehose);
    await put(['a\n']);
    rmdirSync(join(embedded.aws.objectsDir, BUCKET));
    await embedded.aws.flush();
    mkdirSync(join(embedded.aws.objectsDir, BUCKET));
    await expect.poll(sizes).toEqual([2]);
  });
});

describe('an object', () => {
  it('is gzipped when the stream says so', async () => {
    embedded = await startEmbedded();
    await createStream(embedded.firehose, { CompressionFormat: 'GZIP', Prefix: 'zipped/' });
    await put(['a\n', 'b\n']);
    await embedded.aws.flush();
    const [[key, content] = ['', Buffer.alloc(0)]] = objectsOnDisk(embedded.aws);
    expect(key).toMatch(/^zipped\/.*\.gz$/);
    expect(gunzipSync(content).toString()).toBe('a\nb\n');
  });

  it('never lies outside of its bucket, whatever the prefix', async () => {
    embedded = await startEmbedded();
    await createStream(embedded.firehose, { Prefix: '../../../../outside/' });
    await put(['a\n']);
    await embedded.aws.flush();
    expect(objectsOnDisk(embedded.aws).map(([path]) => path.replace(/20\d\d\/.*/, ''))).toEqual([
      '%2E%2E/%2E%2E/%2E%2E/%2E%2E/outside/',
    ]);
  });

  it('is read through S3 under its key', async () => {
    embedded = await startEmbedded();
    await createStream(embedded.firehose, { Prefix: '../raw//' });
    await put(['a\n']);
    await embedded.aws.flush();
    const { endpoint, region, credentials } = embedded.aws;
    const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: '../raw//20' }),
    );
    const object = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: Contents[0]?.Key }));
    expect(await object.Body?.transformToString()).toBe('a\n');
    s3.destroy();
  });
});
