import { describe, expect, it } from 'vitest';
import type { LocalAws } from '../../../src/local/local-aws.ts';
import { runAgainst, startAws } from '../../support/embedded.ts';
import { newFile } from '../../support/folders.ts';
import { alertLines, asFile } from '../../support/input.ts';
import type { MainRun } from '../../support/run-main.ts';

const QUIET = ['--put-record-count', '0', '--metrics-deadline-s', '0', '--log-level', 'debug'];
const few = newFile(asFile(alertLines(100)));

const send = (aws: LocalAws, ...args: string[]) => runAgainst(aws, [...QUIET, ...args]);
const paceOf = ({ logs }: MainRun) => logs.find(({ msg }) => msg === 'calls are paced');

/** How often the embedded AWS was asked for metrics. */
async function questions({ endpoint }: LocalAws): Promise<number> {
  const state = (await (await fetch(`${endpoint}/_local/state`)).json()) as {
    calls: Record<string, { calls: number }>;
  };
  const asked = Object.entries(state.calls).filter(([name]) => name.endsWith(':GetMetricData'));
  return asked.reduce((sum, [, { calls }]) => sum + calls, 0);
}

describe('the pace of a run', () => {
  it("is the stream's own quota, and next to nothing is throttled", async () => {
    const aws = await startAws({ quota: 'bytes=200000' });
    const lines = alertLines(7_500);
    const run = await send(aws, '--data', newFile(asFile(lines)));
    expect(paceOf(run)).toMatchObject({ source: 'learned', bytesPerSecond: 200_000 });
    expect(run.report.ledger.delivered).toBe(7_500);
    // 0.9 s of quota may go at once; the rest takes its time.
    expect(run.report.sendingS).toBeGreaterThan(asFile(lines).length / 200_000 - 1);
    // A busy machine calls late and then at once; what is reached on an idle one is told by the simulation.
    expect(run.report.putRecordBatch.failedPutCount).toBeLessThan(375);
    expect(await questions(aws)).toBe(1);
  });

  it('is unbounded on this machine where the stream has no limits', async () => {
    const run = await send(await startAws(), '--data', few);
    expect([run.code, paceOf(run)]).toEqual([0, undefined]);
  });

  it('costs a line in the log where CloudWatch does not answer', async () => {
    const aws = await startAws({ quota: 'bytes=200000', faults: 'error@GetMetricData:code=AccessDenied' });
    const run = await send(aws, '--data', few);
    expect([run.code, run.report.ledger.delivered, paceOf(run)]).toEqual([0, 100, undefined]);
    expect(run.logs).toContainEqual(
      expect.objectContaining({ level: 20, msg: 'limits of the stream not learned' }),
    );
  });

  it('is what --rate says, and nobody is asked', async () => {
    const aws = await startAws({ quota: 'bytes=200000' });
    expect(paceOf(await send(aws, '--data', few, '--rate', '100KiB'))).toMatchObject({
      ...{ source: 'ordered', bytesPerSecond: 102_400, recordsPerSecond: 9_765.625 },
    });
    expect(paceOf(await send(aws, '--data', few, '--rate', 'none'))).toBeUndefined();
    expect(await questions(aws)).toBe(0);
  });

  it('is no reason to give up, however long a batch waits for its turn', async () => {
    const aws = await startAws();
    const large = newFile(asFile(['a', 'b'].map((letter) => JSON.stringify(letter.repeat(80_000)))));
    // Each record takes two seconds of the rate.
    const args = ['--rate', '40KiB', '--give-up-after-s', '1', '--in-flight', '2', '--data', large];
    const { code, report } = await send(aws, ...args);
    expect([code, report.ledger.delivered, report.error]).toEqual([0, 2, null]);
  });

  it('holds for the plain loop too', async () => {
    const aws = await startAws();
    const data = newFile(asFile(alertLines(40)));
    const { report } = await send(aws, '--put-record-count', 'all', '--rate', '4KiB', '--data', data);
    expect(report.ledger.delivered).toBe(40);
    // Of so low a rate, 10 calls a second are what is left, and 0.9 s of them may go at once.
    expect(report.sendingS).toBeGreaterThan(40 / 10 - 1);
  });
});
