import { PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { afterEach, describe, expect, it } from 'vitest';
import { LocalOptionError } from '../../src/local/local-option-error.ts';
import { createBuckets, parseQuota, quotaOfRegion } from '../../src/local/quota.ts';
import {
  batchOf,
  createStream,
  type Embedded,
  record,
  STREAM,
  startEmbedded,
  storedTexts,
} from './embedded.ts';

const INFINITE = Number.POSITIVE_INFINITY;

describe('token buckets', () => {
  it('hold a second of records, and fill again with time', () => {
    const buckets = createBuckets({ records: 10, requests: INFINITE, bytes: INFINITE });
    const take = (now: number, times: number) =>
      Array.from({ length: times }, () => buckets.takeRecord(now, 1)).filter(Boolean);
    expect(take(1_000, 12)).toHaveLength(10);
    expect(take(1_099, 1)).toHaveLength(0);
    expect(take(1_100, 2)).toHaveLength(1);
    expect(take(9_000, 12)).toHaveLength(10);
  });

  it('take nothing of the records when the bytes are used up', () => {
    const buckets = createBuckets({ records: 2, requests: INFINITE, bytes: 100 });
    expect(buckets.takeRecord(0, 100)).toBe(true);
    expect(buckets.takeRecord(0, 1)).toBe(false);
    expect(buckets.takeRecord(10, 1)).toBe(true);
  });

  it('let a record pass that is larger than a second, when they are full', () => {
    const buckets = createBuckets({ records: INFINITE, requests: INFINITE, bytes: 100 });
    expect(buckets.takeRecord(0, 1_000)).toBe(true);
    expect(buckets.takeRecord(999, 1_000)).toBe(false);
    expect(buckets.takeRecord(1_000, 1_000)).toBe(true);
  });
});

describe('parseQuota', () => {
  it('knows the figures of Regions, and takes others', () => {
    expect(parseQuota('none', 'us-east-1')).toBeUndefined();
    expect(parseQuota('region', 'us-east-1')).toEqual({
      records: 500_000,
      requests: 2_000,
      bytes: 5_242_880,
    });
    expect(parseQuota('region:eu-central-1', 'us-east-1')).toEqual(quotaOfRegion('eu-central-1'));
    expect(parseQuota('records=5,bytes=7', 'us-east-1')).toEqual({
      records: 5,
      requests: INFINITE,
      bytes: 7,
    });
  });

  it.each(['', 'lots', 'records=0', 'records=', 'items=5'])('refuses %j in one sentence', (text) => {
    expect(() => parseQuota(text, 'us-east-1')).toThrow(LocalOptionError);
    expect(() => parseQuota(text, 'us-east-1')).toThrow(
      'write none, region, region:eu-central-1 or records=1000',
    );
  });
});

describe('a quota', () => {
  let embedded: Embedded;
  afterEach(() => embedded.dispose());
  const batch = (texts: readonly string[]) =>
    embedded.firehose.send(new PutRecordBatchCommand(batchOf(texts)));

  it('makes the entries above it fail one by one', async () => {
    embedded = await startEmbedded({ quota: 'records=3' });
    await createStream(embedded.firehose);
    const { FailedPutCount, RequestResponses } = await batch(['a', 'b', 'c', 'd', 'e']);
    expect(FailedPutCount).toBeGreaterThanOrEqual(1);
    expect(RequestResponses?.at(-1)).toMatchObject({
      ErrorCode: 'ServiceUnavailableException',
      ErrorMessage: 'Slow down.',
    });
    expect((await storedTexts(embedded.aws)).slice(0, 3)).toEqual(['a', 'b', 'c']);
    expect((await storedTexts(embedded.aws)).length).toBe(5 - (FailedPutCount ?? 0));
  });

  it('answers calls above it with 503', async () => {
    embedded = await startEmbedded({ quota: 'requests=1' });
    await createStream(embedded.firehose);
    await batch(['a']);
    const put = new PutRecordCommand({ DeliveryStreamName: STREAM, Record: record('b') });
    await expect(embedded.firehose.send(put)).rejects.toMatchObject({
      name: 'ServiceUnavailableException',
      $metadata: { httpStatusCode: 503 },
    });
    expect(await storedTexts(embedded.aws)).toEqual(['a']);
  });
});
