import type { FirehoseClient } from '@aws-sdk/client-firehose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { removeStream } from '../../src/provision/remove-stream.ts';
import { raw, refuses } from '../actions/replies.ts';
import { clientOf, type ScriptedServer, type Step, startScriptedServer } from '../actions/scripted-server.ts';

let server: ScriptedServer;
let firehose: FirehoseClient;
beforeAll(async () => {
  server = await startScriptedServer();
  firehose = clientOf(server);
});
afterAll(() => server.close());

const is = (DeliveryStreamStatus: string, more: object = {}): Step =>
  raw(200, JSON.stringify({ DeliveryStreamDescription: { DeliveryStreamStatus, ...more } }), 'not stored');
const done = raw(200, '{}', 'not stored');
const missing = refuses(400, 'ResourceNotFoundException', 'not found');

const remove = (...script: readonly Step[]) => {
  server.play(script, missing);
  const { signal } = new AbortController();
  const patience = { intervalMs: 1, timeoutMs: 10_000, signal, onWaiting: () => {} };
  return removeStream({ firehose, streamName: 'alerts', patience }, () => {});
};
const operations = () => server.calls.map(({ operation }) => operation.replace('DeliveryStream', ''));

it('waits until a stream that is CREATING can be deleted, and then until it is gone', async () => {
  const script = [is('CREATING'), is('ACTIVE'), done, is('DELETING'), is('DELETING')];
  expect(await remove(...script)).toEqual({ status: 'removed' });
  expect(operations()).toEqual(['Describe', 'Describe', 'Delete', 'Describe', 'Describe', 'Describe']);
});

it('says why a stream can’t be removed', async () => {
  const FailureDescription = { Type: 'RETIRE_KMS_GRANT_FAILED', Details: 'no key' };
  const waiting = remove(is('ACTIVE'), done, is('DELETING_FAILED', { FailureDescription }));
  await expect(waiting).rejects.toThrow(
    'Stream alerts is DELETING_FAILED (RETIRE_KMS_GRANT_FAILED: no key).',
  );
});

it('is content with a stream that somebody else has removed meanwhile', async () => {
  expect(await remove(is('ACTIVE'), missing)).toEqual({ status: 'removed' });
});
