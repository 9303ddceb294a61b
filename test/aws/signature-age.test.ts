import { PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { afterEach, expect, it, vi } from 'vitest';
import { serveHttp } from './http-server.ts';
import { recomputedAuthorization, type WireRequest } from './recomputed-signature.ts';
import { transportsTo } from './transports.ts';

const MINUTE_MS = 60_000;
const CALLER = { accessKeyId: 'test', secretAccessKey: 'test', region: 'us-east-1' };
const START = Date.UTC(2026, 10, 21, 10);

let newest: WireRequest | undefined;

const endpoint = serveHttp((request, response) => {
  const pieces: Buffer[] = [];
  request
    .on('data', (piece) => pieces.push(piece))
    .on('end', () => {
      const { method = '', url = '', headers } = request;
      newest = { method, url, headers, body: Buffer.concat(pieces) };
      response.end('{"FailedPutCount":0,"RequestResponses":[{"RecordId":"x"}]}');
    });
});

afterEach(() => void vi.useRealTimers());

/** Makes a call that waits so long for its turn, by the clock. */
async function callAfter(name: 'sdk' | 'fast', waitMs: number) {
  vi.useFakeTimers({ toFake: ['Date'], now: START });
  const onReady = async () => void vi.setSystemTime(START + waitMs);
  const command = new PutRecordBatchCommand({
    DeliveryStreamName: 'alerts',
    Records: [{ Data: Buffer.from('a') }],
  });
  await transportsTo(endpoint())[name].send(command, { onReady } as object);
  if (newest === undefined) throw new Error('The call came.');
  return newest;
}

it.each([
  ['sdk', MINUTE_MS, '20261121T100000Z'],
  ['sdk', MINUTE_MS + 1_000, '20261121T100101Z'],
  ['sdk', -MINUTE_MS - 1_000, '20261121T095859Z'],
  ['fast', MINUTE_MS, '20261121T100000Z'],
  ['fast', MINUTE_MS + 1_000, '20261121T100101Z'],
  ['fast', -MINUTE_MS - 1_000, '20261121T095859Z'],
] as const)(
  'a call over %s that waited for %i ms goes with a signature of %s',
  async (name, waitMs, date) => {
    const request = await callAfter(name, waitMs);
    expect(request.headers['x-amz-date']).toBe(date);
    expect(request.headers.authorization).toBe(recomputedAuthorization(request, CALLER));
    expect(request.body.toString()).toBe('{"DeliveryStreamName":"alerts","Records":[{"Data":"YQ=="}]}');
  },
);
