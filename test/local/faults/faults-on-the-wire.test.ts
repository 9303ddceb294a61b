import {
  PutRecordBatchCommand,
  type PutRecordBatchCommandOutput,
  PutRecordCommand,
} from '@aws-sdk/client-firehose';
import { afterEach, describe, expect, it } from 'vitest';
import {
  batchOf,
  createStream,
  type Embedded,
  record,
  STREAM,
  startEmbedded,
  stateOf,
  storedRecords,
  storedTexts,
} from '../embedded.ts';

let embedded: Embedded;
afterEach(() => embedded.dispose());

const TEXTS = ['a\n', 'b\n', 'c\n', 'd\n'];

async function start(faults: string): Promise<void> {
  embedded = await startEmbedded({ faults });
  await createStream(embedded.firehose);
}
const batch = (texts: readonly string[] = TEXTS): Promise<PutRecordBatchCommandOutput> =>
  embedded.firehose.send(new PutRecordBatchCommand(batchOf(texts)));
const put = (text: string) =>
  embedded.firehose.send(new PutRecordCommand({ DeliveryStreamName: STREAM, Record: record(text) }));
const stored = () => storedTexts(embedded.aws);
const applied = async () => (await stateOf(embedded.aws)).faults;

describe('faults of entries', () => {
  it('failed-entries fail in a 200, the others are stored', async () => {
    await start('failed-entries=1:entries=2|4:code=InternalFailure:message=Not today');
    const { FailedPutCount, RequestResponses } = await batch();
    expect(FailedPutCount).toBe(2);
    expect(RequestResponses?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'InternalFailure',
      undefined,
      'InternalFailure',
    ]);
    expect(RequestResponses?.[1]?.ErrorMessage).toBe('Not today');
    expect(await storedRecords(embedded.aws)).toMatchObject([
      { text: 'a\n', position: 0, call: 1, operation: 'PutRecordBatch' },
      { text: 'c\n', position: 2, call: 1 },
    ]);
    expect(await applied()).toEqual({ 'failed-entries': 2 });
    expect((await batch()).FailedPutCount).toBe(0);
  });

  it('a share fails that share of the entries, the same ones for the same seed', async () => {
    const run = async (seed: number) => {
      await start(`failed-entries=5%,seed=${seed}`);
      const replies = [];
      for (let call = 0; call < 4; call += 1)
        replies.push(await batch(Array.from({ length: 500 }, (_, index) => `${index}\n`)));
      const failed = replies.flatMap(({ RequestResponses = [] }) =>
        RequestResponses.map(({ ErrorCode }) => ErrorCode),
      );
      expect((await stored()).length).toBe(failed.filter((code) => code === undefined).length);
      await embedded.dispose();
      return failed;
    };
    const [first, again, other] = [await run(7), await run(7), await run(8)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    const count = first.filter((code) => code === 'ServiceUnavailableException').length;
    expect(count).toBeGreaterThan(60);
    expect(count).toBeLessThan(140);
  });

  it('named records fail at every attempt, in both puts', async () => {
    await start('failed-entries:contains=needle');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect((await batch(['needle 1', 'hay'])).RequestResponses?.[0]?.ErrorCode).toBe(
        'ServiceUnavailableException',
      );
      await expect(put('needle 2')).rejects.toMatchObject({
        name: 'ServiceUnavailableException',
        message: 'Slow down.',
      });
    }
    await put('more hay');
    expect(await stored()).toEqual(['hay', 'hay', 'hay', 'more hay']);
  });

  it('times ends a fault', async () => {
    await start('failed-entries:contains=needle:times=2');
    const failed = [await batch(['needle']), await batch(['needle']), await batch(['needle'])];
    expect(failed.map(({ FailedPutCount }) => FailedPutCount)).toEqual([1, 1, 0]);
  });

  it('poison makes its whole call fail and stores nothing of it', async () => {
    await start('poison:contains=bad:code=InvalidArgumentException');
    await expect(batch(['good', 'bad', 'good'])).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    await expect(put('bad')).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    expect((await batch(['good'])).FailedPutCount).toBe(0);
    expect(await stored()).toEqual(['good']);
  });
});

describe('faults before storing', () => {
  it.each([
    [
      'unavailable',
      { name: 'ServiceUnavailableException', message: 'Slow down.', $metadata: { httpStatusCode: 503 } },
    ],
    ['internal-failure', { name: 'InternalFailure', $metadata: { httpStatusCode: 500 } }],
    ['throttled', { name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } }],
    ['expired-token', { name: 'ExpiredTokenException', $metadata: { httpStatusCode: 400 } }],
    [
      'access-denied',
      { name: 'AccessDeniedException', message: expect.stringContaining('firehose:PutRecord') },
    ],
    ['error', { name: 'ValidationException', $metadata: { httpStatusCode: 400 } }],
    ['bare-413', { $metadata: { httpStatusCode: 413 } }],
    ['html', { name: 'SyntaxError', $metadata: { httpStatusCode: 502 } }],
    ['reset-before', { code: 'ECONNRESET' }],
  ])('%s fails both puts once and stores nothing', async (fault, error) => {
    await start(`${fault}=1`);
    await expect(batch()).rejects.toMatchObject(error);
    await expect(put('e\n')).rejects.toMatchObject(error);
    expect(await stored()).toEqual([]);
    expect((await batch()).FailedPutCount).toBe(0);
    expect(await stored()).toEqual(TEXTS);
    expect(await applied()).toEqual({ [fault]: 2 });
  });

  it('error takes any code, status and message', async () => {
    await start('error:code=InvalidKMSResourceException:status=400:message=No key%2C no data');
    await expect(put('a')).rejects.toMatchObject({
      name: 'InvalidKMSResourceException',
      message: 'No key, no data',
    });
  });

  it('a client that corrects its clock gets through the skew', async () => {
    await start('clock-skew:ms=3600000');
    await expect(batch()).rejects.toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringContaining('Signature expired'),
      $metadata: { clockSkewCorrected: true },
    });
    expect(await stored()).toEqual([]);
    expect((await batch()).FailedPutCount).toBe(0);
    expect(await stored()).toEqual(TEXTS);
  });

  it.each(['unavailable', 'internal-failure', 'html', 'error'])(
    '%s with stored=yes stores all the same',
    async (fault) => {
      await start(`${fault}:stored=yes`);
      await expect(batch()).rejects.toThrow();
      expect(await stored()).toEqual(TEXTS);
    },
  );

  it('hits the operation that it is ordered for, and no other', async () => {
    await start('access-denied@PutRecord,unavailable@PutRecordBatch=2-3');
    await expect(put('a')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const codes = [];
    for (let call = 0; call < 4; call += 1)
      codes.push(
        await batch().then(
          () => 'stored',
          ({ name }) => name,
        ),
      );
    expect(codes).toEqual(['stored', 'ServiceUnavailableException', 'ServiceUnavailableException', 'stored']);
  });
});

describe('faults after storing', () => {
  it.each(['reset-after', 'cut'])('%s breaks the connection of calls that were stored', async (fault) => {
    await start(fault);
    await expect(batch()).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(put('e\n')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await stored()).toEqual([...TEXTS, 'e\n']);
  });

  it('empty-reply answers {}', async () => {
    await start('empty-reply');
    expect((await batch()).RequestResponses).toBeUndefined();
    expect((await put('e\n')).RecordId).toBeUndefined();
    expect(await stored()).toEqual([...TEXTS, 'e\n']);
  });

  it.each([
    ['short-reply', 2],
    ['short-reply:keep=3', 3],
  ])('%s answers for %i of four stored records', async (fault, answered) => {
    await start(fault);
    const { FailedPutCount, RequestResponses } = await batch();
    expect([FailedPutCount, RequestResponses?.length]).toEqual([0, answered]);
    expect(await stored()).toEqual(TEXTS);
  });

  it('contradict counts a failure where there is none, and none where there are some', async () => {
    await start('contradict=1-2,failed-entries=2:entries=1,contradict=3:count=9');
    expect((await batch()).FailedPutCount).toBe(1);
    expect(await stored()).toEqual(TEXTS);
    const second = await batch();
    expect([second.FailedPutCount, second.RequestResponses?.[0]?.ErrorCode]).toEqual([
      0,
      'ServiceUnavailableException',
    ]);
    expect((await batch()).FailedPutCount).toBe(9);
    expect((await stored()).length).toBe(11);
  });

  it('truncated answers JSON that ends in the middle', async () => {
    await start('truncated');
    await expect(batch()).rejects.toThrow(SyntaxError);
    expect(await stored()).toEqual(TEXTS);
  });

  it('slow answers late, and has stored before it waits', async () => {
    await start('slow=1:ms=60000');
    const reply = batch();
    await expect.poll(stored).toEqual(TEXTS);
    expect((await batch()).FailedPutCount).toBe(0);
    await embedded.aws.close();
    expect((await reply).FailedPutCount).toBe(0);
  });
});
