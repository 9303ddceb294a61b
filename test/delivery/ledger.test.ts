import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLedger } from '../../src/delivery/ledger.ts';
import { isBalanced } from '../../src/report/exit-code.ts';

const delivered = (possiblyDuplicated: boolean) =>
  ({ status: 'delivered', recordId: 'id', attempts: 1, possiblyDuplicated }) as const;
const undelivered = {
  status: 'undelivered',
  errorCode: 'InternalFailure',
  errorMessage: '',
  attempts: 3,
  maybeStored: true,
} as const;
const pending = { status: 'pending', attempts: 1, maybeStored: true } as const;
const outcome = fc.constantFrom(delivered(false), delivered(true), undelivered, pending);

describe('the ledger', () => {
  it('adds up when each record that was taken came back, however they ended', () => {
    fc.assert(
      fc.property(fc.array(outcome), fc.nat(20), fc.nat(20), (outcomes, rejected, unsent) => {
        const ledger = createLedger();
        ledger.read(outcomes.length + unsent + rejected);
        ledger.reject(rejected);
        ledger.take(outcomes.length);
        for (const one of outcomes) ledger.settle(one);
        const counts = ledger.counts();
        expect(isBalanced(counts)).toBe(true);
        const of = (status: string) => outcomes.filter((one) => one.status === status).length;
        expect(counts).toEqual({
          read: outcomes.length + unsent + rejected,
          rejected,
          delivered: of('delivered'),
          undelivered: of('undelivered'),
          pending: of('pending') + unsent,
          possiblyDuplicated: outcomes.filter((one) => 'possiblyDuplicated' in one && one.possiblyDuplicated)
            .length,
        });
      }),
    );
  });

  it('does not add up where a record that was taken never came back, or came back twice', () => {
    for (const times of [0, 2]) {
      const ledger = createLedger();
      ledger.read(1);
      ledger.take(1);
      for (let time = 0; time < times; time += 1) ledger.settle(delivered(false));
      expect(isBalanced(ledger.counts())).toBe(false);
    }
  });
});
