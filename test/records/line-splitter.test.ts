import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/records/input-error.ts';
import { outcome, parses, readText } from './factories.ts';

const held = (content: unknown) => Buffer.from((content as { data: Uint8Array }).data).toString();

describe('NDJSON lines', () => {
  it('go out byte for byte, with one newline each', async () => {
    const { texts, records } = await readText('{"a": 1.0 }\n {"b":12345678901234567890}\t\n"x"\n');
    expect(texts).toEqual(['{"a": 1.0 }\n', ' {"b":12345678901234567890}\t\n', '"x"\n']);
    expect(records.map(({ index, file, offset }) => [index, file, offset])).toEqual([
      [0, '-', 0],
      [1, '-', 12],
      [2, '-', 41],
    ]);
  });

  it('get their newline where the last one has none', async () => {
    expect((await readText('{"a":1}\n{"b":2}')).texts).toEqual(['{"a":1}\n', '{"b":2}\n']);
  });

  it('lose the newline, and nothing else, with delimiter none', async () => {
    expect((await readText('{"a":1}\r\n2 \n3', { delimiter: 'none' })).texts).toEqual(['{"a":1}', '2 ', '3']);
  });

  it('lose a byte order mark and one CR; offsets count both', async () => {
    const { texts, records } = await readText('\uFEFF{"a":1}\r\n\r\n[2]\r\n', { format: 'ndjson' });
    expect(texts).toEqual(['{"a":1}\n', '[2]\n']);
    expect(records.map((record) => record.offset)).toEqual([3, 14]);
  });

  it('are skipped and counted where they are empty or white space', async () => {
    const { texts, skippedLines } = await readText('\n1\n \t\n\r\n2\n  ');
    expect(texts).toEqual(['1\n', '2\n']);
    expect(skippedLines).toBe(4);
  });

  it('are rejected one by one, with file, line and byte, and the reading goes on', async () => {
    const { texts, rejected } = await readText('{"a":1}\n{"a":x}\n\n{"b":2} 3\n{"c":3}\n');
    expect(texts).toEqual(['{"a":1}\n', '{"c":3}\n']);
    expect(rejected.map(({ index, offset, length, reason }) => [index, offset, length, reason])).toEqual([
      [1, 8, 7, 'malformed'],
      [2, 17, 9, 'malformed'],
    ]);
    expect(rejected.map(({ content }) => held(content))).toEqual(['{"a":x}', '{"b":2} 3']);
    expect(rejected[0]?.message).toBe(
      'standard input, line 2 (byte 8) isn\'t JSON: found "x" where a value was expected, at byte 13.',
    );
    expect(rejected[1]?.message).toContain('line 4 (byte 17)');
  });

  it('are rejected alone where their bytes are no UTF-8', async () => {
    const bytes = Buffer.concat([Buffer.from('"ä"\n"'), Buffer.from([0xff]), Buffer.from('"\n"ö"\n')]);
    const { texts, rejected } = await readText(bytes);
    expect(texts).toEqual(['"ä"\n', '"ö"\n']);
    expect(rejected[0]?.message).toContain("line 2 (byte 5) isn't valid UTF-8");
  });

  it('pass unseen without validation', async () => {
    const bytes = Buffer.concat([Buffer.from('{oops\n'), Buffer.from([0xff, 0x00, 0x0a])]);
    const { records, rejected } = await readText(bytes, { validation: 'off' });
    expect(Buffer.concat(records.map((record) => record.data))).toEqual(bytes);
    expect(rejected).toEqual([]);
  });

  it.each([
    [19, 'newline', 'sent'],
    [20, 'newline', 'too-large'],
    [20, 'none', 'sent'],
    [21, 'none', 'too-large'],
  ] as const)(
    'of %i bytes with delimiter %s and a limit of 20 are %s',
    async (length, delimiter, outcome) => {
      const line = `"${'x'.repeat(length - 2)}"`;
      for (const size of [1, 7, 1000]) {
        const { records, rejected } = await readText(
          `1\n${line}\r\n2\n`,
          { recordBytes: 20, delimiter },
          size,
        );
        expect(rejected.map(({ reason, content }) => [reason, held(content)])).toEqual(
          outcome === 'sent' ? [] : [['too-large', line]],
        );
        expect(records).toHaveLength(outcome === 'sent' ? 3 : 2);
      }
    },
  );

  it('say what to do about an object printed over several lines', async () => {
    for (const size of [1, 1000]) {
      const { records, error } = await readText('{\n  "a": 1\n}\n', {}, size);
      expect(records).toEqual([]);
      expect(error).toBeInstanceOf(InputError);
      expect(String(error)).toContain('wrap it in [ ] or put it on one line');
    }
  });

  it('are only rejected where the first one breaks off and the next is whole', async () => {
    const { texts, rejected, error } = await readText('{"a":1,\n{"b":2}\n');
    expect([texts, rejected.length, error]).toEqual([['{"b":2}\n'], 1, undefined]);
  });

  it('are only rejected where a later one breaks off, though the next is no JSON either', async () => {
    const { texts, rejected, error } = await readText('1\n{"a":1,\n"b": 2}\n3\n');
    expect([texts, rejected.length, error]).toEqual([['1\n', '3\n'], 2, undefined]);
    const first = await readText('x\n{\n"b": 2}\n3\n');
    expect([first.texts, first.rejected.length, first.error]).toEqual([['3\n'], 3, undefined]);
  });

  it('have the same verdict as JSON.parse', async () => {
    const fragment = fc.constantFrom(
      ...'{}[]",:\\/ \t0123456789-+.eEtruefalsn"\u0001ux'.split(''),
      '"a"',
      'true',
      '1e5',
    );
    const mutated = fc
      .json()
      .chain((text) =>
        fc
          .tuple(fc.nat(text.length), fragment)
          .map(([at, piece]) => text.slice(0, at) + piece + text.slice(at + 1)),
      );
    const texts = fc.oneof(
      fc.json(),
      mutated,
      fc.array(fragment, { maxLength: 9 }).map((all) => all.join('')),
    );
    const line = texts.filter((text) => /[^ \t\r]/.test(text) && !/[\r\n]/.test(text));
    await fc.assert(
      fc.asyncProperty(line, fc.integer({ min: 1, max: 20 }), async (text, size) => {
        const { records } = await readText(`0\n${text}\n`, { format: 'ndjson' }, size);
        expect(records.length === 2).toBe(parses(text));
      }),
      { numRuns: 1500 },
    );
  });
});

describe('text lines', () => {
  it('go out as they are; only truly empty ones are skipped', async () => {
    const { texts, skippedLines } = await readText('[1,\n  \n\n{oops\r\nend', { format: 'lines' });
    expect(texts).toEqual(['[1,\n', '  \n', '{oops\n', 'end\n']);
    expect(skippedLines).toBe(1);
  });

  it('are checked for UTF-8', async () => {
    const { records, rejected } = await readText(Buffer.from([0x61, 0x0a, 0xc3, 0x0a]), { format: 'lines' });
    expect([records.length, rejected.map((record) => record.offset)]).toEqual([1, [2]]);
  });

  it('come out the same however the bytes are cut', async () => {
    const piece = fc.constantFrom('a', 'ä', '€', '𝄞', ' ', '\r', '\n', '\r\n', '\0', '{', '"');
    const lines = fc.array(piece, { maxLength: 40 }).map((all) => all.join(''));
    const formats = fc.constantFrom('lines', 'ndjson', 'auto');
    await fc.assert(
      fc.asyncProperty(lines, fc.integer({ min: 1, max: 9 }), formats, async (text, size, format) => {
        const options = { format, recordBytes: 12 } as const;
        const [whole, cut] = [await readText(text, options), await readText(text, options, size)];
        expect(outcome(cut)).toEqual(outcome(whole));
      }),
      { numRuns: 500 },
    );
  });

  it('equal the text split at its newlines', async () => {
    const piece = fc.constantFrom('a', 'ä', ' ', '\r', '\n', '\r\n', '\0');
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        async (all, size) => {
          const lines = all
            .join('')
            .split('\n')
            .map((line) => line.replace(/\r$/, ''));
          const { texts } = await readText(all.join(''), { format: 'lines', delimiter: 'none' }, size);
          expect(texts).toEqual(lines.filter((line) => line !== ''));
        },
      ),
    );
  });
});
