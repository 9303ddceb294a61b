import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fullJitter, sleep } from '../../src/actions/backoff.ts';
import { NotSentError } from '../../src/actions/failures.ts';
import { UnsettledError } from '../../src/actions/outcomes.ts';
import { type Reply, sendUntilSettled } from '../../src/actions/retry.ts';
import type { RetryOptions } from '../../src/actions/retry-policy.ts';

const attemptNumbers = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 1_000_000 }));
const delays = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3_600_000 }));
const jitter = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('fullJitter', () => {
  it('stays between 0 and both bounds, whatever the attempt', () => {
    fc.assert(
      fc.property(attemptNumbers, delays, delays, jitter, (attempt, base, max, random) => {
        const wait = fullJitter(attempt, base, max, () => random);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(max);
        expect(wait).toBeLessThanOrEqual(base * 2 ** (attempt - 1) || 0);
      }),
    );
  });

  it('doubles its bound with each attempt until the upper bound', () => {
    const bounds = [1, 2, 3, 4, 5, 6].map((attempt) => fullJitter(attempt, 100, 1_000, () => 1));
    expect(bounds).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('spreads over the whole of its bound, at the upper bound too', () => {
    const waits = [0, 0.25, 0.5, 0.75].map((random) => fullJitter(50, 100, 1_000, () => random));
    expect(waits).toEqual([0, 250, 500, 750]);
    const drawn = new Set(Array.from({ length: 50 }, () => fullJitter(50, 100, 1_000)));
    expect(drawn.size).toBeGreaterThan(40);
  });
});

describe('sleep', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  /** Whether a promise is settled once all that is due was done. */
  async function isOver(promise: Promise<void>): Promise<boolean> {
    let over = false;
    promise.then(() => {
      over = true;
    });
    await vi.advanceTimersByTimeAsync(0);
    return over;
  }

  it('lasts as long as it was told to', async () => {
    const nap = sleep(1_000);
    await vi.advanceTimersByTimeAsync(999);
    expect(await isOver(nap)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await isOver(nap)).toBe(true);
  });

  it('ends with the signal, and leaves neither listener nor timer', async () => {
    const { signal, abort } = abortable();
    const nap = sleep(1_000, signal);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    abort();
    expect(await isOver(nap)).toBe(true);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves no listener when its time is over', async () => {
    const { signal } = abortable();
    const nap = sleep(1_000, signal);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await isOver(nap)).toBe(true);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  it("doesn't begin when the signal is aborted already", async () => {
    const nap = sleep(1_000, AbortSignal.abort());
    expect(vi.getTimerCount()).toBe(0);
    expect(await isOver(nap)).toBe(true);
  });

  it('is no hot loop where the time is more than a timer can count', async () => {
    const nap = sleep(2 ** 31);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await isOver(nap)).toBe(false);
  });
});

describe('sendUntilSettled', () => {
  const accept = async (positions: readonly number[]): Promise<Reply> => ({
    entries: positions.map((position) => ({ RecordId: `id ${position}` })),
    requestId: 'request',
  });

  it.each<[RetryOptions, string]>([
    [{ attempts: 0 }, 'attempts'],
    [{ attempts: Number.NaN }, 'attempts'],
    [{ baseDelayMs: -1 }, 'baseDelayMs'],
    [{ maxDelayMs: -1 }, 'maxDelayMs'],
    [{ giveUpAfterMs: -1 }, 'giveUpAfterMs'],
  ])('refuses %o by the name of the option', async (options, name) => {
    await expect(sendUntilSettled(1, accept, options)).rejects.toThrow(new RegExp(`^\`${name}\` must be`));
  });

  it.each<RetryOptions>([{ attempts: 1 }, { baseDelayMs: 0 }, { maxDelayMs: 0 }, { giveUpAfterMs: 0 }])(
    'takes %o',
    async (options) => {
      const [outcome] = await sendUntilSettled(1, accept, options);
      expect(outcome?.status).toBe('delivered');
    },
  );

  it('takes a reply with too few entries for unclear, never for delivered', async () => {
    const short = async (): Promise<Reply> => ({ entries: [{ RecordId: 'id 0' }], requestId: undefined });
    const outcomes = await sendUntilSettled(2, short, { attempts: 1 });
    expect(outcomes).toMatchObject([
      { status: 'undelivered', errorCode: 'UnclearReplyError', maybeStored: true },
      { status: 'undelivered', errorCode: 'UnclearReplyError', maybeStored: true },
    ]);
  });

  it('says nothing of records whose call was ready and never sent', async () => {
    const stop = new AbortController();
    const earlier = { status: 'pending', errorCode: 'SlowDown', attempts: 1, maybeStored: false } as const;
    const send = async () => {
      stop.abort();
      throw new NotSentError('The run was stopped.');
    };
    const sent = sendUntilSettled(2, send, {
      signal: stop.signal,
      earlier: [earlier, { status: 'pending', attempts: 0, maybeStored: false }],
    });
    const { outcomes } = (await sent.catch((error: unknown) => error)) as UnsettledError;
    expect(outcomes).toEqual([earlier, { status: 'pending', attempts: 0, maybeStored: false }]);
  });

  it("keeps what was delivered when the caller's own callback throws", async () => {
    const onAttempt = () => {
      throw new RangeError('the log is full');
    };
    const error = await sendUntilSettled(1, accept, { onAttempt }).catch((caught) => caught);
    expect(error).toBeInstanceOf(UnsettledError);
    expect(error.outcomes).toMatchObject([{ status: 'delivered', recordId: 'id 0' }]);
    expect(error.cause).toEqual(new RangeError('the log is full'));
  });
});

function abortable() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
