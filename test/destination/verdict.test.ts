import { describe, expect, it } from 'vitest';
import { type Findings, judge } from '../../src/destination/verdict.ts';

type Over = Partial<Omit<Findings, 'comparison'>> & { readonly comparison?: Partial<Findings['comparison']> };

function findings({ comparison, ...over }: Over): Findings {
  const nothing = { missing: 0, missingButEarlier: 0, missingButInErrors: 0 };
  return {
    comparison: { ...nothing, duplicated: 0, explained: 0, foreign: 0, ...comparison },
    ...{ blameless: 0, incomparable: 0, allowance: 0, outsideObjects: 0, unreadable: 0, wait: 'over' },
    ...over,
  };
}

describe('the verdict', () => {
  it('is proven where everything was found and nothing else', () => {
    expect(judge(findings({}))).toEqual({ verdict: 'proven', reason: null });
    expect(judge(findings({ unreadable: 1 })).verdict).toBe('proven');
  });

  it.each<[string, Over, string]>([
    ['a record that was not found', { comparison: { missing: 1 } }, 'missing'],
    [
      'one too many beyond those that may be missing',
      { comparison: { missing: 3 }, blameless: 2 },
      'missing',
    ],
    ['as many as may be missing', { comparison: { missing: 2 }, blameless: 2 }, 'inconclusive'],
    [
      'what lies only in objects from before the run',
      { comparison: { missing: 2, missingButEarlier: 2 } },
      'inconclusive',
    ],
    ['more than those', { comparison: { missing: 3, missingButEarlier: 2 } }, 'missing'],
    ['a wait that was cut short', { comparison: { missing: 1 }, wait: 'cut short' }, 'inconclusive'],
    ['records that cannot be told apart', { comparison: { missing: 1 }, incomparable: 1 }, 'inconclusive'],
    ['such records, when all others were found', { incomparable: 1 }, 'inconclusive'],
    ['a wait that was cut short when all was found', { wait: 'cut short' }, 'proven'],
    ['records of others', { comparison: { foreign: 1 } }, 'inconclusive'],
    ['what was found with the help of objects of another time', { outsideObjects: 1 }, 'inconclusive'],
    ['duplicates that nothing explains', { comparison: { duplicated: 2, explained: 1 } }, 'duplicated'],
    [
      'duplicates that another run may have sent',
      { comparison: { duplicated: 2, explained: 1 }, outsideObjects: 1 },
      'inconclusive',
    ],
    [
      'duplicates that are explained',
      { comparison: { duplicated: 2, explained: 2 }, outsideObjects: 1 },
      'duplicated',
    ],
    [
      'duplicates that are explained in all',
      { comparison: { duplicated: 3, explained: 1 }, allowance: 2, outsideObjects: 1 },
      'duplicated',
    ],
  ])('of %s', (_what, over, verdict) => {
    expect(judge(findings(over)).verdict).toBe(verdict);
  });

  it('says why records are missing', () => {
    const comparison = { missing: 3, missingButInErrors: 2, foreign: 1 };
    expect(judge(findings({ comparison, unreadable: 1 })).reason).toBe(
      "3 records were not found in time; 2 of them lie under the error prefix; 1 object couldn't be read whole; 1 line of others may hide some.",
    );
  });
});
