import { describe, expect, it } from 'vitest';
import { createPacer, type Pacer } from '../../../src/delivery/pacing/pacer.ts';

const QUOTA = { bytesPerSecond: 1_000_000, recordsPerSecond: 1_000, requestsPerSecond: 10 };
const NEVER = new AbortController().signal;

/** A pacer whose waits pass at once, and are noted. */
function paced(): { readonly pacer: Pacer; readonly waits: number[]; pass(ms: number): void } {
  let time = 0;
  const waits: number[] = [];
  const pacer = createPacer({
    now: () => time,
    sleep: async (ms) => {
      waits.push(ms);
      time += ms;
    },
  });
  pacer.pace({ quota: QUOTA, source: 'learned' });
  return {
    pacer,
    waits,
    pass: (ms) => {
      time += ms;
    },
  };
}

describe('a pacer', () => {
  it('lets every call go at once until it is told a quota', async () => {
    const pacer = createPacer({ sleep: () => Promise.reject(new Error('waits')) });
    for (let call = 0; call < 100; call += 1)
      expect(await pacer.admit({ records: 500, bytes: 4_194_304 }, NEVER)).toBe('go');
    expect(pacer.limits.bytes).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    ['bytes', { records: 1, bytes: 100_000 }],
    ['records', { records: 100, bytes: 1 }],
    ['requests', { records: 1, bytes: 1 }],
  ])('begins with nine tenths of a second of %s, and then keeps to 98.5 %% of the quota', async (_, cost) => {
    const { pacer, waits } = paced();
    for (let call = 0; call < 9; call += 1) await pacer.admit(cost, NEVER);
    expect(waits).toEqual([]);
    await pacer.admit(cost, NEVER);
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeCloseTo(100 / 0.985, 6);
  });

  it('lets a call go that is larger than a second of quota, and makes those after it wait', async () => {
    const { pacer, waits } = paced();
    await pacer.admit({ records: 1, bytes: 3_000_000 }, NEVER);
    expect(waits).toEqual([]);
    await pacer.admit({ records: 1, bytes: 1 }, NEVER);
    expect(waits[0]).toBeCloseTo(2_100.001 / 0.985, 2);
  });

  it('saves up no more than nine tenths of a second', async () => {
    const { pacer, waits, pass } = paced();
    await pacer.admit({ records: 1, bytes: 900_000 }, NEVER);
    pass(3_600_000);
    await pacer.admit({ records: 1, bytes: 900_000 }, NEVER);
    expect(waits).toEqual([]);
    await pacer.admit({ records: 1, bytes: 98_500 }, NEVER);
    expect(waits[0]).toBeCloseTo(100, 6);
  });

  it('takes nothing for a call that is stopped while it waits', async () => {
    const stop = new AbortController();
    let time = 0;
    const pacer = createPacer({
      now: () => time,
      sleep: async (ms) => {
        time += ms / 2;
        stop.abort();
      },
    });
    pacer.pace({ quota: QUOTA, source: 'ordered' });
    await pacer.admit({ records: 1, bytes: 900_000 }, NEVER);
    expect(await pacer.admit({ records: 1, bytes: 900_000 }, stop.signal)).toBe('stopped');
    time += 900 / 0.985;
    expect(await pacer.admit({ records: 1, bytes: 900_000 }, NEVER)).toBe('go');
  });

  it('makes calls of at most a tenth of a second of the present rate, and one record at least', () => {
    const { pacer } = paced();
    expect(pacer.limits).toEqual({ bytes: 98_500, records: 98 });
  });

  it('answers a round trip of throttled calls once, and halves the rate at most', () => {
    const { pacer, pass } = paced();
    pass(100);
    for (let call = 1; call <= 20; call += 1) pacer.observe({ sentAt: call, records: 10, throttled: 10 });
    expect(pacer.limits.bytes).toBe(Math.floor(98_500 * 0.5 * 0.98));
  });

  it('has nothing saved up after a throttled call, because the service has nothing left', async () => {
    const { pacer, waits } = paced();
    pacer.observe({ sentAt: 0, records: 10, throttled: 1 });
    await pacer.admit({ records: 1, bytes: 10_000 }, NEVER);
    expect(waits[0]).toBeCloseTo(100 / (0.985 * 0.9 * 0.98), 6);
  });

  it('never goes below a tenth of the quota', () => {
    const { pacer, pass } = paced();
    for (let call = 1; call <= 50; call += 1) {
      pass(100);
      pacer.observe({ sentAt: call * 100, records: 10, throttled: 10 });
    }
    expect(pacer.limits.bytes).toBe(10_000);
  });
});
