import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArraySplitter } from '../../src/records/array-splitter.ts';
import { BlockBuilder } from '../../src/records/block-builder.ts';
import type { LookPace } from '../../src/records/elements-look.ts';
import type { SplitterSettings } from '../../src/records/splitter.ts';

const ALWAYS: LookPace = { smallBytes: 0, pauseBytes: 1 };
const NEVER: LookPace = { smallBytes: Number.POSITIVE_INFINITY, pauseBytes: 1 };

type Given = Pick<SplitterSettings, 'delimiter' | 'recordBytes' | 'validation'>;

/** All that an array gives when it comes in two chunks. */
function split(bytes: Buffer, border: number, given: Given, pace: LookPace): unknown {
  const builder = new BlockBuilder();
  const splitter = new ArraySplitter({ ...given, file: 'a.json', offset: 0, start: 'file', builder }, pace);
  let error: unknown;
  try {
    // In memory of their own, because a splitter writes into its chunks.
    splitter.push(Buffer.from(bytes.subarray(0, border)));
    splitter.push(Buffer.from(bytes.subarray(border)));
    splitter.end();
  } catch (caught) {
    error = caught;
  }
  const { records, rejected } = builder.take();
  const plain = records.map(({ index, offset, data }) => [
    index,
    offset,
    Buffer.from(data).toString('latin1'),
  ]);
  return { records: plain, rejected, error: String(error) };
}

const FRAGMENTS = [...'{}[]",:\\ \n01-.eEtu', '},{', ',{"id":', '\u0001', 'null', '"ä"'].map((text) =>
  Buffer.from(text),
);
const bytes = fc.constantFrom(...FRAGMENTS, Buffer.of(0xff));
const given = fc.record({
  delimiter: fc.constantFrom('newline', 'none'),
  recordBytes: fc.constantFrom(30, 1_024_000),
  validation: fc.constantFrom('on', 'off'),
});
const value = fc.oneof(
  fc.record({ id: fc.nat(99), items: fc.array(fc.record({ id: fc.nat(99) }), { maxLength: 3 }) }),
  fc.record({
    id: fc.nat(99),
    text: fc.constantFrom('', ',{"id":', 'ä€', 'a b'),
    more: fc.jsonValue({ maxDepth: 2 }),
  }),
  fc.jsonValue({ maxDepth: 3 }),
);
/** Arrays in which most elements are alike, as JSON.stringify writes them. */
const array = fc
  .tuple(
    value,
    fc.array(value, { maxLength: 2 }),
    fc.integer({ min: 4, max: 14 }),
    fc.constantFrom(undefined, 1, 2),
  )
  .map(([one, others, count, indent]) => {
    const all = [...Array.from({ length: count }, () => one), ...others, one, one, one];
    return Buffer.from(JSON.stringify(all, undefined, indent));
  });
const edit = fc.tuple(fc.nat(), bytes, fc.nat(3));
const edited = fc.tuple(array, fc.array(edit, { maxLength: 1 })).map(([text, edits]) =>
  edits.reduce((all, [place, piece, removed]) => {
    const at = place % all.length;
    return Buffer.concat([all.subarray(0, at), piece, all.subarray(at + removed)]);
  }, text),
);

describe('elements that are looked at all at once', () => {
  it('give what they give one by one, wherever a chunk ends', () => {
    fc.assert(
      fc.property(edited, given, fc.nat(), (text, settings, place) => {
        const border = place % (text.length + 1);
        expect(split(text, border, settings, ALWAYS)).toEqual(split(text, border, settings, NEVER));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([undefined, 2])('give what they give one by one at every border, indented by %j', (indent) => {
    const all = Array.from({ length: 9 }, (_, id) => ({
      id,
      text: 'a "b" {c},',
      items: [{ id: 1 }, [null, 1.5]],
    }));
    const text = Buffer.from(JSON.stringify(all, undefined, indent));
    const settings = { delimiter: 'newline', recordBytes: 1_024_000, validation: 'on' } as const;
    const whole = split(text, 0, settings, NEVER);
    expect(whole).toMatchObject({ records: { length: 9 }, rejected: [], error: 'undefined' });
    for (let border = 0; border <= text.length; border += 1)
      expect(split(text, border, settings, ALWAYS)).toEqual(whole);
  });
});
