import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/records/input-error.ts';
import { outcome, parses, readText } from './factories.ts';

const SPACES = fc.array(fc.constantFrom(' ', '\t', '\n', '\r'), { maxLength: 3 }).map((all) => all.join(''));

/** Text of any JSON value with any white space in it. */
function spaced(value: unknown, space: () => string): string {
  if (Array.isArray(value)) return `[${value.map((item) => around(item, space)).join(',')}${space()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, item]) => {
    return `${space()}${JSON.stringify(key)}${space()}:${around(item, space)}`;
  });
  return `{${members.join(',')}${space()}}`;
}

function around(value: unknown, space: () => string): string {
  return space() + spaced(value, space) + space();
}

describe('array elements', () => {
  it('are compacted and keep digits, key order, escapes and duplicate keys as written', async () => {
    const text =
      '[ {"b": 12345678901234567890, "a" : [1.0, 1e400 ] , "b":"\\u0041 \\/ x"} ,\n-0.0,"a b", null]\n';
    const { texts, records } = await readText(text);
    expect(texts).toEqual([
      '{"b":12345678901234567890,"a":[1.0,1e400],"b":"\\u0041 \\/ x"}\n',
      '-0.0\n',
      '"a b"\n',
      'null\n',
    ]);
    expect(records.map((record) => record.offset)).toEqual(
      ['{', '-0.0', '"a b"', 'null'].map((start) => text.indexOf(start)),
    );
  });

  it.each([1, 4095, 4096, 4097, 9000])('are compacted with %i gaps in one of them', async (gaps) => {
    const first = Array.from({ length: gaps }, () => 'a b');
    const text = `[[${first.map((item) => ` "${item}"`)}],{"last" :"one"}]`;
    const { texts } = await readText(text, { delimiter: 'none' }, text.length);
    expect(texts).toEqual([JSON.stringify(first), '{"last":"one"}']);
  });

  it('are what JSON.parse and JSON.stringify make of them, with any white space and any cut', async () => {
    const seeds = fc.array(SPACES, { minLength: 1, maxLength: 20 });
    const input = fc.tuple(
      fc.array(fc.jsonValue(), { minLength: 1, maxLength: 6 }),
      seeds,
      fc.integer({ min: 1, max: 30 }),
    );
    await fc.assert(
      fc.asyncProperty(input, async ([values, spaces, size]) => {
        let turn = 0;
        const space = () => spaces[turn++ % spaces.length] ?? '';
        const { texts, error } = await readText(
          around(values, space),
          { format: 'json', delimiter: 'none' },
          size,
        );
        expect(error).toBeUndefined();
        expect(texts).toEqual(values.map((value) => JSON.stringify(value)));
      }),
      { numRuns: 800 },
    );
  });

  it('come out the same however the bytes are cut, also with errors', async () => {
    const fragment = fc.constantFrom(
      ...'{}[]",:\\ \n019-.eE'.split(''),
      '"ä€𝄞"',
      'true',
      '{"a": 1}',
      '[ ]',
      '\u0001',
    );
    const text = fc.array(fragment, { maxLength: 14 }).map((all) => `[${all.join('')}`);
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 9 }), async (all, size) => {
        const [whole, cut] = [
          await readText(all, { recordBytes: 9 }),
          await readText(all, { recordBytes: 9 }, size),
        ];
        expect(outcome(cut)).toEqual(outcome(whole));
      }),
      { numRuns: 1500 },
    );
  });

  it('have the same verdict as JSON.parse over the whole document', async () => {
    const fragment = fc.constantFrom(
      ...'{}[]",:\\ \n019-.eEu'.split(''),
      '"a"',
      'true',
      'false',
      'null',
      '\u0001',
      '1.5',
    );
    const mutated = fc.array(fc.jsonValue(), { maxLength: 4 }).chain((values) => {
      const text = JSON.stringify(values);
      return fc
        .tuple(fc.integer({ min: 1, max: text.length }), fragment)
        .map(([at, piece]) => text.slice(0, at) + piece + text.slice(at + 1));
    });
    const random = fc.array(fragment, { maxLength: 9 }).map((all) => `[${all.join('')}]`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(mutated, random), fc.integer({ min: 1, max: 20 }), async (text, size) => {
        const { error } = await readText(text, { format: 'json' }, size);
        const isBroken = error !== undefined && !String(error).includes('no record');
        expect(isBroken).toBe(!parses(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('before a syntax error are yielded, and the error ends the input', async () => {
    for (const size of [1, 4, 1000]) {
      const { texts, error } = await readText('[{"a":1}, 2 x, 3]', {}, size);
      expect(texts).toEqual(['{"a":1}\n', '2\n']);
      expect(error).toBeInstanceOf(InputError);
      expect(String(error)).toContain('record 2: found "x" at byte 12 where "," or "]" was expected');
    }
  });

  it('are named where the array breaks off', async () => {
    const { texts, error } = await readText('[1,{"a":');
    expect(texts).toEqual(['1\n']);
    expect(String(error)).toContain('breaks off at byte 8, inside record 2');
    expect(String((await readText('[1,')).error)).toContain('breaks off at byte 3, before its closing "]"');
  });

  it('may not be followed by other text', async () => {
    const { texts, error } = await readText('[1]\n[2]\n');
    expect(texts).toEqual(['1\n']);
    expect(String(error)).toContain('text stands behind the end of the array: "[" at byte 4');
  });

  it('need an array where the format says so', async () => {
    const { error } = await readText(' {"a":1}', { format: 'json' });
    expect(String(error)).toContain('"{" at byte 1 doesn\'t begin a JSON array');
  });

  it('with invalid UTF-8 are rejected as they stand, and the others go on', async () => {
    const bytes = Buffer.concat([Buffer.from('["ä", [ "'), Buffer.from([0xff]), Buffer.from('" ], "€"]')]);
    for (const size of [1, 2, 3, 1000]) {
      const { texts, rejected } = await readText(bytes, {}, size);
      expect(texts).toEqual(['"ä"\n', '"€"\n']);
      expect(rejected.map(({ offset, length, reason }) => [offset, length, reason])).toEqual([
        [7, 7, 'malformed'],
      ]);
      expect(rejected[0]?.content).toEqual({ kind: 'held', data: bytes.subarray(7, 14) });
    }
  });

  it.each([
    [19, 'sent'],
    [20, 'too-large'],
    [21, 'too-large'],
  ])('of %i compacted bytes and a limit of 20 are %s, white space not counted', async (length, outcome) => {
    const element = `[ "${'x'.repeat(length - 4)}" ]`;
    for (const size of [1, 5, 1000]) {
      const { records, rejected } = await readText(`[1, ${element}, 2]`, { recordBytes: 20 }, size);
      expect(rejected.map(({ reason, length: raw }) => [reason, raw])).toEqual(
        outcome === 'sent' ? [] : [['too-large', element.length]],
      );
      expect(records).toHaveLength(outcome === 'sent' ? 3 : 2);
    }
  });

  it('nested 100,000 deep are read', async () => {
    const element = '['.repeat(100_000) + ']'.repeat(100_000);
    expect((await readText(`[${element}]`)).texts).toEqual([`${element}\n`]);
  });

  it('count empty lines above the array as skipped', async () => {
    for (const size of [1, 1000]) {
      const { texts, skippedLines, records } = await readText('\n\n  [1]', {}, size);
      expect([texts, skippedLines, records[0]?.offset]).toEqual([['1\n'], 2, 5]);
    }
  });
});
