import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { putRecordBatch } from '../../src/actions/put-record-batch.ts';
import { createBufferPool } from '../../src/aws/buffer-pool.ts';
import { createClients } from '../../src/aws/clients.ts';
import { observed } from '../../src/aws/observed.ts';
import { abortable, type FirehoseTransport } from '../../src/aws/transport.ts';
import { accepts, failsEntries, refuses } from '../actions/replies.ts';
import { type ScriptedServer, type Step, startScriptedServer } from '../actions/scripted-server.ts';
import { transportsTo } from './transports.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

const record = (position: number) => new Uint8Array(1000).fill(0x61 + position);
const batchOf = (count: number) =>
  new PutRecordBatchCommand({
    DeliveryStreamName: 'alerts',
    Records: Array.from({ length: count }, (_, position) => ({ Data: record(position) })),
  });

/** All that is between a run and the wire. */
async function connect(transport: 'sdk' | 'fast'): Promise<FirehoseTransport> {
  const clients = await createClients({
    region: 'eu-west-1',
    profile: undefined,
    endpointUrl: server.endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestTimeoutMs: 20_000,
    inFlight: 2,
    recordIds: 'skipped',
    transport,
  });
  onTestFinished(clients.destroy);
  return clients.transport;
}

/** A pool that remembers what it lent and what came back. */
function createWatchedPool() {
  const pool = createBufferPool(4);
  const lent: ArrayBufferLike[] = [];
  const given = new Set<ArrayBufferLike>();
  const take = (length: number) => {
    const buffer = pool.take(length);
    lent.push(buffer.buffer);
    return buffer;
  };
  const give = (part: Uint8Array) => {
    given.add(part.buffer);
    pool.give(part);
  };
  return { pool: { take, give }, lent, given };
}

describe.each(['sdk', 'fast'] as const)('a batch that is written first, over %s', (name) => {
  it('lets go of its records while the call is on the wire', async () => {
    let answer = () => {};
    const waits: Step = (turn) => {
      answer = () => accepts(turn);
    };
    server.play([accepts, waits], accepts);
    const transport = observed(abortable(await connect(name), new AbortController().signal), () => {});
    const views: WeakRef<Uint8Array>[] = [];
    const at = (position: number) => {
      const view = record(position);
      views.push(new WeakRef(view));
      return view;
    };
    const batch = { streamName: 'alerts', records: { length: 3, at } };
    // The first call of a client asks it for more than the others do.
    await putRecordBatch(transport, batch);
    views.length = 0;
    const call = putRecordBatch(transport, batch);
    await expect.poll(() => server.calls.length).toBe(2);
    collectGarbage();
    expect(views.map((view) => view.deref())).toEqual([undefined, undefined, undefined]);
    answer();
    expect((await call).map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(server.stored.slice(3)).toEqual(['a', 'b', 'c'].map((letter) => letter.repeat(1000)));
  });

  it.each<[string, Step, boolean]>([
    ['gives the memory of its body back when all is delivered', accepts, true],
    ['gives it back when entries failed', failsEntries([0]), true],
    ['leaves it to a call that failed', refuses(503, 'ServiceUnavailableException'), false],
  ])('%s', async (_what, step, isGiven) => {
    const { pool, lent, given } = createWatchedPool();
    const transport: FirehoseTransport = transportsTo(server.endpoint, {}, 'read', 20_000, pool)[name];
    server.play([step], accepts);
    await transport.send(batchOf(2)).catch(() => undefined);
    const [body] = lent;
    expect(body !== undefined && given.has(body)).toBe(isGiven);
  });
});
