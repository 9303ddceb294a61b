import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runAgainst, startAws } from '../support/embedded.ts';
import { newFile } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import { readLines, storedCalls } from '../support/stored.ts';

const BATCH = ['--put-record-count', '0', '--in-flight', '1', '--metrics-deadline-s', '0', '--attempts', '1'];
const poisoned = (count: number, culprits: ReadonlySet<number>) =>
  alertLines(count).map((line, index) => (culprits.has(index) ? line.replace('Low', 'poison') : line));

describe('a call that is refused for its content', () => {
  it('is halved until each culprit stands alone, at the cost of at most 2k log2(500) calls and no attempt', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.nat(499), { minLength: 1, maxLength: 8 }), async (places) => {
        const aws = await startAws({ faults: 'poison:contains=poison:code=ValidationException' });
        const lines = poisoned(500, new Set(places));
        const { code, report } = await runAgainst(aws, [...BATCH, '--data', newFile(asFile(lines))]);
        // With one attempt a record, a neighbour that paid for a culprit would be undelivered.
        expect(report.ledger).toMatchObject({ delivered: 500 - places.length, undelivered: places.length });
        expect(code).toBe(1);
        expect(report.putRecordBatch.calls - 1).toBeLessThanOrEqual(
          Math.ceil(2 * places.length * Math.log2(500)),
        );
        const letters = readLines(`${aws.dir}/dead-letters.ndjson`);
        expect(letters.map(({ index }) => index).sort((a, b) => a - b)).toEqual(
          [...places].sort((a, b) => a - b),
        );
        await aws.close();
      }),
      { numRuns: 6 },
    );
  }, 120_000);

  it('lowers the size of later batches where it was too large', async () => {
    const aws = await startAws({ faults: 'bare-413=1' });
    const { code, report } = await runAgainst(aws, [...BATCH, '--data', newFile(asFile(alertLines(4_000)))]);
    expect(code).toBe(0);
    expect(report.ledger.delivered).toBe(4_000);
    const bytes = (await storedCalls(aws.dir)).map(({ lengths }) =>
      lengths.reduce((sum, length) => sum + length, 0),
    );
    const first = asFile(alertLines(500)).length;
    // Those that were packed before go between the halves of the refused one, and one behind them.
    expect(Math.max(...bytes.slice(5))).toBeLessThanOrEqual(first / 2);
  });

  it.each(['code=ValidationException', 'code=TooLarge:status=413'])(
    'keeps the size of later batches where a record was refused with %s',
    async (refusal) => {
      const aws = await startAws({ faults: `poison:contains=poison:${refusal}` });
      const lines = poisoned(1_500, new Set([7]));
      await runAgainst(aws, [...BATCH, '--data', newFile(asFile(lines))]);
      expect((await storedCalls(aws.dir)).filter(({ lengths }) => lengths.length === 500).length).toBe(2);
    },
  );

  it.each([
    [31, 1, 31],
    [32, 254, 31],
  ])('for %i records in a row ends with %i and %i dead letters', async (culprits, code, undelivered) => {
    const aws = await startAws({ faults: 'poison:contains=poison:code=ValidationException' });
    const lines = poisoned(100, new Set(Array.from({ length: culprits }, (_, index) => index + 20)));
    const run = await runAgainst(aws, [
      ...BATCH,
      '--put-record-count',
      'all',
      '--data',
      newFile(asFile(lines)),
    ]);
    expect([run.code, run.report.ledger.undelivered]).toEqual([code, undelivered]);
    const pending = culprits === 32 ? 100 - 20 - 31 : 0;
    expect(run.report.ledger).toMatchObject({ pending: expect.any(Number), rejected: 0 });
    // What was not read yet is on no book: the run ended before it.
    expect(run.report.ledger.pending).toBeLessThanOrEqual(pending);
  });
});

describe('a clock that is wrong', () => {
  const SKEWED = 'clock-skew=all:ms=900000';

  it('hides no poison record, which would take its batch along', async () => {
    const aws = await startAws({ faults: `${SKEWED},poison:contains=poison:code=ValidationException` });
    const lines = poisoned(300, new Set([7, 200]));
    const { report } = await runAgainst(aws, [
      ...[...BATCH, '--attempts', '3', '--data', newFile(asFile(lines))],
    ]);
    expect(report.ledger).toMatchObject({ delivered: 298, undelivered: 2 });
  });

  it('hides no denied access, which would end in dead letters', async () => {
    const aws = await startAws({
      faults: `poison:contains=Low:code=AccessDeniedException,${SKEWED}`,
    });
    const { code, report } = await runAgainst(aws, [...BATCH, '--data', newFile(asFile(alertLines(50)))]);
    expect(code).toBe(254);
    expect(report.ledger).toMatchObject({ delivered: 0, undelivered: 0, pending: 50 });
  });
});

describe('an outage', () => {
  it('costs time and no attempts', async () => {
    const aws = await startAws({ faults: 'unavailable=1-3,internal-failure=4' });
    const { code, report } = await runAgainst(aws, [
      ...[...BATCH, '--attempts', '2', '--data', newFile(asFile(alertLines(50)))],
    ]);
    expect([code, report.ledger.delivered]).toEqual([0, 50]);
  });

  it('leaves records pending and makes no dead letters of them', async () => {
    const aws = await startAws({ faults: 'unavailable=4-' });
    const { code, report } = await runAgainst(aws, [
      ...['--put-record-count', '0', '--batch-records', '50', '--metrics-deadline-s', '0'],
      ...['--give-up-after-s', '1', '--attempts', '1', '--max-delay-ms', '20'],
      ...['--data', newFile(asFile(alertLines(1_000)))],
    ]);
    expect(code).toBe(1);
    expect(report.error?.code).toBe('NothingDelivered');
    expect(report.ledger).toMatchObject({ delivered: 150, undelivered: 0, rejected: 0 });
    expect(report.ledger.pending).toBe(report.ledger.read - 150);
    expect(report.deadLetterFile).toBeNull();
  });
});

describe('the plain loop', () => {
  it('stores records in the order of the input, whatever is sent again', async () => {
    const faults =
      'unavailable=10%,internal-failure=10%,reset-before=5%,reset-after=5%,empty-reply=5%,truncated=5%,seed=3';
    const aws = await startAws({ faults });
    const lines = alertLines(150);
    const { report } = await runAgainst(aws, [
      ...[
        '--put-record-count',
        'all',
        '--attempts',
        '20',
        '--max-delay-ms',
        '5',
        '--metrics-deadline-s',
        '0',
      ],
      ...['--data', newFile(asFile(lines))],
    ]);
    expect(report.ledger.delivered).toBe(150);
    const stored = await fetch(`${aws.endpoint}/_local/stored?stream=alerts`);
    const texts = (await stored.text())
      .split('\n')
      .slice(0, -1)
      .map((line) => Buffer.from(JSON.parse(line).data, 'base64').toString().trimEnd());
    const order = texts.map((text) => lines.indexOf(text));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBe(150);
    expect(order.length).toBeGreaterThan(150);
  });
});
