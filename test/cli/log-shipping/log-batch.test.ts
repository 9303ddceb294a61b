import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BufferedEvent,
  countFitting,
  LOG_LIMITS,
  toEvent,
} from '../../../src/cli/log-shipping/log-batch.ts';

const DAY_MS = 24 * 3_600_000;

/** Events of these sizes, overhead included, all of one time. */
const eventsOf = (...sizes: readonly number[]): readonly BufferedEvent[] =>
  sizes.map((bytes) => ({ timestamp: 0, message: '', bytes }));

const many = (count: number): readonly BufferedEvent[] =>
  Array.from({ length: count }, () => ({ timestamp: 0, message: 'x', bytes: 27 }));

describe('countFitting', () => {
  it('has the documented limits', () => {
    expect(LOG_LIMITS).toMatchObject({
      events: 10_000,
      batchBytes: 1_048_576,
      overheadBytes: 26,
      spanMs: DAY_MS,
    });
  });

  it.each([
    [9_999, 9_999],
    [10_000, 10_000],
    [10_001, 10_000],
  ])('puts %i events into a call of %i', (count, fitting) => {
    expect(countFitting(many(count))).toBe(fitting);
  });

  it.each([
    [1_048_575, 2],
    [1_048_576, 2],
    [1_048_577, 1],
  ])('fits %i bytes in all as %i events', (total, fitting) => {
    expect(countFitting(eventsOf(1_000, total - 1_000))).toBe(fitting);
  });

  it.each([
    [DAY_MS - 1, 2],
    [DAY_MS, 2],
    [DAY_MS + 1, 1],
  ])('fits a span of %i ms as %i events', (spanMs, fitting) => {
    const events = [0, spanMs].map((timestamp) => ({ timestamp, message: 'x', bytes: 27 }));
    expect(countFitting(events)).toBe(fitting);
  });

  it('counts from a place on, and nothing where there is nothing', () => {
    expect([countFitting([]), countFitting(many(3), 2), countFitting(many(3), 3)]).toEqual([0, 1, 0]);
  });

  it('makes batches within all limits that are the events again', () => {
    const event = fc.record({ gap: fc.nat({ max: DAY_MS }), bytes: fc.integer({ min: 27, max: 262_144 }) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (parts) => {
        let timestamp = 0;
        const events = parts.map(({ gap, bytes }, place) => {
          timestamp += gap;
          return { timestamp, message: String(place), bytes };
        });
        for (let from = 0; from < events.length; ) {
          const batch = events.slice(from, from + countFitting(events, from));
          expect(batch.length).toBeGreaterThan(0);
          expect(batch.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(1_048_576);
          expect((batch.at(-1)?.timestamp ?? 0) - (batch[0]?.timestamp ?? 0)).toBeLessThanOrEqual(DAY_MS);
          from += batch.length;
        }
      }),
    );
  });
});

describe('toEvent', () => {
  it('leaves out the newline, and counts UTF-8 and 26 bytes of overhead', () => {
    expect(toEvent('{"a":"é€"}\n', 7)).toEqual({ timestamp: 7, message: '{"a":"é€"}', bytes: 13 + 26 });
  });

  it.each([
    [262_144 - 27, 262_144 - 1],
    [262_144 - 26, 262_144],
    [262_144 - 25, 262_144],
  ])('makes an event of %i bytes one of %i', (length, bytes) => {
    expect(toEvent('x'.repeat(length), 0).bytes).toBe(bytes);
  });

  it('cuts a long line before a character that would be broken', () => {
    const { message, bytes } = toEvent('€'.repeat(100_000), 0);
    expect(message).toBe('€'.repeat(Math.floor((262_144 - 26) / 3)));
    expect(bytes).toBe(Buffer.byteLength(message) + 26);
  });
});
