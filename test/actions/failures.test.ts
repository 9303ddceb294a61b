import { Agent } from 'node:http';
import { FirehoseClient, PutRecordCommand } from '@aws-sdk/client-firehose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  classifyError,
  describeError,
  type FailureClass,
  failureOfCall,
  failureOfEntry,
  isRefusedForContent,
} from '../../src/actions/failures.ts';
import { accepts, cutsShort, garbles, isSilent, raw, refuses, resets } from './replies.ts';
import { clientOf, type ScriptedServer, type Step, startScriptedServer } from './scripted-server.ts';

const HOUR_MS = 3_600_000;
const inAnHour = { date: new Date(Date.now() + HOUR_MS).toUTCString() };
const html = (status: number) => raw(status, '<html>Sorry</html>', 'not stored');
const TOO_LONG = "1 validation error detected: Value at 'records' failed to satisfy constraint";

let server: ScriptedServer;
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.close());

/** The error that the SDK makes of an answer. */
async function errorFrom(step: Step, client = clientOf(server)): Promise<unknown> {
  server.play([step], accepts);
  const command = new PutRecordCommand({ DeliveryStreamName: 'alerts', Record: { Data: Buffer.from('a') } });
  return client.send(command).then(() => expect.fail('the call succeeded'), identity);
}

const identity = (error: unknown) => error;

describe("classifyError on the SDK's own errors", () => {
  it.each<[string, Step, FailureClass, string]>([
    ['503 in JSON', refuses(503, 'ServiceUnavailableException'), 'throttled', 'ServiceUnavailableException'],
    ['503 in HTML', html(503), 'throttled', 'SyntaxError'],
    ['bare 503', raw(503, '', 'not stored'), 'throttled', 'Unknown'],
    ['429 in HTML', html(429), 'throttled', 'SyntaxError'],
    ['ThrottlingException', refuses(400, 'ThrottlingException'), 'throttled', 'ThrottlingException'],
    ['InternalFailure', refuses(500, 'InternalFailure'), 'transient', 'InternalFailure'],
    ['500 with a name nobody knows', refuses(500, 'StrangeException'), 'ambiguous', 'StrangeException'],
    ['500 in HTML', html(500), 'ambiguous', 'SyntaxError'],
    ['502 in HTML', html(502), 'ambiguous', 'SyntaxError'],
    ['bare 504', raw(504, '', 'stored'), 'ambiguous', 'Unknown'],
    ['bare 408', raw(408, '', 'not stored'), 'transient', 'Unknown'],
    ['truncated JSON with 200', raw(200, '{"RecordId":"1', 'stored'), 'ambiguous', 'SyntaxError'],
    ['a reply cut short', cutsShort('stored'), 'ambiguous', 'ECONNRESET'],
    ['a reply that is not HTTP', garbles('stored'), 'ambiguous', 'HPE_INVALID_CONTENT_LENGTH'],
    ['a reset before the reply', resets('stored'), 'ambiguous', 'ECONNRESET'],
    ['bare 413', raw(413, '', 'not stored'), 'permanent', 'Unknown'],
    ['413 in HTML', html(413), 'permanent', 'SyntaxError'],
    ['ValidationException', refuses(400, 'ValidationException'), 'permanent', 'ValidationException'],
    ['AccessDeniedException', refuses(400, 'AccessDeniedException'), 'permanent', 'AccessDeniedException'],
    [
      'ResourceNotFoundException',
      refuses(400, 'ResourceNotFoundException'),
      'permanent',
      'ResourceNotFoundException',
    ],
    [
      'InvalidKMSResourceException',
      refuses(400, 'InvalidKMSResourceException'),
      'permanent',
      'InvalidKMSResourceException',
    ],
    ['ExpiredTokenException', refuses(400, 'ExpiredTokenException'), 'permanent', 'ExpiredTokenException'],
    ['403 in HTML', html(403), 'permanent', 'SyntaxError'],
    [
      'a wrong clock',
      refuses(400, 'InvalidSignatureException', 'Signature expired', inAnHour),
      'clock-skew',
      'InvalidSignatureException',
    ],
    [
      'a wrong clock and a refusal that has nothing to do with it',
      refuses(503, 'ServiceUnavailableException', 'Slow down.', inAnHour),
      'throttled',
      'ServiceUnavailableException',
    ],
    [
      'a wrong clock and an unreadable 200',
      raw(200, '{"Rec', 'stored', inAnHour),
      'ambiguous',
      'SyntaxError',
    ],
    ['a wrong clock and a bare 500', raw(500, '', 'stored', inAnHour), 'ambiguous', 'Unknown'],
  ])('%s', async (_what, step, failureClass, errorCode) => {
    const error = await errorFrom(step);
    expect(failureOfCall(error)).toMatchObject({ failureClass, errorCode });
  });

  it('a timeout is ambiguous', async () => {
    const error = await errorFrom(isSilent('stored'), clientOf(server, 100));
    expect(failureOfCall(error)).toMatchObject({ failureClass: 'ambiguous', errorCode: 'ETIMEDOUT' });
  });

  it('an abort during the call is ambiguous', async () => {
    const stop = new AbortController();
    server.play([() => stop.abort()], accepts);
    const command = new PutRecordCommand({
      DeliveryStreamName: 'alerts',
      Record: { Data: Buffer.from('a') },
    });
    const error = await clientOf(server).send(command, { abortSignal: stop.signal }).catch(identity);
    expect(failureOfCall(error)).toMatchObject({ failureClass: 'ambiguous', errorCode: 'AbortError' });
  });

  it('a refused connection is unreachable, because nothing was sent', async () => {
    const closed = await startScriptedServer();
    await closed.close();
    const error = await errorFrom(accepts, clientOf(closed));
    expect(failureOfCall(error)).toMatchObject({ failureClass: 'unreachable', errorCode: 'ECONNREFUSED' });
  });

  it('a connection that was never made in time is unreachable, because nothing was sent', async () => {
    const neverFound = new Agent({ lookup: () => {} });
    const client = new FirehoseClient({
      endpoint: 'http://nowhere.invalid',
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 50, httpAgent: neverFound },
    });
    const error = await errorFrom(accepts, client);
    expect(failureOfCall(error)).toMatchObject({ failureClass: 'unreachable', errorCode: 'TimeoutError' });
  });
});

describe("classifyError on Node's errors", () => {
  it.each<[object, FailureClass]>([
    [{ code: 'ENOTFOUND' }, 'unreachable'],
    [{ code: 'EAI_AGAIN' }, 'unreachable'],
    [{ code: 'EHOSTUNREACH' }, 'unreachable'],
    [{ code: 'ENETUNREACH' }, 'unreachable'],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, 'unreachable'],
    [{ code: 'ETIMEDOUT', errors: [{ syscall: 'connect' }] }, 'unreachable'],
    [{ code: 'ETIMEDOUT', syscall: 'read' }, 'ambiguous'],
    [{ code: 'EPIPE' }, 'ambiguous'],
    [{ code: 'CERT_HAS_EXPIRED' }, 'permanent'],
    [{ name: 'CredentialsProviderError' }, 'permanent'],
  ])('%o', (fields, failureClass) => {
    expect(classifyError(Object.assign(new Error('no'), fields))).toBe(failureClass);
  });

  it.each([undefined, null, 'words', new TypeError('our own fault')])('%o is permanent', (error) => {
    expect(classifyError(error)).toBe('permanent');
  });
});

describe('failureOfEntry', () => {
  it.each([
    ['ServiceUnavailableException', 'throttled'],
    ['InternalFailure', 'transient'],
    ['SomethingNobodyDocumented', 'transient'],
  ])('%s is %s', (ErrorCode, failureClass) => {
    expect(failureOfEntry({ ErrorCode, ErrorMessage: 'why' })).toEqual({
      failureClass,
      errorCode: ErrorCode,
      errorMessage: 'why',
    });
  });

  it('sees no failure in an entry with a RecordId', () => {
    expect(failureOfEntry({ RecordId: '1' })).toBeUndefined();
  });
});

describe('isRefusedForContent', () => {
  it.each<[string, Step, boolean]>([
    ['too many records', refuses(400, 'ValidationException', TOO_LONG), true],
    ['too many bytes', refuses(400, 'InvalidArgumentException', 'Records size exceeds 4 MB limit'), true],
    ['bare 413', raw(413, '', 'not stored'), true],
    ['413 in HTML', html(413), true],
    ['another argument', refuses(400, 'InvalidArgumentException', 'Stream is being deleted'), false],
    ['no such stream', refuses(400, 'ResourceNotFoundException'), false],
    ['access denied', refuses(400, 'AccessDeniedException'), false],
    ['bare 403', raw(403, '', 'not stored'), false],
  ])('%s: %s', async (_what, step, expected) => {
    expect(isRefusedForContent(await errorFrom(step))).toBe(expected);
  });
});

describe('describeError', () => {
  it('reads what the SDK put on its error', async () => {
    const error = await errorFrom(refuses(400, 'ValidationException', 'why', { 'x-amzn-requestid': 'r-1' }));
    expect(describeError(error)).toMatchObject({
      name: 'ValidationException',
      message: 'why',
      status: 400,
      requestId: 'r-1',
    });
  });
});
