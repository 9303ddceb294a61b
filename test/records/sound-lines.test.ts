import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEWLINE } from '../../src/records/ascii.ts';
import { LineCheck } from '../../src/records/line-check.ts';
import { linesAutomaton } from '../../src/records/lines-automaton.ts';
import { PLAIN_DEPTH } from '../../src/records/plain-places.ts';
import { createLinesLook } from '../../src/records/sound-lines.ts';

const look = createLinesLook();
const ENOUGH = Array.from({ length: 60 }, () => '1');
const PLACES = [0, 1, 19, 30, 58, 59];

/** The verdict over lines, each with its newline. */
function verdict(lines: readonly string[]): boolean {
  const bytes = Buffer.from(`#${lines.join('\n')}\n#`);
  return look(bytes, 1, bytes.length - 1);
}

/** The same, one line after the other, with the scanner that goes byte by byte. */
function plainVerdict(lines: readonly string[]): boolean {
  const check = new LineCheck();
  return lines.every((line) => {
    const bytes = Buffer.from(`${line}\n`);
    return /^[ \t\r]*$/.test(line) || check.fault(bytes, 0, bytes.length - 1) === undefined;
  });
}

const nested = (depth: number) =>
  `${'[{"a":'.repeat(depth / 2)}${depth % 2 ? '[]' : '0'}${'}]'.repeat(depth / 2)}`;

describe('lines looked at all at once', () => {
  it('have the verdict that each has by itself', () => {
    const fragment = fc.constantFrom(
      ...'{}[]",:\\/ \t\r0123456789-+.eEtruefalsnb"\u0001uxäA\u007f'.split(''),
    );
    const mutated = fc
      .json({ maxDepth: 2 })
      .chain((text) =>
        fc
          .tuple(fc.nat(text.length), fragment)
          .map(([at, piece]) => text.slice(0, at) + piece + text.slice(at + 1)),
      );
    const line = fc.oneof(
      fc.json({ maxDepth: 2 }),
      fc
        .json({ maxDepth: 2 })
        .map((text) => JSON.stringify(JSON.parse(text), null, 1).replaceAll('\n', '\t')),
      mutated,
      fc.array(fragment, { maxLength: 4 }).map((all) => all.join('')),
    );
    const lines = fc.tuple(fc.json({ maxDepth: 2 }), line, fc.nat(2)).map(([good, tried, place]) => {
      const three = [good, good, good];
      three[place] = tried;
      return three;
    });
    let sound = 0;
    fc.assert(
      fc.property(lines, (three) => {
        const isSound = verdict(three);
        if (isSound) sound += 1;
        // It may leave lines to the others, and never takes a line that they don't.
        if (isSound) expect(plainVerdict(three)).toBe(true);
        else if (plainVerdict(three)) expect(cannotBeParted(three)).toBe(true);
      }),
      { numRuns: 4000 },
    );
    expect(sound).toBeGreaterThan(500);
  });

  it.each(['{"a":1}', '-0.5e+3', ' "x" ', '', '  ', '\t[ ]\r', 'null', '"\\u00e9 \\\\"', '[1,{"b":[]}]'])(
    'may hold %j at each place',
    (line) => {
      for (const place of PLACES) expect(verdict(ENOUGH.with(place, line))).toBe(true);
    },
  );

  it.each(['{"a":1', '1 2', '01', '"', '{"a" 1}', '[1,]', '"\t"', 'nul', '-', '1.', '}', '[1}', '{"a":1}}'])(
    'are not all sound with %j at any place',
    (line) => {
      for (const place of PLACES) expect(verdict(ENOUGH.with(place, line))).toBe(false);
    },
  );

  it.each([
    [-1, true],
    [0, true],
    [1, false],
  ])('may be nested to the bound; %i levels from there the answer is %s', (more, expected) => {
    const depth = PLAIN_DEPTH + more;
    for (const line of [nested(depth), '['.repeat(depth) + ']'.repeat(depth)]) {
      expect(verdict(ENOUGH.with(25, line))).toBe(expected);
      expect(plainVerdict([line])).toBe(true);
    }
  });

  it('are left to the others where there are too few', () => {
    expect([verdict(['1']), verdict(['1', '2']), verdict(['1', '2', '3'])]).toEqual([false, false, true]);
  });

  it('need a table whose rows have numbers that it can hold', () => {
    const { classOf, next } = linesAutomaton();
    expect(Math.max(...next) + Math.max(...classOf)).toBeLessThan(next.length);
    expect(next.length).toBeLessThan(1 << 16);
  });
});

/** Whether three parts of about the same length can't each begin with a line. */
function cannotBeParted(lines: readonly string[]): boolean {
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  const third = Math.floor(bytes.length / 3);
  const second = bytes.indexOf(NEWLINE, third - 1) + 1;
  const last = bytes.indexOf(NEWLINE, 2 * third - 1) + 1;
  return second === last || last === bytes.length;
}
