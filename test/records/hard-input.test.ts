import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { HELD_BYTES } from '../../src/records/carry.ts';
import { MAX_DEPTH } from '../../src/records/json-scanner.ts';
import { readAll, readText } from './factories.ts';

const MIB = 1024 * 1024;

/** A stream that is made while it is read: texts, and repetitions of one text. */
function madeOf(...parts: readonly (string | { readonly text: string; readonly times: number })[]): Readable {
  function* pieces(): Generator<Buffer> {
    for (const part of parts) {
      if (typeof part === 'string') yield Buffer.from(part);
      else for (let time = 0; time < part.times; time += 1) yield Buffer.from(part.text);
    }
  }
  return Readable.from(pieces(), { objectMode: true });
}

const many = (text: string, mebibytes: number) => ({
  text: text.repeat(MIB / text.length),
  times: mebibytes,
});
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('input that is hard to hold', () => {
  it.each([
    ['line', 'ndjson', ['1\n"', many('x', 40), '"\r\n2\n']],
    ['element', 'json', ['[1,"', many('x', 40), '" , 2]']],
  ] as const)(
    'becomes a reference where one %s is far too long, and the next record is read',
    async (_, format, parts) => {
      const { texts, rejected } = await readAll({ stdin: madeOf(...parts), format });
      expect(texts).toEqual(['1\n', '2\n']);
      expect(rejected).toHaveLength(1);
      expect(rejected[0]).toMatchObject({
        index: 1,
        reason: 'too-large',
        length: 40 * MIB + 2,
        content: { kind: 'reference', sha256: sha256(`"${'x'.repeat(40 * MIB)}"`) },
      });
    },
  );

  it.each([
    [-1, 'held'],
    [0, 'held'],
    [1, 'reference'],
  ])('is held up to 8 MiB; %i bytes from there it is %s', async (more, kind) => {
    const line = 'x'.repeat(HELD_BYTES + more);
    const { rejected } = await readText(`${line}\n`, { format: 'lines' });
    expect(rejected.map(({ length, content }) => [length, content.kind])).toEqual([[line.length, kind]]);
    const whole = await readText(`["${line.slice(2)}"]`, {}, 4 * HELD_BYTES);
    expect(whole.rejected.map(({ length, content }) => [length, content.kind])).toEqual([
      [line.length, kind],
    ]);
  });

  it.each([
    ['between two elements', ['[1,', many(' ', 24), '2]'], ['1\n', '2\n']],
    ['inside an element', ['[{"a":', many('\n\t', 24), '1}, 2]'], ['{"a":1}\n', '2\n']],
    ['before the first byte', [many('\n', 2), many(' ', 24), '[1]'], ['1\n']],
    ['on a line of its own', ['1\n', many(' ', 24), '\n2'], ['1\n', '2\n']],
  ] as const)('is passed over where it is white space %s', async (_, parts, expected) => {
    const { texts, rejected, error } = await readAll({ stdin: madeOf(...parts) });
    expect([texts, rejected, error]).toEqual([expected, [], undefined]);
  });

  it('is rejected where white space makes a line too long to be sent as it is', async () => {
    const { texts, rejected } = await readAll({ stdin: madeOf('1\n', many(' ', 9), '2\n3') });
    expect(texts).toEqual(['1\n', '3\n']);
    expect(rejected.map(({ reason, content }) => [reason, content.kind])).toEqual([
      ['too-large', 'reference'],
    ]);
  });

  it('keeps the length and hash of an element as it stands, also when it is rejected for its bytes', async () => {
    const parts = ['["', Buffer.from([0xff]), ' '.repeat(3), '"', ']'] as const;
    const { rejected } = await readText(Buffer.concat(parts.map((part) => Buffer.from(part))));
    expect(rejected.map(({ reason, length }) => [reason, length])).toEqual([['malformed', 6]]);
  });

  it.each([
    [-1, 'goes on'],
    [0, 'goes on'],
    [1, 'ends'],
  ])('of nested brackets %i levels from the bound %s', async (more, outcome) => {
    const depth = MAX_DEPTH + more;
    const text = `[1,${'['.repeat(depth)}${']'.repeat(depth)},2]`;
    const { texts, rejected, error } = await readText(text);
    expect(texts).toEqual(outcome === 'ends' ? ['1\n'] : ['1\n', '2\n']);
    expect(rejected.map((record) => record.reason)).toEqual(outcome === 'ends' ? [] : ['too-large']);
    if (outcome === 'ends') expect(String(error)).toContain(`at most ${MAX_DEPTH} levels of nesting`);
  });

  it('of nested brackets on a line is a record, or is rejected alone', async () => {
    const deep = 100_000;
    const good = '['.repeat(deep) + ']'.repeat(deep);
    const { texts, rejected } = await readText(`1\n${good}\n${'['.repeat(deep)}\n2\n`);
    expect(texts).toEqual(['1\n', `${good}\n`, '2\n']);
    expect(rejected.map((record) => record.index)).toEqual([2]);
  });

  it('is handed on in order where too large, malformed and good records alternate', async () => {
    const lines = ['1', 'x'.repeat(30), '{', '"ok"', 'y'.repeat(31), '3'];
    for (const size of [1, 3, 1000]) {
      const { records, rejected } = await readText(lines.join('\n'), { recordBytes: 20 }, size);
      expect(records.map((record) => record.index)).toEqual([0, 3, 5]);
      expect(rejected.map(({ index, reason }) => [index, reason])).toEqual([
        [1, 'too-large'],
        [2, 'malformed'],
        [4, 'too-large'],
      ]);
    }
  });
});
