import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, medianRatio, spread } from './figures.ts';
import { markdownOf, withFigures } from './report.ts';

describe('figures', () => {
  it('have a middle with as many below as above', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (figures) => {
        const below = figures.filter((figure) => figure < median(figures)).length;
        expect(below).toBeLessThanOrEqual(figures.length / 2);
        expect(figures.filter((figure) => figure > median(figures)).length).toBeLessThanOrEqual(
          figures.length / 2,
        );
      }),
    );
  });

  it('of nobody are no figure', () => expect(median([])).toBeNaN());

  it('are told with the lowest and the highest', () => expect(spread([3, 1, 2], 1)).toBe('2.0 (1.0-3.0)'));

  it('are compared round by round, so that a machine that slows down changes nothing', () => {
    expect(medianRatio([2, 20, 200], [1, 10, 100])).toBe(2);
  });
});

describe('the report', () => {
  const section = { title: 'Senders', about: 'word '.repeat(40), head: ['a', 'b'], rows: [['1', '2']] };

  it.each([
    [1.6, { atLeast: 1.6 }, 'holds'],
    [1.59, { atLeast: 1.6 }, 'MISSED'],
    [0.95, { atMost: 0.95 }, 'holds'],
    [0.96, { atMost: 0.95 }, 'MISSED'],
    [Number.NaN, { atMost: 1 }, 'MISSED'],
  ] as const)('says of %f with %o that it %s', (reached, bound, verdict) => {
    expect(markdownOf({ ...section, goals: [{ what: 'speed', reached, bound }] })).toContain(verdict);
  });

  it('keeps within the width of a page', () => {
    const lines = markdownOf({ ...section, goals: [] }).split('\n');
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines).toContain('| 1 | 2 |');
  });

  it('takes the place of an earlier one in a page, and of nothing else', () => {
    const page = 'above\n<!-- figures -->\n<!-- end of figures -->\nbelow\n';
    const once = withFigures(page, 'first');
    expect(withFigures(once, 'second')).toBe(once.replace('first', 'second'));
    expect(once).toMatch(/^above\n<!-- figures -->\n\nfirst\n\n<!-- end of figures -->\nbelow\n$/);
    expect(() => withFigures('page', 'first')).toThrow('<!-- figures -->');
  });
});
