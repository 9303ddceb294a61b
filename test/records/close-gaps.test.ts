import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closeGaps } from '../../src/records/close-gaps.ts';

/** Runs of text and of white space in turn, as they stand in memory. */
const RUNS = fc.array(fc.tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 1, max: 99 })), {
  maxLength: 12,
});

describe('bytes between gaps', () => {
  it('are moved together, and those before and behind stay', () => {
    fc.assert(
      fc.property(RUNS, fc.integer({ min: 0, max: 5 }), (runs, before) => {
        const gaps: number[] = [];
        let [all, kept] = ['#'.repeat(before), '#'.repeat(before)];
        for (const [place, [text, space]] of runs.entries()) {
          const run = String.fromCharCode(97 + place).repeat(text);
          gaps.push(all.length + text, all.length + text + space);
          all += run + ' '.repeat(space);
          kept += run;
        }
        const bytes = Buffer.from(`${all}end#`);
        const end = closeGaps(bytes, Int32Array.from([...gaps, 1, 2]), gaps.length, all.length + 3);
        expect(bytes.subarray(0, end).toString()).toBe(`${kept}end`);
        expect(bytes.at(-1)).toBe('#'.charCodeAt(0));
      }),
    );
  });
});
