import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { FirehoseClient, PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newFolder } from '../support/folders.ts';
import { nodeSink, type Sink, startSink } from './sink.ts';

let sinks: readonly Sink[];
beforeAll(async () => {
  sinks = await Promise.all([startSink(newFolder()), startSink(newFolder(), nodeSink)]);
});
afterAll(() => Promise.all(sinks.map((sink) => sink.stop())));

const Data = (text: string) => ({ Data: Buffer.from(text) });

describe.each(['the sink of this machine', 'the sink without a compiler'])('%s', (name) => {
  const sink = () => sinks[name.endsWith('machine') ? 0 : 1] as Sink;
  const client = () =>
    new FirehoseClient({
      endpoint: sink().plainUrl,
      region: 'us-east-1',
      credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
      maxAttempts: 1,
    });
  const sendBatch = (texts: readonly string[]) =>
    client().send(new PutRecordBatchCommand({ DeliveryStreamName: 'bench', Records: texts.map(Data) }));

  it('counts the records and bytes of what arrived, and nothing from before', async () => {
    await sendBatch(['before']);
    await sink().set();
    await sendBatch(['a', 'bc', 'def', '']);
    await client().send(new PutRecordCommand({ DeliveryStreamName: 'bench', Record: Data('"Data":') }));
    expect(await sink().stats()).toMatchObject({ calls: 2, records: 5, bytes: 13 });
  });

  it('answers each record with an id of 224 characters', async () => {
    const { RequestResponses = [], FailedPutCount } = await sendBatch(['a', 'b', 'c']);
    expect(FailedPutCount).toBe(0);
    expect(RequestResponses.map(({ RecordId }) => RecordId?.length)).toEqual([224, 224, 224]);
  });

  it('fails each so-manieth entry over all calls, and does not count it as arrived', async () => {
    await sink().set({ failEvery: 2 });
    const replies = [await sendBatch(['a', 'b', 'c']), await sendBatch(['d'])];
    const failed = replies.map(({ RequestResponses = [] }) =>
      RequestResponses.map(({ ErrorCode }) => !!ErrorCode),
    );
    expect(failed).toEqual([[false, true, false], [true]]);
    expect(replies.map(({ FailedPutCount }) => FailedPutCount)).toEqual([1, 1]);
    expect((await sink().stats()).records).toBe(2);
  });

  it('answers late where it is told to', async () => {
    await sendBatch(['a']);
    await sink().set({ delayMs: 500 });
    const start = performance.now();
    await Promise.all([sendBatch(['a']), sendBatch(['b'])]);
    expect(performance.now() - start).toBeGreaterThan(499);
  });

  it('speaks TLS, with a certificate that a client can trust, where this machine can make one', async () => {
    const { tlsUrl, certificate } = sink();
    if (tlsUrl === undefined) return expect(certificate).toBe('');
    const ask = `process.stdout.write((await (await fetch('${tlsUrl}/stats')).text()))`;
    const env = { ...process.env, NODE_EXTRA_CA_CERTS: certificate };
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', ask], {
      env,
    });
    expect(JSON.parse(stdout)).toHaveProperty('records');
  });
});
