import { describe, expect, it } from 'vitest';
import { checkClock } from '../../../src/delivery/doctor/check-clock.ts';

const MINUTE_MS = 60_000;

describe('checkClock', () => {
  it.each([
    [5 * MINUTE_MS - 1, 'ok'],
    [5 * MINUTE_MS, 'ok'],
    [5 * MINUTE_MS + 1, 'failed'],
    [-5 * MINUTE_MS, 'ok'],
    [-5 * MINUTE_MS - 1, 'failed'],
  ])('takes %i ms off as %s', (offMs, status) => {
    expect(checkClock({ offMs }).status).toBe(status);
  });

  it.each([
    [999, "less than 1 s off the service's"],
    [-1_000, "1.0 s behind the service's"],
    [240_000, "4 min ahead of the service's"],
  ])('tells %i ms as %s', (offMs, what) => {
    expect(checkClock({ offMs })).toEqual({ status: 'ok', what });
  });

  it('can tell nothing without a Date', () => {
    expect(checkClock({ offMs: undefined }).status).toBe('unknown');
  });
});
