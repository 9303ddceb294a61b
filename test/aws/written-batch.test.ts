import type { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { putRecordBatch } from '../../src/actions/put-record-batch.ts';
import { createBufferPool } from '../../src/aws/buffer-pool.ts';
import { createClients } from '../../src/aws/clients.ts';
import { observed } from '../../src/aws/observed.ts';
import { abortable, type FirehoseTransport } from '../../src/aws/transport.ts';
import { accepts, failsEntries, refuses, resets } from '../actions/replies.ts';
import { type ScriptedServer, type Step, startScriptedServer } from '../actions/scripted-server.ts';
import { connectionTo } from './connection.ts';
import { serveHttp } from './http-server.ts';
import { transportsTo } from './transports.ts';
import { plain, startRawServer } from './wire/raw-server.ts';

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
  const clients = await createClients(connectionTo(server.endpoint, { transport, recordIds: 'skipped' }));
  onTestFinished(clients.destroy);
  return clients.transport;
}

/** A pool that remembers the memory of the first buffer that it lent, and whether that may be lent again. */
function createWatchedPool() {
  const pool = createBufferPool(4);
  let first: ArrayBufferLike | undefined;
  let state: 'lent' | 'back' | 'forgotten' = 'lent';
  const take = (length: number) => {
    const buffer = pool.take(length);
    first ??= buffer.buffer;
    return buffer;
  };
  const give = (part: Uint8Array) => {
    if (part.buffer === first && state === 'lent') state = 'back';
    pool.give(part);
  };
  const forget = (part: Uint8Array) => {
    if (part.buffer === first) state = 'forgotten';
    pool.forget(part);
  };
  return { pool: { take, give, forget }, stateOfFirst: () => state };
}

/** Answers when it has read the head of a request, and reads the rest later. */
const early = serveHttp((request, response) => {
  request.pause();
  setTimeout(() => request.resume(), 100);
  response.end(JSON.stringify({ FailedPutCount: 0, RequestResponses: [{ RecordId: 'x' }] }));
});

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

  it.each<[string, Step, string]>([
    ['gives the memory of its body back when all is delivered', accepts, 'back'],
    ['gives it back when entries failed', failsEntries([0]), 'back'],
    ['gives it back when the call was refused', refuses(503, 'ServiceUnavailableException'), 'back'],
    ['leaves it to a call whose connection broke', resets('stored'), 'forgotten'],
  ])('%s', async (_what, step, state) => {
    const { pool, stateOfFirst } = createWatchedPool();
    const transport = transportsTo(server.endpoint, {}, 'read', 20_000, pool)[name];
    server.play([step], accepts);
    await transport.send(batchOf(2)).catch(() => undefined);
    expect(stateOfFirst()).toBe(state);
  });

  it('is held by nobody once its call is over and the pool has forgotten it', async () => {
    const bodies: WeakRef<ArrayBufferLike>[] = [];
    const { take, ...others } = createBufferPool(4);
    const watched = (length: number) => {
      const buffer = take(length);
      bodies.push(new WeakRef(buffer.buffer));
      return buffer;
    };
    const transport = transportsTo(server.endpoint, {}, 'read', 20_000, { take: watched, ...others })[name];
    server.play([resets('stored')], accepts);
    await transport.send(batchOf(2)).catch(() => undefined);
    await transport.send(batchOf(2));
    const isHeld = () => {
      collectGarbage();
      return bodies[0]?.deref() !== undefined;
    };
    await expect.poll(isHeld).toBe(false);
  });

  it('leaves it to a call that was answered before its end', async () => {
    const { pool, stateOfFirst } = createWatchedPool();
    const transport = transportsTo(early(), {}, 'read', 20_000, pool)[name];
    const Records = [{ Data: new Uint8Array(16_000_000) }];
    await transport.send(new PutRecordBatchCommand({ DeliveryStreamName: 'alerts', Records }));
    expect(stateOfFirst()).toBe('forgotten');
  });

  it('brings no error that nobody hears where the connection breaks after such an answer', async () => {
    const raw = await startRawServer();
    const sockets: Socket[] = [];
    raw.onHead((socket) => {
      sockets.push(socket.pause());
      socket.end(plain(JSON.stringify({ FailedPutCount: 0, RequestResponses: [{ RecordId: 'x' }] })));
    });
    const unheard: unknown[] = [];
    const hear = (error: unknown) => void unheard.push(error);
    process.on('uncaughtException', hear);
    onTestFinished(() => void process.off('uncaughtException', hear));
    const transport = transportsTo(raw.origin.origin)[name];
    const send = (bytes: number) => {
      const Records = [{ Data: new Uint8Array(bytes) }];
      return transport.send(new PutRecordBatchCommand({ DeliveryStreamName: 'alerts', Records }));
    };
    expect((await send(16_000_000)).FailedPutCount).toBe(0);
    sockets[0]?.resetAndDestroy();
    // Takes longer than the news of the first connection.
    expect((await send(1)).FailedPutCount).toBe(0);
    expect(unheard).toEqual([]);
  });
});
