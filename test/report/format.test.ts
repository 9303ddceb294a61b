import { describe, expect, it } from 'vitest';
import { bytes, count, decimal, duration, plural } from '../../src/report/format.ts';

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [1_023, '1,023 B'],
    [1_024, '1.0 KiB'],
    [1_025, '1.0 KiB'],
    [1_536, '1.5 KiB'],
    [2 ** 20 - 1, '1.0 MiB'],
    [2 ** 20, '1.0 MiB'],
    [2 ** 30 - 1, '1.0 GiB'],
    [2 ** 30, '1.0 GiB'],
    [2 ** 40, '1.0 TiB'],
    [2 ** 50, '1,024.0 TiB'],
    [1_047_000, '1,022.5 KiB'],
  ])('writes %i as %s', (value, text) => {
    expect(bytes(value)).toBe(text);
  });
});

describe('duration', () => {
  it.each([
    [0, '0.0 s'],
    [0.04, '0.0 s'],
    [59.9, '59.9 s'],
    [99.9, '99.9 s'],
    [99.96, '2 min'],
    [100, '2 min'],
    [5_969, '99 min'],
    [5_970, '1.7 h'],
    [360_000, '100.0 h'],
  ])('writes %d s as %s', (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});

describe('numbers', () => {
  it('have commas between thousands, whatever the locale of the machine', () => {
    expect(count(1_234_567)).toBe('1,234,567');
    expect(decimal(1_234.56)).toBe('1,234.6');
    expect(decimal(0.126, 2)).toBe('0.13');
  });

  it.each([
    [0, 'record', '0 records'],
    [1, 'record', '1 record'],
    [2_000, 'record', '2,000 records'],
    [1, 'retry', '1 retry'],
    [2, 'retry', '2 retries'],
    [2, 'day', '2 days'],
  ])('%i of %s are %s', (value, noun, text) => {
    expect(plural(value, noun)).toBe(text);
  });
});
