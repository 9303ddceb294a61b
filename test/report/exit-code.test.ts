import { describe, expect, it } from 'vitest';
import { EXIT_CODES, exitCodeOf, isBalanced, type RunEnd } from '../../src/report/exit-code.ts';
import { ledger } from './factories.ts';

const clean = ledger({ read: 3, delivered: 3 });
const unbalanced = ledger({ read: 3, delivered: 2 });
const codeOf = (over: Partial<RunEnd>) =>
  exitCodeOf({ ledger: clean, calls: 1, errorKind: undefined, stoppedBy: undefined, ...over });

describe('exitCodeOf', () => {
  it.each<[number, string, Partial<RunEnd>]>([
    [255, 'our own fault', { errorKind: 'internal' }],
    [255, 'a ledger that does not add up', { ledger: unbalanced }],
    [130, 'SIGINT', { stoppedBy: 'SIGINT' }],
    [143, 'SIGTERM', { stoppedBy: 'SIGTERM' }],
    [254, 'the service refused', { errorKind: 'refused' }],
    [253, 'no Region, credentials or endpoint', { errorKind: 'unreachable' }],
    [252, 'a bad option', { errorKind: 'usage', calls: 0 }],
    [252, 'a bad input before the first call', { errorKind: 'input', calls: 0 }],
    [1, 'a bad input after the first call', { errorKind: 'input', calls: 1 }],
    [1, 'given up', { errorKind: 'given-up' }],
    [1, 'no room for dead letters', { errorKind: 'storage' }],
    [1, 'a rejected record', { ledger: ledger({ read: 3, delivered: 2, rejected: 1 }) }],
    [1, 'an undelivered record', { ledger: ledger({ read: 3, delivered: 2, undelivered: 1 }) }],
    [1, 'a pending record', { ledger: ledger({ read: 3, delivered: 2, pending: 1 }) }],
    [0, 'every record delivered', {}],
    [0, 'every record delivered, some perhaps twice', { ledger: { ...clean, possiblyDuplicated: 3 } }],
  ])('is %i for %s', (code, _why, end) => {
    expect(codeOf(end)).toBe(code);
  });

  it.each<[number, string, Partial<RunEnd>]>([
    [255, 'our own fault before a signal', { errorKind: 'internal', stoppedBy: 'SIGINT' }],
    [255, 'a wrong ledger before a signal', { ledger: unbalanced, stoppedBy: 'SIGTERM' }],
    [255, 'a wrong ledger before a refusal', { ledger: unbalanced, errorKind: 'refused' }],
    [130, 'a signal before a refusal', { stoppedBy: 'SIGINT', errorKind: 'refused' }],
    [143, 'a signal before an input that was bad', { stoppedBy: 'SIGTERM', errorKind: 'input', calls: 0 }],
    [
      254,
      'a refusal before undelivered records',
      { errorKind: 'refused', ledger: ledger({ read: 1, undelivered: 1 }) },
    ],
    [
      253,
      'an endpoint out of reach before pending records',
      { errorKind: 'unreachable', ledger: ledger({ read: 1, pending: 1 }) },
    ],
  ])('is %i where two rows hold: %s', (code, _why, end) => {
    expect(codeOf(end)).toBe(code);
  });

  it('has a code for each kind of error', () => {
    expect(EXIT_CODES).toEqual({
      internal: 255,
      refused: 254,
      unreachable: 253,
      usage: 252,
      input: 1,
      'given-up': 1,
      storage: 1,
    });
  });
});

describe('isBalanced', () => {
  it('is true where every record that was read is in one state', () => {
    expect(isBalanced(ledger())).toBe(true);
    const all = { rejected: 1, delivered: 2, undelivered: 3, pending: 4 };
    expect(isBalanced(ledger({ read: 10, ...all }))).toBe(true);
    expect(isBalanced(ledger({ read: 10, ...all, possiblyDuplicated: 2 }))).toBe(true);
  });

  it.each(['rejected', 'delivered', 'undelivered', 'pending'] as const)(
    'is false where one more or one less is %s',
    (state) => {
      expect(isBalanced(ledger({ read: 1 }))).toBe(false);
      expect(isBalanced(ledger({ [state]: 1 }))).toBe(false);
      expect(isBalanced(ledger({ read: 1, [state]: 1 }))).toBe(true);
      expect(isBalanced(ledger({ read: 1, [state]: 2 }))).toBe(false);
    },
  );
});
