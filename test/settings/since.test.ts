import { describe, expect, it } from 'vitest';
import { since, timeOf } from '../../src/settings/since.ts';
import { ValueError } from '../../src/settings/values.ts';

const NOW = Date.UTC(2026, 10, 21, 12);
const timeIn = (text: string) => timeOf(since.parse(text), NOW).toISOString();

describe('--since', () => {
  it.each([
    ['90s', '2026-11-21T11:58:30.000Z'],
    ['15m', '2026-11-21T11:45:00.000Z'],
    ['2h', '2026-11-21T10:00:00.000Z'],
    ['1d', '2026-11-20T12:00:00.000Z'],
    ['0s', '2026-11-21T12:00:00.000Z'],
    ['2026-11-21', '2026-11-21T00:00:00.000Z'],
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['2026-11-21T10:00', '2026-11-21T10:00:00.000Z'],
    ['2026-11-21T10:00:30Z', '2026-11-21T10:00:30.000Z'],
    ['2026-11-21T10:00+09:00', '2026-11-21T01:00:00.000Z'],
  ])('%s is %s', (text, time) => {
    expect(timeIn(text)).toBe(time);
  });

  it.each([
    ...['', 'yesterday', '2', 'h', '-2h', '2.5h', '2026', '2026-13-01', '2026-11-21T25:00', '21.11.2026'],
    ...['2026-02-30', '2026-11-31', '2027-02-29T10:00Z'],
  ])('refuses "%s"', (text) => {
    expect(() => since.parse(text)).toThrow(ValueError);
  });
});
