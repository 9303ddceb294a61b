import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Compactor } from '../../src/records/compactor.ts';
import { ElementsLook } from '../../src/records/elements-look.ts';
import { STRETCH_BYTES } from '../../src/records/elements-walk.ts';
import { PLAIN_DEPTH } from '../../src/records/plain-places.ts';
import { parses } from './factories.ts';

const PACE = { smallBytes: 0, pauseBytes: 1 };

/** What a look at text behind a comma finds: the elements as they stand in the chunk then, and the text that is left. */
function looked(text: string, elementBytes = 1_000_000) {
  const chunk = Buffer.from(`#,${text}`);
  const { bounds, end } = new ElementsLook(elementBytes, 0, PACE).look(chunk, 2, 0);
  const pairs = bounds.flatMap((part) => [...part]);
  const starts = pairs.filter((_, at) => at % 2 === 0);
  const elements = starts.map((start, at) =>
    chunk.toString('utf8', 2 + start, 2 + start + (pairs[2 * at + 1] ?? 0)),
  );
  return { elements, starts, rest: chunk.toString('utf8', 2 + end) };
}

const element = fc.oneof(
  fc.array(fc.jsonValue({ maxDepth: 2 })),
  fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
);

const INDENTS = [undefined, 1, '\t'] as const;

/** Elements as they stand behind a comma, each on a line of its own. */
const lines = (...elements: readonly string[]) => `\n${elements.join(',\n')}`;
const times = (count: number, text: string) => Array.from({ length: count }, () => text);

describe('a look at many elements', () => {
  it.each([
    ['{"a":1}', '{"a":1}'],
    ['{ "a" : [ "b c", 1 , {} ] }', '{"a":["b c",1,{}]}'],
    ['[1,[2],"ä, \\" \\\\"]', '[1,[2],"ä, \\" \\\\"]'],
    ['{}', '{}'],
    ['{\r\n\t"":null }', '{"":null}'],
  ])('finds those like %j, all but the last', (text, compact) => {
    const { elements, starts, rest } = looked(`${lines(...times(30, text))}]`);
    expect(elements).toEqual(times(29, compact));
    expect(starts).toEqual(elements.map((_, at) => at * Buffer.byteLength(lines(text, '')) + 1 - at));
    expect(rest).toBe(`\n${text}]`);
  });

  it('finds nothing but elements, one behind the other and free of white space, and leaves the rest alone', () => {
    const fragment = fc.constantFrom(
      ...'{}[]",:\\ \n0-.eEu\u0001ä\0'.split(''),
      '},{',
      'true',
      ',{"a":',
      '  ',
    );
    const input = fc.tuple(element, fc.constantFrom(...INDENTS), fc.nat(), fragment, fc.nat(2));
    let found = 0;
    fc.assert(
      fc.property(input, ([value, indent, place, piece, removed]) => {
        const all = `${lines(...times(12, JSON.stringify(value, undefined, indent)))},`;
        const at = place % all.length;
        const text = all.slice(0, at) + piece + all.slice(at + removed);
        const { elements, rest } = looked(text);
        expect(text.endsWith(rest)).toBe(true);
        const before = text.slice(0, text.length - rest.length).replace(/,$/, '');
        expect(parses(`[${before}]`)).toBe(true);
        expect(elements.join(',')).toBe(compacted(before));
        found += elements.length;
      }),
      { numRuns: 3000 },
    );
    expect(found).toBeGreaterThan(10_000);
  });

  it.each([
    [-1, 20],
    [0, 20],
    [1, 0],
  ])('follows nesting to its bound; %i levels from there it finds %i', (more, count) => {
    const depth = PLAIN_DEPTH + more;
    const nested = `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;
    expect(looked(lines(...times(21, nested))).elements).toHaveLength(count);
  });

  it.each([
    [-1, 0],
    [0, 20],
    [1, 20],
  ])(
    'leaves elements to others that are too long as they stand; with %i bytes more it finds %i',
    (more, count) => {
      const spaced = '{"a": 1}';
      expect(looked(lines(...times(21, spaced)), spaced.length + more).elements).toHaveLength(count);
    },
  );

  it('knows them by those of an earlier chunk where the white space in front of the first one stood there', () => {
    const look = new ElementsLook(1_000, 0, PACE);
    const findIn = (text: string) =>
      look.look(Buffer.from(text), 0, 0).bounds.reduce((sum, { length }) => sum + length / 2, 0);
    const text = lines(...times(30, '{"a": 1}'));
    expect(findIn(text.trim())).toBe(0);
    expect(findIn(text)).toBe(29);
    expect(findIn(text.trim())).toBe(29);
  });

  it.each(['1 ', '"a"', 'null', '-0.5e3\t', 'x', '', ']'])(
    'stops in front of %j, be it an element or not',
    (other) => {
      const { elements, rest } = looked(lines(...times(50, '{"a":1}'), other, ...times(4, '{"a":1}')));
      expect(elements).toEqual(times(50, '{"a":1}'));
      expect(rest).toBe(lines(other, ...times(4, '{"a":1}')));
    },
  );

  it('leaves to others what is behind more elements than can be noted', () => {
    const { elements, starts, rest } = looked(lines(...times(70_000, '{}')));
    expect(elements).toEqual(times(8192, '{}'));
    expect(starts).toEqual(elements.map((_, at) => 4 * at + 1));
    expect(rest.length).toBe(4 * (70_000 - 8192) - 1);
  });

  it('takes nothing from cursors that began inside of an element', () => {
    const plain = '{"id":1,"b":[{"c": 2}]}';
    const odd = `{"id":3,"list":[0,\n${times(60, '{"id": 5}').join(',\n')}]}`;
    const { elements, rest } = looked(lines(...times(9, plain), odd, ...times(9, plain)));
    expect(elements).toEqual(times(9, plain.replace(' ', '')));
    expect(rest).toBe(lines(odd, ...times(9, plain)));
  });

  it('finds whole elements only, also where a cursor overtakes one that began inside of its element', () => {
    const plain = '{"id": 1}';
    const odd = `{"id": 3,"list":[0,\n${times(60, '{"id": 5}').join(',\n')}]}`;
    // The third cursor stops at once, and so the first one goes on alone.
    const { elements } = looked(lines(...times(5, plain), odd, ...times(60, '{"id":x}')));
    expect(elements.slice(0, 6)).toEqual([...times(5, plain), odd].slice(0, elements.length).map(compacted));
    expect(elements.length).toBeGreaterThanOrEqual(5);
  });
});

describe('the time for a look', () => {
  const text = Buffer.from(lines(...times(1000, '{"a":1}')));
  const due = (look: ElementsLook, from: number) => [-1, 0, 1].map((more) => look.isDueAt(from + more));

  it('comes when enough has been read', () => {
    expect(due(new ElementsLook(99, 10, { smallBytes: 50, pauseBytes: 1 }), 60)).toEqual([false, true, true]);
  });

  it('comes again behind the stretch when much was found, and after a pause when little was', () => {
    const look = new ElementsLook(99, 0, { smallBytes: 0, pauseBytes: 20_000 });
    expect(look.look(text, 0, 100).end).toBeGreaterThan(text.length / 2);
    expect(due(look, 100 + text.length)).toEqual([false, true, true]);
    expect(look.look(text.subarray(0, 20), 0, 9_000).end).toBe(0);
    expect(due(look, 29_000)).toEqual([false, true, true]);
  });

  it('ends with a stretch, however long the chunk is', () => {
    const look = new ElementsLook(99, 0, PACE);
    const { end } = look.look(Buffer.from(lines(...times(50_000, '{"a":1234567}'))), 0, 0);
    expect(STRETCH_BYTES - end).toBeLessThan(20);
    expect(due(look, STRETCH_BYTES)).toEqual([false, true, true]);
  });
});
/** The same without white space outside of strings. */
function compacted(elements: string): string {
  const bytes = Buffer.from(elements);
  return bytes.toString('utf8', 0, new Compactor().compact(bytes, 0, bytes.length));
}
