import { PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { describeError, failureOfCall } from '../../src/actions/failures.ts';
import type { FirehoseTransport } from '../../src/aws/transport.ts';
import {
  accepts,
  cutsShort,
  failsEntries,
  idOf,
  isSilent,
  raw,
  refuses,
  resets,
} from '../actions/replies.ts';
import { type ScriptedServer, type Step, startScriptedServer } from '../actions/scripted-server.ts';
import { transportsTo } from './transports.ts';

const HOUR_MS = 3_600_000;
const inAnHour = { date: new Date(Date.now() + HOUR_MS).toUTCString() };
const entry = { RecordId: 'x' };

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

const batch = () =>
  new PutRecordBatchCommand({
    DeliveryStreamName: 'alerts',
    Records: ['a', 'b'].map((text) => ({ Data: Buffer.from(text) })),
  });

/** What a caller learns from one call: the output, or all that is told of errors. */
async function endOf(transport: FirehoseTransport, options?: object): Promise<object> {
  return transport.send(batch(), options as never).then(
    ({ $metadata, ...output }) => ({
      output,
      status: $metadata.httpStatusCode,
      requestId: $metadata.requestId,
    }),
    (error: unknown) => ({ failure: failureOfCall(error), error: describeError(error) }),
  );
}

async function endsOf(step: Step, requestTimeoutMs?: number): Promise<readonly object[]> {
  const { plain, sdk, fast } = transportsTo(server.endpoint, {}, 'read', requestTimeoutMs);
  const ends: object[] = [];
  for (const transport of [plain, sdk, fast]) {
    server.play([step], accepts);
    ends.push(await endOf(transport));
    expect(server.calls).toHaveLength(1);
  }
  return ends;
}

/** Begins a reply and never ends it. */
const stalls: Step = ({ response }) => {
  response.writeHead(200, { 'content-length': '1000' }).write('{');
};

describe('one call ends in the same way over every transport', () => {
  it.each<[string, Step]>([
    ['all delivered', accepts],
    [
      'all delivered, with a request id',
      raw(200, JSON.stringify({ FailedPutCount: 0, RequestResponses: [entry, entry] }), 'stored', {
        'x-amzn-requestid': 'r-1',
      }),
    ],
    ['a failed entry', failsEntries([1])],
    ['too few entries', raw(200, JSON.stringify({ FailedPutCount: 0, RequestResponses: [entry] }), 'stored')],
    ['an empty object', raw(200, '{}', 'stored')],
    ['nothing with 200', raw(200, '', 'stored')],
    ['truncated JSON with 200', raw(200, '{"FailedPutCount":0,"RequestResponses":[{"RecordId":"1', 'stored')],
    [
      'an id with a line break in it, which is no JSON',
      raw(200, '{"FailedPutCount":0,"RequestResponses":[{"RecordId":"1"},{"RecordId":"\n"}]}', 'stored'),
    ],
    ['a reply cut short', cutsShort('stored')],
    ['a reset before the reply', resets('stored')],
    ['503 in JSON', refuses(503, 'ServiceUnavailableException', 'Slow down.')],
    ['503 in HTML', raw(503, '<html>Sorry</html>', 'not stored')],
    ['a bare 413', raw(413, '', 'not stored')],
    ['500 with a name nobody knows', refuses(500, 'StrangeException')],
    ['ValidationException', refuses(400, 'ValidationException', 'why', { 'x-amzn-requestid': 'r-1' })],
    ['ExpiredTokenException', refuses(400, 'ExpiredTokenException')],
    ['a wrong clock', refuses(400, 'InvalidSignatureException', 'Signature expired', inAnHour)],
    ['a wrong clock and 503', refuses(503, 'ServiceUnavailableException', 'Slow down.', inAnHour)],
  ])('%s', async (_what, step) => {
    const [plain, sdk, fast] = await endsOf(step);
    expect(sdk).toEqual(plain);
    expect(fast).toEqual(plain);
  });

  it.each<[string, Step]>([
    ['begins', isSilent('stored')],
    ['goes on', stalls],
  ])('a reply that never %s', async (_what, step) => {
    for (const end of await endsOf(step, 400)) {
      expect(end).toMatchObject({ failure: { failureClass: 'ambiguous' }, error: { name: 'TimeoutError' } });
    }
  });

  it('a refused connection', async () => {
    const closed = await startScriptedServer();
    await closed.close();
    const { plain, fast } = transportsTo(closed.endpoint);
    expect(await endOf(fast)).toEqual(await endOf(plain));
    expect(await endOf(fast)).toMatchObject({ failure: { failureClass: 'unreachable' } });
  });
});

it.each(['plain', 'sdk', 'fast'] as const)(
  'several calls over %s learn of a wrong clock in the same millisecond',
  async (which) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    onTestFinished(() => void vi.useRealTimers());
    const transport = transportsTo(server.endpoint)[which];
    const skewed = refuses(400, 'InvalidSignatureException', 'Signature expired', inAnHour);
    server.play([skewed, skewed, skewed], accepts);
    const ends = await Promise.all([endOf(transport), endOf(transport), endOf(transport)]);
    for (const end of ends) expect(end).toMatchObject({ failure: { failureClass: 'clock-skew' } });
  },
);

describe('a call that is cut off', () => {
  it.each<['sdk' | 'fast', string, (stop: AbortController) => Step]>([
    ['sdk', 'before the reply', (stop) => () => stop.abort()],
    ['fast', 'before the reply', (stop) => () => stop.abort()],
    ['sdk', 'in the reply', (stop) => (turn) => [stalls(turn), setImmediate(() => stop.abort())]],
    ['fast', 'in the reply', (stop) => (turn) => [stalls(turn), setImmediate(() => stop.abort())]],
  ])('is ambiguous over %s %s', async (which, _when, step) => {
    const stop = new AbortController();
    server.play([step(stop)], accepts);
    const end = await endOf(transportsTo(server.endpoint)[which], { abortSignal: stop.signal });
    expect(end).toMatchObject({ failure: { failureClass: 'ambiguous' } });
  });

  it.each(['sdk', 'fast'] as const)('is not made over %s once the signal is aborted', async (which) => {
    server.play([], accepts);
    const end = await endOf(transportsTo(server.endpoint)[which], { abortSignal: AbortSignal.abort() });
    expect(end).toMatchObject({ error: { name: 'AbortError' } });
    expect(server.calls).toHaveLength(0);
  });
});

describe('the fast transport', () => {
  it.each([
    ['read', [idOf('a'), idOf('b')]],
    ['skipped', ['', '']],
  ] as const)('has ids that are %s', async (recordIds, ids) => {
    server.play([], accepts);
    const { sdk, fast } = transportsTo(server.endpoint, {}, recordIds);
    for (const transport of [sdk, fast]) {
      const { RequestResponses = [] } = await transport.send(batch());
      expect(RequestResponses.map(({ RecordId }) => RecordId)).toEqual(ids);
    }
  });

  it('signs with the time that the service told, as the SDK does', async () => {
    const { fast } = transportsTo(server.endpoint);
    server.play([refuses(400, 'InvalidSignatureException', 'Signature expired', inAnHour)], accepts);
    await endOf(fast);
    await endOf(fast);
    const [before, after] = server.calls.map(({ headers }) => timeOf(String(headers['x-amz-date'])));
    expect((after ?? 0) - (before ?? 0)).toBeGreaterThan(HOUR_MS - 60_000);
  });

  it('hands every other command to the SDK', async () => {
    server.play([], accepts);
    const Record = { Data: Buffer.from('a') };
    const { fast } = transportsTo(server.endpoint);
    const output = await fast.send(new PutRecordCommand({ DeliveryStreamName: 'alerts', Record }));
    expect(output.RecordId).toBe(idOf('a'));
  });

  it('keeps its connections, and its buffers to itself', async () => {
    const { fast } = transportsTo(server.endpoint);
    server.play([], accepts);
    await Promise.all(Array.from({ length: 40 }, () => endOf(fast)));
    expect(server.calls.map(({ records }) => records.join())).toEqual(Array(40).fill('a,b'));
    expect(server.connections()).toBeLessThanOrEqual(4);
  });

  it('throws what the search for credentials throws, and sends nothing', async () => {
    const credentials = () =>
      Promise.reject(Object.assign(new Error('none'), { name: 'CredentialsProviderError' }));
    server.play([], accepts);
    const { plain, fast } = transportsTo(server.endpoint, { credentials });
    expect(await endOf(fast)).toEqual(await endOf(plain));
    expect(server.calls).toHaveLength(0);
  });

  it('looks for credentials again with the call after one that found none', async () => {
    let searches = 0;
    const credentials = async () => {
      searches += 1;
      if (searches === 1) throw Object.assign(new Error('Slow down.'), { name: 'ThrottlingException' });
      return { accessKeyId: 'test', secretAccessKey: 'test' };
    };
    server.play([], accepts);
    const { fast } = transportsTo(server.endpoint, { credentials });
    expect(await endOf(fast)).toMatchObject({ failure: { failureClass: 'throttled' } });
    expect(await endOf(fast)).toMatchObject({ output: { FailedPutCount: 0 } });
  });
});

/** Time of a signature, such as `20261121T140000Z`, in milliseconds. */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)/, '$1-$2-$3T$4:$5:'));
}
