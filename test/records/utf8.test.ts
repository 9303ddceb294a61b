import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSoundUtf8 } from '../../src/records/utf8.ts';

describe('isSoundUtf8', () => {
  it('finds every piece of valid text sound, wherever it is cut', () => {
    const text = fc.array(fc.constantFrom('a', 'ä', '€', '𝄞'), { maxLength: 8 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.nat(8), fc.nat(12), (all, from, length) => {
        expect(isSoundUtf8(Buffer.from(all).subarray(from, from + length))).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    [[0x61, 0xff, 0x61]],
    [[0x61, 0xc3, 0x61]],
    [[0xe2, 0x82, 0x61, 0x61]],
    [[0xc0, 0x80, 0x61]],
    [[0xed, 0xa0, 0x80, 0x61]],
    [[0x80, 0x80, 0x80, 0x80, 0x61]],
  ])('finds %j not sound', (bytes) => {
    expect(isSoundUtf8(Uint8Array.from(bytes))).toBe(false);
  });
});
