import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RecordOutcome, UnsettledError } from '../../src/actions/outcomes.ts';
import { putRecordBatch } from '../../src/actions/put-record-batch.ts';
import type { Attempt, RetryOptions } from '../../src/actions/retry-policy.ts';
import { accepts, failsEntries, idOf, isSilent, raw, refuses, resets } from './replies.ts';
import { clientOf, type ScriptedServer, type Step, startScriptedServer } from './scripted-server.ts';

let server: ScriptedServer;
let client: ReturnType<typeof clientOf>;
let waits: number[];
let attempts: Attempt[];

beforeAll(async () => {
  server = await startScriptedServer();
  client = clientOf(server);
});
afterAll(() => server.close());
beforeEach(() => {
  waits = [];
  attempts = [];
});

/** Sends records named by letters to a server that follows a script, without waiting in between. */
function send(letters: string, script: readonly Step[], options: RetryOptions = {}, with_ = client) {
  server.play(script, accepts);
  const records = [...letters].map((letter) => Buffer.from(letter));
  const sleep = async (ms: number) => void waits.push(ms);
  const onAttempt = (attempt: Attempt) => void attempts.push(attempt);
  return putRecordBatch(with_, { streamName: 'alerts', records }, { sleep, onAttempt, ...options });
}

const unsettled = (sending: Promise<unknown>): Promise<UnsettledError> =>
  sending.then(
    () => expect.fail('everything was settled'),
    (error) => {
      expect(error).toBeInstanceOf(UnsettledError);
      return error;
    },
  );
const sentRecords = () => server.calls.map((call) => call.records.join(''));
const statuses = (outcomes: readonly RecordOutcome[]) => outcomes.map(({ status }) => status);

describe('putRecordBatch', () => {
  it('sends the bytes of all records in one call to the named stream', async () => {
    const outcomes = await send('abc', []);
    expect(server.calls[0]?.input.DeliveryStreamName).toBe('alerts');
    expect(sentRecords()).toEqual(['abc']);
    expect(outcomes[1]).toEqual({
      status: 'delivered',
      recordId: idOf('b'),
      attempts: 1,
      possiblyDuplicated: false,
    });
  });

  it('resends only the failed entries, in order', async () => {
    const outcomes = await send('abcdef', [failsEntries([0, 2, 5]), failsEntries([1])]);
    expect(sentRecords()).toEqual(['abcdef', 'acf', 'c']);
    expect(server.stored).toEqual(['b', 'd', 'e', 'a', 'f', 'c']);
    expect(statuses(outcomes)).toEqual(Array(6).fill('delivered'));
  });

  it('matches entries by position', async () => {
    const outcomes = await send('aaba', [failsEntries([0, 2]), failsEntries([0])]);
    expect(outcomes).toMatchObject([
      { recordId: idOf('a'), attempts: 3 },
      { recordId: idOf('a'), attempts: 1 },
      { recordId: idOf('b'), attempts: 2 },
      { recordId: idOf('a'), attempts: 1 },
    ]);
  });

  it('counts attempts a record, the first call included', async () => {
    const script = [failsEntries([0, 1]), failsEntries([0, 1]), failsEntries([0])];
    const outcomes = await send('abc', script, { attempts: 3 });
    expect(server.calls).toHaveLength(3);
    expect(outcomes).toEqual([
      {
        status: 'undelivered',
        errorCode: 'InternalFailure',
        errorMessage: 'InternalFailure said the script',
        attempts: 3,
        maybeStored: false,
      },
      { status: 'delivered', recordId: idOf('b'), attempts: 3, possiblyDuplicated: false },
      { status: 'delivered', recordId: idOf('c'), attempts: 1, possiblyDuplicated: false },
    ]);
  });

  it.each([1, 2])('makes %i calls and no more where so many attempts are allowed', async (allowed) => {
    const outcomes = await send('a', Array(5).fill(failsEntries([0])), { attempts: allowed });
    expect(server.calls).toHaveLength(allowed);
    expect(outcomes).toMatchObject([{ status: 'undelivered', attempts: allowed }]);
  });

  it('waits between calls with full jitter under a doubling bound', async () => {
    const script = Array(4).fill(failsEntries([0]));
    await send('a', script, { random: () => 0.5, baseDelayMs: 100, maxDelayMs: 300 });
    expect(waits).toEqual([50, 100, 150, 150]);
    expect(attempts.map(({ delayMs }) => delayMs)).toEqual([50, 100, 150, 150, undefined]);
  });

  it.each<[string, Step]>([
    ['spent', failsEntries([0])],
    ['refused for good', refuses(400, 'ResourceNotFoundException')],
  ])('does not wait after the last attempt: %s', async (_why, step) => {
    await send('a', [step], { attempts: 1 }).catch(() => {});
    expect(server.calls).toHaveLength(1);
    expect(waits).toEqual([]);
  });

  it('spends no attempt on throttling', async () => {
    const script: Step[] = [
      ...Array(3).fill(failsEntries([0, 1], 'ServiceUnavailableException')),
      refuses(503, 'ServiceUnavailableException', 'Slow down.'),
      failsEntries([0]),
    ];
    const outcomes = await send('ab', script, { attempts: 2 });
    expect(server.calls).toHaveLength(6);
    expect(outcomes).toMatchObject([
      { status: 'delivered', attempts: 2, possiblyDuplicated: false },
      { status: 'delivered', attempts: 1, possiblyDuplicated: false },
    ]);
  });

  it.each([
    [999, ['delivered', 'delivered']],
    [1_000, ['undelivered', 'delivered']],
    [1_001, ['undelivered', 'delivered']],
  ])('gives up throttled records after giveUpAfterMs: at %i of 1,000 ms', async (elapsedMs, expected) => {
    let clock = 5_000;
    const sleep = async () => {
      clock += elapsedMs;
    };
    const options = { sleep, now: () => clock, giveUpAfterMs: 1_000 };
    const script = [
      failsEntries([0, 1], 'ServiceUnavailableException'),
      failsEntries([0], 'ServiceUnavailableException'),
    ];
    const outcomes = await send('ab', script, options);
    expect(statuses(outcomes)).toEqual(expected);
    if (outcomes[0]?.status === 'undelivered')
      expect(outcomes[0]).toMatchObject({ errorCode: 'ServiceUnavailableException', attempts: 0 });
  });

  it('goes on counting attempts of earlier outcomes', async () => {
    const earlier: RecordOutcome[] = [
      { status: 'pending', attempts: 2, maybeStored: false, errorCode: 'InternalFailure' },
      { status: 'pending', attempts: 1, maybeStored: true },
    ];
    const outcomes = await send('ab', [failsEntries([0, 1])], { attempts: 3, earlier });
    expect(outcomes).toMatchObject([
      { status: 'undelivered', attempts: 3, maybeStored: false },
      { status: 'delivered', attempts: 3, possiblyDuplicated: true },
    ]);
  });

  it('never sends again what an earlier call settled', async () => {
    const earlier: RecordOutcome[] = [
      { status: 'delivered', recordId: 'before', attempts: 1, possiblyDuplicated: false },
      { status: 'pending', attempts: 1, maybeStored: false },
    ];
    const outcomes = await send('ab', [], { earlier });
    expect(sentRecords()).toEqual(['b']);
    expect(outcomes).toMatchObject([{ recordId: 'before' }, { recordId: idOf('b'), attempts: 2 }]);
  });

  it('makes no call where an earlier one settled everything', async () => {
    const earlier: RecordOutcome[] = [
      { status: 'delivered', recordId: 'before', attempts: 1, possiblyDuplicated: false },
    ];
    expect(await send('a', [], { earlier })).toEqual(earlier);
    expect(server.calls).toEqual([]);
  });

  it('tells of each call as it was', async () => {
    await send('abc', [
      refuses(500, 'InternalFailure', 'Oops.', { 'x-amzn-requestid': 'r-1' }),
      failsEntries([1, 2]),
    ]);
    expect(attempts).toMatchObject([
      {
        attempt: 1,
        records: 3,
        failedPutCount: undefined,
        errorCode: 'InternalFailure',
        requestId: 'r-1',
      },
      { attempt: 2, records: 3, failedPutCount: 2, errorCode: 'InternalFailure' },
      { attempt: 3, records: 2, failedPutCount: 0, errorCode: undefined, delayMs: undefined },
    ]);
    for (const { durationMs } of attempts) expect(durationMs).toBeGreaterThan(0);
  });
});

describe('putRecordBatch, when a call may have been stored', () => {
  const replyOf = (reply: unknown) => raw(200, JSON.stringify(reply), 'stored');
  const a = { RecordId: 'a' };
  const b = { RecordId: 'b' };

  it.each<[string, Step]>([
    ['an empty object', replyOf({})],
    ['no body', raw(200, '', 'stored')],
    ['null', replyOf(null)],
    ['no entries', replyOf({ FailedPutCount: 0 })],
    ['null for entries', replyOf({ FailedPutCount: 0, RequestResponses: null })],
    ['a word for entries', replyOf({ FailedPutCount: 0, RequestResponses: 'two' })],
    ['too few entries', replyOf({ FailedPutCount: 0, RequestResponses: [a] })],
    ['too many entries', replyOf({ FailedPutCount: 0, RequestResponses: [a, b, b] })],
    ['null for an entry', replyOf({ FailedPutCount: 0, RequestResponses: [null, b] })],
    ['an entry that says nothing', replyOf({ FailedPutCount: 0, RequestResponses: [{}, b] })],
    ['a FailedPutCount above the failed entries', replyOf({ FailedPutCount: 1, RequestResponses: [a, b] })],
    [
      'a FailedPutCount below the failed entries',
      replyOf({ FailedPutCount: 0, RequestResponses: [a, { ErrorCode: 'InternalFailure' }] }),
    ],
    ['no FailedPutCount', replyOf({ RequestResponses: [a, b] })],
    ['truncated JSON', raw(200, '{"FailedPutCount":0,"RequestRes', 'stored')],
    ['HTML with status 200', raw(200, '<html>Hello</html>', 'stored')],
    ['HTML with status 502', raw(502, '<html>Bad gateway</html>', 'stored')],
    ['no body with status 504', raw(504, '', 'stored')],
    ['a reset before the reply', resets('stored')],
  ])('sends again and marks as possibly duplicated after %s', async (_what, step) => {
    const outcomes = await send('ab', [step]);
    expect(server.stored).toEqual(['a', 'b', 'a', 'b']);
    const delivered = { status: 'delivered', attempts: 2, possiblyDuplicated: true };
    expect(outcomes).toMatchObject([delivered, delivered]);
    expect(attempts[0]?.failedPutCount).toBeUndefined();
  });

  it('marks records possibly duplicated after a timeout', async () => {
    const outcomes = await send('a', [isSilent('stored')], {}, clientOf(server, 200));
    expect(outcomes).toMatchObject([{ status: 'delivered', possiblyDuplicated: true }]);
  });

  it('says maybeStored of a record that has spent its attempts, also where the last one was clear', async () => {
    const outcomes = await send('ab', [resets('stored'), failsEntries([0])], { attempts: 2 });
    expect(outcomes).toMatchObject([
      { status: 'undelivered', errorCode: 'InternalFailure', attempts: 2, maybeStored: true },
      { status: 'delivered', attempts: 2, possiblyDuplicated: true },
    ]);
  });

  it('marks only the records of the unclear call', async () => {
    const outcomes = await send('ab', [failsEntries([1]), resets('stored')]);
    expect(outcomes).toMatchObject([{ possiblyDuplicated: false }, { possiblyDuplicated: true }]);
    expect(server.stored).toEqual(['a', 'b', 'b']);
  });
});

describe('putRecordBatch, when it has to stop', () => {
  it('sends nothing where the signal is aborted already', async () => {
    const error = await unsettled(send('ab', [], { signal: AbortSignal.abort('enough') }));
    expect(server.calls).toEqual([]);
    expect(error.cause).toBe('enough');
    expect(error.outcomes).toEqual(Array(2).fill({ status: 'pending', attempts: 0, maybeStored: false }));
  });

  it('sends nothing after the signal is aborted but awaits the call on the wire and keeps its outcome', async () => {
    const stop = new AbortController();
    const aborting: Step = (turn) => {
      stop.abort(new Error('Ctrl-C'));
      failsEntries([1])(turn);
    };
    const error = await unsettled(send('abc', [aborting], { signal: stop.signal }));
    expect(server.calls).toHaveLength(1);
    expect(server.stored).toEqual(['a', 'c']);
    expect(waits).toEqual([]);
    expect(error.cause).toEqual(new Error('Ctrl-C'));
    expect(error.outcomes).toMatchObject([
      { status: 'delivered', recordId: idOf('a') },
      { status: 'pending', attempts: 1, errorCode: 'InternalFailure', maybeStored: false },
      { status: 'delivered', recordId: idOf('c') },
    ]);
  });

  it('returns all outcomes where the call on the wire settled the last record', async () => {
    const stop = new AbortController();
    const aborting: Step = (turn) => {
      stop.abort();
      accepts(turn);
    };
    const outcomes = await send('ab', [aborting], { signal: stop.signal });
    expect(statuses(outcomes)).toEqual(['delivered', 'delivered']);
  });

  it('sends nothing where the signal is aborted during a wait', async () => {
    const stop = new AbortController();
    const sleep = async () => stop.abort(new Error('Ctrl-C'));
    const error = await unsettled(send('ab', [failsEntries([0])], { signal: stop.signal, sleep }));
    expect(server.calls).toHaveLength(1);
    expect(statuses(error.outcomes)).toEqual(['pending', 'delivered']);
  });

  it("does not mask the SDK's error, and keeps what was delivered before", async () => {
    const refusal = refuses(400, 'ResourceNotFoundException', 'Firehose alerts not found');
    const error = await unsettled(send('abc', [failsEntries([1]), resets('stored'), refusal]));
    expect(error.cause).toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Firehose alerts not found',
      $metadata: { httpStatusCode: 400 },
    });
    expect(error.message).toBe('1 of 3 records are pending: Firehose alerts not found');
    expect(error.outcomes).toMatchObject([
      { status: 'delivered' },
      { status: 'pending', attempts: 2, maybeStored: true },
      { status: 'delivered' },
    ]);
    expect(waits).toHaveLength(2);
  });
});
