import { describe, expect, it } from 'vitest';
import type { LogEvent, LogService } from '../../../src/aws/log-service.ts';
import { createLogShipper, type Trouble } from '../../../src/cli/log-shipping/log-shipper.ts';

type Put = (events: readonly LogEvent[], call: number) => Promise<number>;

/** A shipper whose service does what the test says, and what came of it. */
function shipTo(put: Put, options: { readonly maxBytes?: number; readonly times?: readonly number[] } = {}) {
  const calls: (readonly LogEvent[])[] = [];
  const troubles: Trouble[] = [];
  const times = [...(options.times ?? [])];
  const service: Pick<LogService, 'create' | 'put'> = {
    create: async () => {},
    put: (events) => {
      calls.push(events);
      return put(events, calls.length);
    },
  };
  const shipper = createLogShipper({
    service,
    onTrouble: (trouble) => {
      troubles.push(trouble);
      // As the warning of a run does.
      shipper.write('warning\n');
    },
    now: () => times.shift() ?? 0,
    ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
  });
  const messages = () => calls.map((events) => events.map(({ message }) => message));
  return { shipper, calls, troubles, messages };
}

const never = new AbortController().signal;
const stored: Put = async () => 0;
const hanging: Put = () => new Promise(() => {});
const failing = (name: string) => async () => {
  throw Object.assign(new Error('said so'), { name });
};

describe('the log shipper', () => {
  it('ships at its end what was written, in order, in one call', async () => {
    const { shipper, messages } = shipTo(stored);
    for (const line of ['a\n', 'b\n', 'c\n']) shipper.write(line);
    expect(await shipper.end(1_000, never)).toEqual({ shipped: 3, unshipped: 0 });
    expect(messages()).toEqual([['a', 'b', 'c']]);
  });

  it('makes no call where nothing was written', async () => {
    const { shipper, calls } = shipTo(stored);
    expect(await shipper.end(1_000, never)).toEqual({ shipped: 0, unshipped: 0 });
    expect(calls).toEqual([]);
  });

  it('keeps the order of time when the clock is set back', async () => {
    const { shipper, calls } = shipTo(stored, { times: [5, 3, 7] });
    for (const line of ['a\n', 'b\n', 'c\n']) shipper.write(line);
    await shipper.end(1_000, never);
    expect(calls.flat().map(({ timestamp }) => timestamp)).toEqual([5, 5, 7]);
  });

  it('takes a storm of lines at once while the service hangs, keeps its bound, and warns once', async () => {
    const maxBytes = 1_000 * 30;
    const { shipper, troubles, calls } = shipTo(hanging, { maxBytes });
    for (let number = 0; number < 30_000; number += 1) shipper.write(`${String(number).padStart(4, '0')}\n`);
    // Nothing of it waited: no promise was given the time to settle.
    expect(calls.length).toBeLessThanOrEqual(1);
    expect(troubles.map(({ errorCode }) => errorCode)).toEqual(['BufferFull']);
    const { shipped, unshipped } = await shipper.end(1, never);
    // The warning is a line as well.
    expect([shipped, unshipped]).toEqual([0, 30_001]);
  });

  it('drops the oldest lines of a storm', async () => {
    const { shipper, messages } = shipTo(stored, { maxBytes: 10 * 30 });
    for (let number = 0; number < 15; number += 1) shipper.write(`${String(number).padStart(4, '0')}\n`);
    const counts = await shipper.end(1_000, never);
    expect(messages().flat().at(-1)).toBe('0014');
    expect(counts.shipped + counts.unshipped).toBe(16);
    expect(counts.shipped).toBe(messages().flat().length);
  });

  it('is given up by its deadline and by its signal', async () => {
    const late = shipTo(hanging);
    late.shipper.write('a\n');
    expect(await late.shipper.end(10, never)).toEqual({ shipped: 0, unshipped: 1 });
    const cut = shipTo(hanging);
    cut.shipper.write('a\n');
    const stop = new AbortController();
    const ended = cut.shipper.end(3_600_000, stop.signal);
    stop.abort();
    expect(await ended).toEqual({ shipped: 0, unshipped: 1 });
  });

  it.each(['ResourceNotFoundException', 'AccessDeniedException', 'InvalidParameterException'])(
    'makes no further call after %s, and warns once',
    async (name) => {
      const { shipper, calls, troubles } = shipTo(failing(name));
      for (let number = 0; number < 25_000; number += 1) shipper.write(`${number}\n`);
      const counts = await shipper.end(1_000, never);
      expect([calls.length, troubles.length]).toEqual([1, 1]);
      expect(troubles[0]).toEqual({ errorCode: name, reason: 'said so' });
      expect(counts).toEqual({ shipped: 0, unshipped: 25_001 });
    },
  );

  it('ends soon where the service is down: one more call, and no more', async () => {
    const { shipper, calls, troubles } = shipTo(failing('ServiceUnavailableException'));
    shipper.write('a\n');
    const startedAt = performance.now();
    expect(await shipper.end(3_600_000, never)).toEqual({ shipped: 0, unshipped: 2 });
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    expect([calls.length, troubles.length]).toEqual([1, 1]);
  });

  it('sends a batch that failed again, whole and before what came later', async () => {
    const put: Put = async (_events, call) => {
      if (call === 1) throw Object.assign(new Error('busy'), { name: 'ThrottlingException' });
      return 0;
    };
    const { shipper, messages, troubles } = shipTo(put);
    for (let number = 0; number < 10_000; number += 1) shipper.write(`${number}\n`);
    await new Promise(setImmediate);
    shipper.write('later\n');
    expect(await shipper.end(1_000, never)).toEqual({ shipped: 10_002, unshipped: 0 });
    const [first, second, third] = messages();
    expect(second).toEqual(first);
    expect([third, troubles.length]).toEqual([['warning', 'later'], 1]);
  });

  it('counts what the service leaves out for its time, and warns once', async () => {
    const { shipper, troubles } = shipTo(async () => 2);
    for (const line of ['a\n', 'b\n', 'c\n']) shipper.write(line);
    const { shipped, unshipped } = await shipper.end(1_000, never);
    expect(troubles.map(({ errorCode }) => errorCode)).toEqual(['RejectedLogEvents']);
    expect(shipped + unshipped).toBe(4);
    expect(unshipped).toBeGreaterThanOrEqual(2);
  });

  it('takes lines after its end for unshipped and keeps none', async () => {
    const { shipper, calls } = shipTo(stored);
    await shipper.end(1_000, never);
    shipper.write('late\n');
    expect(calls).toEqual([]);
  });
});
