import { describe, expect, it } from 'vitest';
import { type Delimiter, encodeRecord, type FirehoseRecord } from '../../src/library/encode-record.ts';

const MOST = 1_024_000;

function encoded(record: FirehoseRecord, delimiter: Delimiter = 'newline', most = MOST): string {
  const result = encodeRecord(record, delimiter, most);
  return result.status === 'encoded' ? Buffer.from(result.data).toString() : result.errorCode;
}

describe('a record', () => {
  it.each<[string, FirehoseRecord, string]>([
    ['a text', 'a', 'a\n'],
    ['a text with its newline', 'a\n', 'a\n'],
    ['bytes', Buffer.from('a'), 'a\n'],
    ['bytes with their newline', Buffer.from('a\n'), 'a\n'],
    ['an object', { a: [1, null, 'ü'] }, '{"a":[1,null,"ü"]}\n'],
    ['a date', new Date(0), '"1970-01-01T00:00:00.000Z"\n'],
    ['null', null, 'null\n'],
    ['0', 0, '0\n'],
    ['false', false, 'false\n'],
    ['a whole surrogate pair', '😀', '😀\n'],
  ])('that is %s gets one newline where it has none', (_what, record, expected) => {
    expect(encoded(record)).toBe(expected);
  });

  it('stays as it is where nothing is to stand between records', () => {
    expect([encoded('a', 'none'), encoded({ a: 1 }, 'none'), encoded('a\n', 'none')]).toEqual([
      'a',
      '{"a":1}',
      'a\n',
    ]);
  });

  it('that has its newline is not copied', () => {
    const data = Buffer.from('a\n');
    expect(encodeRecord(data, 'newline', MOST)).toEqual({ status: 'encoded', data });
    expect(encodeRecord(data, 'newline', MOST)).toHaveProperty('data.buffer', data.buffer);
  });

  const circular: { self?: object } = {};
  circular.self = circular;
  it.each<[string, unknown]>([
    ['an empty text', ''],
    ['no bytes', new Uint8Array()],
    ['a circle', circular],
    ['a big integer', { a: 1n }],
    ['nothing', undefined],
    ['a function', () => {}],
    ['half a surrogate pair', 'a\ud800'],
    ['an array of other numbers', new Float64Array(2)],
    ['a buffer without a view', new ArrayBuffer(2)],
  ])('that is %s is malformed', (_what, record) => {
    expect(encoded(record as FirehoseRecord)).toBe('malformed');
  });

  it.each([
    ['newline', MOST - 2, 'a'],
    ['newline', MOST - 1, 'a'],
    ['newline', MOST, 'too-large'],
    ['none', MOST - 1, 'a'],
    ['none', MOST, 'a'],
    ['none', MOST + 1, 'too-large'],
  ] as const)(
    'with delimiter %s and %i bytes of its own is within the limit or not',
    (delimiter, length, first) => {
      for (const record of ['a'.repeat(length), Buffer.alloc(length, 'a')]) {
        const text = encoded(record, delimiter);
        expect(first === 'a' ? text.trimEnd().length : text).toBe(first === 'a' ? length : first);
      }
    },
  );

  it('counts in bytes and not in characters', () => {
    expect([encoded('üü', 'none', 3), encoded('üü', 'none', 4)]).toEqual(['too-large', 'üü']);
  });
});
