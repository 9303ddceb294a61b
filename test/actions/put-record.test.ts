import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UnsettledError } from '../../src/actions/outcomes.ts';
import { putRecord } from '../../src/actions/put-record.ts';
import type { RetryOptions } from '../../src/actions/retry-policy.ts';
import { accepts, cutsShort, idOf, raw, refuses, resets } from './replies.ts';
import { clientOf, type ScriptedServer, type Step, startScriptedServer } from './scripted-server.ts';

let server: ScriptedServer;
let client: ReturnType<typeof clientOf>;

beforeAll(async () => {
  server = await startScriptedServer();
  client = clientOf(server);
});
afterAll(() => server.close());

function send(script: readonly Step[], options: RetryOptions = {}) {
  server.play(script, accepts);
  const entry = { streamName: 'alerts', record: Buffer.from('a\n') };
  return putRecord(client, entry, { sleep: async () => {}, ...options });
}

describe('putRecord', () => {
  it('sends the bytes of the record to the named stream, once', async () => {
    expect(await send([])).toEqual({
      status: 'delivered',
      recordId: idOf('a\n'),
      attempts: 1,
      possiblyDuplicated: false,
    });
    expect(server.calls).toMatchObject([
      { operation: 'PutRecord', input: { DeliveryStreamName: 'alerts' }, records: ['a\n'] },
    ]);
  });

  it('sends again after a transient error, and counts the attempts', async () => {
    const outcome = await send(Array(2).fill(refuses(500, 'InternalFailure')), { attempts: 3 });
    expect(outcome).toMatchObject({ status: 'delivered', attempts: 3, possiblyDuplicated: false });
    expect(server.stored).toEqual(['a\n']);
  });

  it('gives the record up when its attempts are spent', async () => {
    const outcome = await send(Array(9).fill(refuses(500, 'InternalFailure', 'Oops.')), { attempts: 3 });
    expect(server.calls).toHaveLength(3);
    expect(outcome).toEqual({
      status: 'undelivered',
      errorCode: 'InternalFailure',
      errorMessage: 'Oops.',
      attempts: 3,
      maybeStored: false,
    });
  });

  it('spends no attempt on throttling', async () => {
    const script = Array(5).fill(refuses(503, 'ServiceUnavailableException', 'Slow down.'));
    expect(await send(script, { attempts: 1 })).toMatchObject({ status: 'delivered', attempts: 1 });
  });

  it.each<[string, Step]>([
    ['an empty object', raw(200, '{}', 'stored')],
    ['null for a RecordId', raw(200, '{"RecordId":null}', 'stored')],
    ['truncated JSON', raw(200, '{"RecordId":"1', 'stored')],
    ['a connection cut inside the reply', cutsShort('stored')],
    ['a reset before the reply', resets('stored')],
  ])('marks the record possibly duplicated after %s', async (_what, step) => {
    expect(await send([step])).toMatchObject({
      status: 'delivered',
      attempts: 2,
      possiblyDuplicated: true,
    });
    expect(server.stored).toEqual(['a\n', 'a\n']);
  });

  it("stops at once where the service refuses for good, and keeps the SDK's error", async () => {
    const error = await send([refuses(400, 'AccessDeniedException', 'Not you.')]).catch((caught) => caught);
    expect(error).toBeInstanceOf(UnsettledError);
    expect(error.cause).toMatchObject({ name: 'AccessDeniedException', message: 'Not you.' });
    expect(error.outcomes).toEqual([{ status: 'pending', attempts: 0, maybeStored: false }]);
    expect(server.calls).toHaveLength(1);
  });

  it('sends a record again at once and free of charge after its first call had the wrong clock', async () => {
    const waits: number[] = [];
    const sleep = async (ms: number) => void waits.push(ms);
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    client = clientOf(server);
    const outcome = await send([refuses(400, 'InvalidSignatureException', 'Signature expired', { date })], {
      attempts: 1,
      sleep,
    });
    expect(outcome).toMatchObject({ status: 'delivered', attempts: 1, possiblyDuplicated: false });
    expect(waits).toEqual([0]);
    const [first, second] = server.calls.map(({ headers }) => signedAt(headers['x-amz-date']));
    expect(Number(second) - Number(first)).toBeGreaterThan(3_000_000);
  });
});

/** Milliseconds of a signature's time, such as `20261121T101500Z`. */
function signedAt(date: unknown): number {
  return Date.parse(String(date).replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
}
