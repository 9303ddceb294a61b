import { getEventListeners } from 'node:events';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { describe, expect, it } from 'vitest';
import { UnsettledBatchError } from '../../src/library/batch-result.ts';
import type { FirehoseRecord } from '../../src/library/encode-record.ts';
import type { LocalAws } from '../../src/local/local-aws.ts';
import { clientOf, startAws } from '../support/embedded.ts';
import { alertLines } from '../support/input.ts';
import { storedCalls, storedLines } from '../support/stored.ts';
import { openStream } from './embedded.ts';

const QUICK = { baseDelayMs: 1, maxDelayMs: 2 };
const lines = alertLines(1_200);

async function stored(aws: LocalAws): Promise<readonly string[]> {
  await aws.flush();
  return storedLines(aws.dir);
}

/** What a promise is rejected with. */
async function unsettled(promise: Promise<unknown>): Promise<UnsettledBatchError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UnsettledBatchError)) throw new Error('It ended in another way.', { cause: error });
  return error;
}

describe('a batch of any size', () => {
  it('is split within the limits of a call, and all that is claimed is stored', async () => {
    const aws = await startAws();
    const result = await openStream(aws).putRecordBatch(lines);
    expect(result).toEqual({ total: 1_200, delivered: 1_200, possiblyDuplicated: 0, failed: [] });
    expect(await stored(aws)).toEqual(lines.toSorted());
    const calls = await storedCalls(aws.dir);
    expect(calls.map(({ lengths }) => lengths.length).toSorted()).toEqual([200, 500, 500]);
  });

  it.each([
    [499, [499]],
    [500, [500]],
    [501, [1, 500]],
  ])('of %i records makes calls of %j', async (count, expected) => {
    const aws = await startAws();
    await openStream(aws).putRecordBatch(lines.slice(0, count));
    const calls = await storedCalls(aws.dir);
    const sizes = calls.map(({ lengths }) => lengths.length);
    expect(sizes.toSorted((a, b) => a - b)).toEqual(expected);
  });

  it.each([
    [-1, 1],
    [0, 1],
    [1, 2],
  ])('of 4 MiB and %i bytes makes %i calls', async (more, calls) => {
    const aws = await startAws();
    const fifth = 4 * 1024 * 1024 - 4 * 1_024_000 + more;
    const records = [...Array.from({ length: 4 }, () => 1_024_000), fifth].map((bytes) =>
      Buffer.alloc(bytes, 'a'),
    );
    const result = await openStream(aws, { delimiter: 'none' }).putRecordBatch(records);
    expect(result.delivered).toBe(5);
    expect(await storedCalls(aws.dir)).toHaveLength(calls);
  });

  it('takes texts, bytes and JSON values, from a list, a generator or a stream of them', async () => {
    const aws = await startAws();
    const firehose = openStream(aws);
    async function* later() {
      yield 'c';
      yield { d: 1 };
    }
    await firehose.putRecordBatch(['a', Buffer.from('b\n')]);
    await firehose.putRecordBatch(later());
    await firehose.putRecordBatch(new Set([5, null]));
    expect(await stored(aws)).toEqual(['5', 'a', 'b', 'c', 'null', '{"d":1}']);
  });

  it('that is empty makes no call', async () => {
    const aws = await startAws();
    const result = await openStream(aws).putRecordBatch([]);
    expect(result).toEqual({ total: 0, delivered: 0, possiblyDuplicated: 0, failed: [] });
    expect(await storedCalls(aws.dir)).toEqual([]);
  });

  it('gives the RecordId of each record, in order, where it is asked for', async () => {
    const aws = await startAws();
    const { responses } = await openStream(aws).putRecordBatch(['a', 'b'.repeat(1_024_000), 'c'], {
      responses: 'all',
    });
    expect(responses).toEqual([
      { status: 'delivered', recordId: expect.stringMatching(/./), attempts: 1, possiblyDuplicated: false },
      expect.objectContaining({ status: 'undelivered', errorCode: 'too-large' }),
      { status: 'delivered', recordId: expect.stringMatching(/./), attempts: 1, possiblyDuplicated: false },
    ]);
  });

  it('keeps no more calls on the wire than it is told', async () => {
    const aws = await startAws({ faults: 'slow:ms=5' });
    const client = new FirehoseClient({ ...connectionOf(aws), maxAttempts: 1 });
    let open = 0;
    let most = 0;
    client.middlewareStack.add((next) => async (args) => {
      open += 1;
      most = Math.max(most, open);
      return next(args).finally(() => {
        open -= 1;
      });
    });
    await openStream(aws, { client }).putRecordBatch(lines, { inFlight: 3, batchRecords: 50 });
    expect(most).toBe(3);
  });

  it.each(['text', new Uint8Array(3)])('is not a single record: %j is refused', async (record) => {
    const aws = await startAws();
    const sent = openStream(aws).putRecordBatch(record as unknown as readonly FirehoseRecord[]);
    await expect(sent).rejects.toThrow('send a single one with putRecord');
  });
});

const connectionOf = ({ endpoint, region, credentials }: LocalAws) => ({ endpoint, region, credentials });

describe('records that fail', () => {
  it('are sent again until they are delivered, and only they', async () => {
    const aws = await startAws({ faults: 'failed-entries=20%,seed=3' });
    const result = await openStream(aws).putRecordBatch(lines, QUICK);
    expect(result).toEqual({ total: 1_200, delivered: 1_200, possiblyDuplicated: 0, failed: [] });
    expect(await stored(aws)).toEqual(lines.toSorted());
  });

  it('for good are given back as they came, with code and attempts, and their neighbours are delivered', async () => {
    const aws = await startAws({ faults: 'failed-entries:contains=stubborn:code=InternalFailure' });
    const records = lines.map((text, number) => ({ number, text: number === 700 ? 'stubborn' : text }));
    const result = await openStream(aws).putRecordBatch(records, { ...QUICK, attempts: 3 });
    expect(result).toMatchObject({ total: 1_200, delivered: 1_199 });
    const [failed, ...others] = result.failed;
    expect(others).toEqual([]);
    expect(failed).toMatchObject({
      index: 700,
      errorCode: 'InternalFailure',
      attempts: 3,
      maybeStored: false,
    });
    expect(failed?.record).toBe(records[700]);
    expect(await stored(aws)).toHaveLength(1_199);
  });

  it('because they poison their call are found by halving it', async () => {
    const aws = await startAws({ faults: 'poison:contains=poison' });
    const records = lines.map((text, number) =>
      number === 0 || number === 1_199 ? `${number} poison` : text,
    );
    const result = await openStream(aws).putRecordBatch(records, QUICK);
    expect(result.failed.map(({ index, record, errorCode }) => [index, record, errorCode])).toEqual([
      [0, '0 poison', 'ValidationException'],
      [1_199, '1199 poison', 'ValidationException'],
    ]);
    expect(await stored(aws)).toEqual(lines.slice(1, -1).toSorted());
  });

  it('because they are too large or no record at all are never sent, and the others are', async () => {
    const aws = await startAws();
    const large = 'x'.repeat(1_024_000);
    const result = await openStream(aws).putRecordBatch(['a', large, '', 'b']);
    expect(result).toMatchObject({ total: 4, delivered: 2 });
    expect(result.failed.map(({ index, errorCode, attempts }) => [index, errorCode, attempts])).toEqual([
      [1, 'too-large', 0],
      [2, 'malformed', 0],
    ]);
    expect(await stored(aws)).toEqual(['a', 'b']);
  });

  it('without an answer are sent again, and counted as possibly duplicated', async () => {
    const aws = await startAws({ faults: 'reset-after@PutRecordBatch=1' });
    const result = await openStream(aws).putRecordBatch(lines.slice(0, 10), QUICK);
    expect(result).toMatchObject({ total: 10, delivered: 10, possiblyDuplicated: 10 });
    expect(await stored(aws)).toHaveLength(20);
  });
});

describe('a batch that stops before its end', () => {
  it.each([
    ['a stream that is gone', 'ResourceNotFoundException'],
    ['a disabled key', 'InvalidKMSResourceException'],
    ['a caller who may not', 'AccessDeniedException'],
  ])('because of %s tells every record as delivered or pending', async (_what, code) => {
    const aws = await startAws({ faults: `error@PutRecordBatch=3-:code=${code}` });
    const sent = openStream(aws).putRecordBatch(lines, { ...QUICK, batchRecords: 100, inFlight: 1 });
    const { partial, message, cause } = await unsettled(sent);
    expect(message).toMatch(/^1000 of 1200 records are pending: The service refuses calls for stream alerts/);
    expect(cause).toMatchObject({ name: 'RunError', code });
    expect(partial).toMatchObject({ total: 1_200, delivered: 200, failed: [] });
    expect(partial.pending.map(({ index }) => index)).toEqual(
      Array.from({ length: 1_000 }, (_, at) => at + 200),
    );
    expect(partial.pending.map(({ record }) => record)).toEqual(lines.slice(200));
    expect(await stored(aws)).toEqual(lines.slice(0, 200).toSorted());
  });

  it('because the input throws keeps what was sent, and the reason', async () => {
    const aws = await startAws();
    const reason = new Error('the source broke');
    function* source() {
      yield* lines.slice(0, 600);
      throw reason;
    }
    const { partial, cause } = await unsettled(openStream(aws).putRecordBatch(source()));
    expect(cause).toBe(reason);
    expect(partial.total).toBe(600);
    expect(partial.delivered + partial.pending.length).toBe(600);
    expect(await stored(aws)).toHaveLength(partial.delivered);
  });

  it('because its signal is aborted leaves the rest pending, and lets go of the input', async () => {
    const aws = await startAws();
    const stop = new AbortController();
    let closed = false;
    async function* source() {
      try {
        for (const line of lines) {
          yield line;
          if (line === lines[999]) stop.abort(new Error('enough'));
        }
      } finally {
        closed = true;
      }
    }
    const sent = openStream(aws).putRecordBatch(source(), { signal: stop.signal, responses: 'all' });
    const { partial, cause } = await unsettled(sent);
    expect(cause).toMatchObject({ message: 'enough' });
    expect(partial.delivered + partial.pending.length).toBe(partial.total);
    expect(partial.total).toBeLessThan(1_200);
    expect(partial.responses?.filter(({ status }) => status === 'pending')).toHaveLength(
      partial.pending.length,
    );
    expect(await stored(aws)).toHaveLength(partial.delivered);
    expect(closed).toBe(true);
  });

  it('does not wait for an input that is idle', async () => {
    const aws = await startAws();
    const stop = new AbortController();
    async function* source() {
      yield 'a';
      setImmediate(() => stop.abort(new Error('enough')));
      await new Promise(() => {});
    }
    const { partial } = await unsettled(openStream(aws).putRecordBatch(source(), { signal: stop.signal }));
    expect(partial.pending).toEqual([{ index: 0, record: 'a', attempts: 0, maybeStored: false }]);
  });

  it('has one listener where many batches have the same signal', async () => {
    const stream = openStream(await startAws());
    const { signal } = new AbortController();
    const batches = Array.from({ length: 12 }, () => stream.putRecordBatch(['a'], { signal }));
    expect(getEventListeners(signal, 'abort').length).toBeLessThanOrEqual(1);
    for (const { delivered } of await Promise.all(batches)) expect(delivered).toBe(1);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });

  it('keeps its result where all was delivered before the signal', async () => {
    const aws = await startAws();
    const client = clientOf(aws);
    const stop = new AbortController();
    client.middlewareStack.add((next) => (args) => next(args).finally(() => stop.abort()));
    const sent = openStream(aws, { client }).putRecordBatch(['a'], { signal: stop.signal });
    expect(await sent).toMatchObject({ total: 1, delivered: 1 });
  });

  it('because nothing is delivered for too long gives up', async () => {
    const aws = await startAws({ faults: 'throttled' });
    const sent = openStream(aws).putRecordBatch(['a', 'b'], { ...QUICK, giveUpAfterS: 1 });
    const { partial, cause } = await unsettled(sent);
    expect(cause).toMatchObject({ name: 'RunError', code: 'NothingDelivered' });
    expect(partial.pending).toEqual([
      expect.objectContaining({ index: 0, record: 'a', errorCode: 'ThrottlingException' }),
      expect.objectContaining({ index: 1, record: 'b', errorCode: 'ThrottlingException' }),
    ]);
  });
});
