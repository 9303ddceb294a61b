import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NEWLINE } from '../../src/records/ascii.ts';
import { LineCheck } from '../../src/records/line-check.ts';
import { PLAIN_DEPTH } from '../../src/records/plain-places.ts';
import { createLinesLook } from '../../src/records/sound-lines.ts';

const look = createLinesLook();
const ENOUGH = Array.from({ length: 60 }, () => '1');
const PLACES = [0, 1, 19, 30, 58, 59];
/** Bytes that are looked at at once. */
const ROOM = 256 * 1024;

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
    const lines = fc
      .tuple(fc.json({ maxDepth: 2 }), line, fc.nat(3))
      .map(([good, tried, place]) => [good, good, good, good].with(place, tried));
    let sound = 0;
    fc.assert(
      fc.property(lines, (four) => {
        const isSound = verdict(four);
        if (isSound) sound += 1;
        // It may leave lines to the others, and never takes a line that they don't.
        if (isSound) expect(plainVerdict(four)).toBe(true);
        else if (plainVerdict(four)) expect(cannotBeParted(four)).toBe(true);
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

  it('may be more than are looked at at once, but none of them as long as that', () => {
    const many = Array.from({ length: 40_000 }, (_, number) => `{"number":${number}}`);
    expect(verdict(many)).toBe(true);
    for (const place of [0, 15_000, 39_999]) expect(verdict(many.with(place, '{"number":}'))).toBe(false);
    expect(verdict(many.with(15_000, `"${'x'.repeat(300_000)}"`))).toBe(false);
  });

  it.each([1, 2, 4])('may be a few more than have room in %i pieces', (pieces) => {
    const full = Math.floor((pieces * ROOM) / 64);
    for (const more of [-1, 0, 1, 2, 5, 9])
      expect(verdict(Array.from({ length: full + more }, () => `"${'x'.repeat(61)}"`))).toBe(true);
  });

  it('are left to the others where there are too few', () => {
    const lines = (count: number) => Array.from({ length: count }, () => '1');
    expect([1, 2, 3, 4].map((count) => verdict(lines(count)))).toEqual([false, false, false, true]);
  });
});

/** Whether four parts of about the same length can't each begin with a line. */
function cannotBeParted(lines: readonly string[]): boolean {
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  const starts = [1, 2, 3].map((part) => bytes.indexOf(NEWLINE, part * (bytes.length >> 2) - 1) + 1);
  return new Set([0, ...starts, bytes.length]).size < 5;
}
