import { describe, expect, it } from 'vitest';
import { newFile } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import { runLocal as runLocalOver } from '../support/run-main.ts';
import { readLines, storedCalls, storedLines, textOf } from '../support/stored.ts';

/** The whole sample for one transport; for the other a hundred calls of their own, two full batches and a rest. */
const SIZES = { sdk: 5_550, fast: 1_550 } as const;
const few = alertLines(300);
const fewData = newFile(asFile(few));

/** How often each stored record lies there. */
function copies(stored: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of stored) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

describe.each(['sdk', 'fast'] as const)('a run through faults over %s', (transport) => {
  const count = SIZES[transport];
  const lines = alertLines(count);
  const data = newFile(asFile(lines));
  const runLocal = (args: readonly string[]): ReturnType<typeof runLocalOver> =>
    runLocalOver(['--transport', transport, ...args]);

  it('delivers every record once when entries fail and calls are refused', async () => {
    const faults = 'failed-entries=5%,unavailable=2%,seed=1';
    const { code, report, dir } = await runLocal(['--data', data, '--faults', faults]);
    expect([code, report.ledger.delivered]).toEqual([0, count]);
    expect(report.putRecordBatch.retries).toBeGreaterThan(0);
    expect(report.putRecordBatch.failedPutCount).toBeGreaterThan(count / 30);
    expect(report.ledger.possiblyDuplicated).toBe(0);
    expect(storedLines(dir)).toEqual(lines.toSorted());
    expect(report.metrics).toMatchObject({ status: 'complete', incomingRecords: count });
  });

  it('dead-letters the records that always fail, and only those', async () => {
    const doomed = [3, 99, 100, 101, 700, count - 2, count - 1];
    const faults = doomed
      .map((n) => `failed-entries:contains="number"%3A${n}}:code=InternalFailure`)
      .join(',');
    const { code, report, dir } = await runLocal(['--data', data, '--faults', faults]);
    expect([code, report.ledger.delivered, report.ledger.undelivered]).toEqual([1, count - 7, 7]);
    const letters = readLines(String(report.deadLetterFile)).toSorted((a, b) => a.index - b.index);
    expect(letters.map(({ index }) => index)).toEqual(doomed);
    expect(letters.map(textOf)).toEqual(doomed.map((n) => `${lines[n]}\n`));
    expect(storedLines(dir)).toEqual(lines.filter((_, index) => !doomed.includes(index)).toSorted());
  });

  it.each([
    'reset-after@PutRecordBatch=1|3,seed=1',
    'empty-reply=5%,seed=2',
    'short-reply=2:keep=3',
    'contradict=1:count=4',
    'truncated@PutRecordBatch=1|2',
    'cut@PutRecordBatch=2',
    'html@PutRecordBatch=1:stored=yes',
    'internal-failure=10%:stored=no,reset-before=5%,seed=3',
  ])('loses nothing to %s, and every extra copy is possibly duplicated', async (faults) => {
    const args = ['--data', fewData, '--faults', faults, '--batch-records', '50'];
    const { code, report, dir } = await runLocal(args);
    expect([code, report.ledger.delivered]).toEqual([0, 300]);
    const stored = storedLines(dir);
    const counts = copies(stored);
    expect([...counts.keys()].sort()).toEqual(few.toSorted());
    const doubled = [...counts.values()].filter((count) => count > 1).length;
    expect(doubled).toBeLessThanOrEqual(report.ledger.possiblyDuplicated);
    const expectsDoubles = /after|empty|short|contradict|truncated|cut|stored=yes/.test(faults);
    expect(doubled > 0).toBe(expectsDoubles);
  });

  it('says of an undelivered record that it may have been stored', async () => {
    const args = ['--data', fewData, '--put-record-count', '299', '--attempts', '3'];
    const { code, report, dir } = await runLocal([...args, '--faults', 'empty-reply@PutRecordBatch']);
    expect([code, report.ledger.undelivered]).toEqual([1, 1]);
    const [letter] = readLines(String(report.deadLetterFile));
    expect(letter).toMatchObject({ index: 299, attempts: 3, maybeStored: true, reason: 'undelivered' });
    expect(copies(storedLines(dir)).get(String(few[299]))).toBe(3);
  });

  it('finds the record that makes its calls fail, and takes no neighbour along', async () => {
    const culprits = [40, 250];
    const poison = culprits.map((n) => `poison:contains="number"%3A${n}}:code=ValidationException`).join(',');
    const { code, report, dir } = await runLocal(['--data', fewData, '--faults', poison]);
    expect([code, report.ledger.delivered, report.ledger.undelivered]).toEqual([1, 298, 2]);
    const letters = readLines(String(report.deadLetterFile));
    expect(letters.map(({ index, errorCode }) => [index, errorCode])).toEqual(
      culprits.map((index) => [index, 'ValidationException']),
    );
    expect(storedLines(dir)).toEqual(few.filter((_, index) => !culprits.includes(index)).toSorted());
    // 200 records in the batch: the halves on the way to the culprit, and those beside it.
    expect(report.putRecordBatch.calls).toBeLessThanOrEqual(1 + 2 * Math.ceil(Math.log2(200)));
  });

  it('makes batches smaller after a size was refused', async () => {
    const many = alertLines(SIZES.sdk);
    const args = ['--data', newFile(asFile(many)), '--put-record-count', '0', '--in-flight', '1'];
    const { code, report, dir, logs } = await runLocal([...args, '--faults', 'bare-413@PutRecordBatch=1']);
    expect([code, report.ledger.delivered]).toEqual([0, many.length]);
    const lowered = logs.find(({ msg }) => String(msg).startsWith('size refused'))?.batchBytes;
    expect(lowered).toBeGreaterThan(10_000);
    const sizes = (await storedCalls(dir)).map(({ lengths }) =>
      lengths.reduce((sum, length) => sum + length, 0),
    );
    const larger = sizes.filter((size) => size > Number(lowered) + 64);
    // One that was cut before and is ready goes before each half of the refused batch, and one behind them.
    expect(larger.length).toBeLessThanOrEqual(3);
    expect(sizes.length).toBeGreaterThan(20);
    expect(storedLines(dir)).toEqual(many.toSorted());
  });

  it('stops with 254 when the service refuses record after record', async () => {
    const args = ['--data', fewData, '--faults', 'poison:contains=number:code=ValidationException'];
    const { code, report, dir } = await runLocal(args);
    expect([code, report.error?.code]).toEqual([254, 'ValidationException']);
    const { read, undelivered, pending } = report.ledger;
    expect([undelivered, undelivered + pending]).toEqual([31, read]);
    expect(storedLines(dir)).toEqual([]);
  });

  it('stops with 1 when nothing is delivered for too long, and nothing is dead-lettered', async () => {
    const args = ['--data', fewData, '--faults', 'unavailable@PutRecordBatch', '--give-up-after-s', '1'];
    const { code, report } = await runLocal(args);
    expect([code, report.error?.code]).toEqual([1, 'NothingDelivered']);
    expect(report.ledger).toMatchObject({ delivered: 100, undelivered: 0, pending: 200 });
    expect(report.deadLetterFile).toBeNull();
  });

  it.each([
    ['access-denied', 'AccessDeniedException', 'firehose:PutRecord'],
    ['expired-token', 'ExpiredTokenException', 'new credentials'],
  ])('stops with 254 at %s in its middle, and the rest is pending', async (fault, errorCode, next) => {
    const args = ['--data', fewData, '--faults', `${fault}@PutRecordBatch=3-`, '--batch-records', '20'];
    const { code, report, dir } = await runLocal(args);
    expect([code, report.error?.code]).toEqual([254, errorCode]);
    expect(report.error?.next).toContain(next);
    expect(report.ledger).toMatchObject({ delivered: 140, undelivered: 0, rejected: 0 });
    expect(report.ledger.pending).toBe(report.ledger.read - 140);
    expect(storedLines(dir)).toHaveLength(140);
  });

  it('corrects its clock by the service and goes on', async () => {
    const { code, report } = await runLocal(['--data', fewData, '--faults', 'clock-skew@*']);
    expect([code, report.ledger.delivered]).toEqual([0, 300]);
  });
});
