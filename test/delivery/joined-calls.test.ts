import { describe, expect, it } from 'vitest';
import type { LocalAws } from '../../src/local/local-aws.ts';
import { runAgainst, startAws } from '../support/embedded.ts';
import { newFile } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import type { MainRun } from '../support/run-main.ts';
import { readLines, storedCalls, storedLines } from '../support/stored.ts';

const ALONE = ['--put-record-count', '0', '--in-flight', '1', '--metrics-deadline-s', '0'];
/** Three batches of ten, of each of which the last two entries fail, so that the fourth call carries leftovers. */
const BATCHES = [...ALONE, '--batch-records', '10'];
/** The first calls take longer than their leftovers wait, so that those of two batches are due when a call may carry them. */
const LEFTOVERS = 'failed-entries=1-3:entries=9-10:code=InternalFailure,slow=1-3:ms=30';
const lines = alertLines(30);
const data = newFile(asFile(lines));

/** The log line of the first call that carried leftovers of several batches. */
function joinedCall({ logs }: MainRun) {
  return logs.find(
    ({ msg, attempt, records }) => msg === 'call failed' && attempt === 2 && Number(records) > 2,
  );
}

async function storedBy(aws: LocalAws): Promise<string[]> {
  await aws.flush();
  return storedLines(aws.dir);
}

describe('leftovers of several batches', () => {
  it('share one call, which is counted once', async () => {
    const aws = await startAws({ faults: LEFTOVERS });
    const { code, report } = await runAgainst(aws, [...BATCHES, '--data', data]);
    expect([code, report.ledger.delivered, report.ledger.possiblyDuplicated]).toEqual([0, 30, 0]);
    const calls = await storedCalls(aws.dir);
    expect(calls.slice(0, 3).map(({ lengths }) => lengths.length)).toEqual([8, 8, 8]);
    expect(calls.slice(3).some(({ lengths }) => lengths.length > 2)).toBe(true);
    expect(report.putRecordBatch).toMatchObject({ calls: calls.length, retries: calls.length - 3 });
    expect(report.putRecordBatch).toMatchObject({ records: 30, failedPutCount: 6 });
    expect(await storedBy(aws)).toEqual(lines.toSorted());
  });

  it('never exceed the limits of a call', async () => {
    const aws = await startAws({ faults: 'failed-entries=50%:code=InternalFailure,seed=7' });
    const many = alertLines(2_000);
    const args = ['--data', newFile(asFile(many)), '--batch-records', '20', '--attempts', '100'];
    const { report } = await runAgainst(aws, [...ALONE, ...args]);
    expect(report.ledger.delivered).toBe(2_000);
    const sent = report.putRecordBatch.records + report.putRecordBatch.failedPutCount;
    // Each call by itself would make some 5 a batch: 20 records, 10, 5, 2, 1.
    expect(report.putRecordBatch.calls).toBeLessThan(1.3 * Math.ceil(sent / 20));
    for (const { lengths } of await storedCalls(aws.dir)) expect(lengths.length).toBeLessThanOrEqual(20);
    expect(await storedBy(aws)).toEqual(many.toSorted());
  });

  it('lose no innocent record to one among them that makes the call fail', async () => {
    const aws = await startAws({
      faults: `${LEFTOVERS},poison=4-:contains="number"%3A18}:code=ValidationException`,
    });
    // Each record fails once as an entry: one more attempt is all that is left to any of them.
    const run = await runAgainst(aws, [...BATCHES, '--attempts', '2', '--data', data]);
    expect(joinedCall(run)).toMatchObject({ errorCode: 'ValidationException' });
    expect(run.report.ledger).toMatchObject({ delivered: 29, undelivered: 1, possiblyDuplicated: 0 });
    const letters = readLines(`${aws.dir}/dead-letters.ndjson`);
    expect(letters).toMatchObject([{ index: 18, errorCode: 'ValidationException', attempts: 1 }]);
    expect(await storedBy(aws)).toEqual(lines.filter((_, index) => index !== 18).toSorted());
  });

  it.each(['reset-after', 'empty-reply', 'short-reply', 'contradict', 'cut'])(
    'are all possibly duplicated after %s, and nobody else is',
    async (fault) => {
      const aws = await startAws({ faults: `${LEFTOVERS},${fault}=4` });
      const run = await runAgainst(aws, [...BATCHES, '--data', data]);
      const records = Number(joinedCall(run)?.records);
      expect(records).toBeGreaterThan(2);
      expect(run.report.ledger).toMatchObject({ delivered: 30, possiblyDuplicated: records });
      const stored = await storedBy(aws);
      expect([...new Set(stored)]).toEqual(lines.toSorted());
      expect(stored.length).toBe(30 + records);
    },
  );

  it.each(['unavailable', 'reset-before', 'internal-failure'])('come through %s', async (fault) => {
    const aws = await startAws({ faults: `${LEFTOVERS},${fault}=4-6` });
    const { code, report } = await runAgainst(aws, [...BATCHES, '--data', data]);
    expect([code, report.ledger.delivered]).toEqual([0, 30]);
    expect(await storedBy(aws)).toEqual(lines.toSorted());
  });
});

describe('a stopped run', () => {
  it('leaves what waits for its next call pending, and claims exactly what is stored', async () => {
    const aws = await startAws({ faults: 'failed-entries=all:entries=9-10:code=InternalFailure' });
    const args = ['--base-delay-ms', '3600000', '--max-delay-ms', '3600000', '--data', data];
    const run = await runAgainst(aws, [...BATCHES, ...args], {
      onStderr: (text, signal) => {
        if (text.includes('"batch":20')) signal('SIGINT');
      },
    });
    expect(run.code).toBe(130);
    expect(run.report.ledger).toMatchObject({
      delivered: 24,
      undelivered: 0,
      pending: 6,
      possiblyDuplicated: 0,
    });
    expect(run.report.putRecordBatch).toMatchObject({ calls: 3, retries: 0 });
    expect(await storedBy(aws)).toHaveLength(24);
  });

  it('makes no call that still waits for its turn', async () => {
    const aws = await startAws();
    const many = alertLines(10).map((line) => line.replace('Low', 'Low'.repeat(320)));
    // The first call takes a second of the rate, so the second one waits when the signal comes.
    const run = await runAgainst(
      aws,
      [...BATCHES, '--rate', '1KiB', '--log-level', 'debug', '--data', newFile(asFile(many))],
      {
        onStderr: (text, signal) => {
          if (text.includes('call succeeded')) setTimeout(() => signal('SIGINT'), 200);
        },
      },
    );
    expect(run.code).toBe(130);
    const stored = await storedBy(aws);
    expect(stored.length).toBe(run.report.ledger.delivered);
    expect(run.report.ledger).toMatchObject({ undelivered: 0, possiblyDuplicated: 0 });
    expect(run.report.putRecordBatch.calls).toBe(1);
    expect(await storedCalls(aws.dir)).toHaveLength(1);
    expect(run.report.ledger.pending).toBe(run.report.ledger.read - stored.length);
  });
});
