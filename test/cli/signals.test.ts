import { execFileSync } from 'node:child_process';
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { startLocalAws } from '../../src/local/local-aws.ts';
import { LOCAL_CREDENTIALS } from '../support/clean-environment.ts';
import { makeStream, STREAM } from '../support/embedded.ts';
import { newFolder } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import { type CliOptions, type CliRun, startCli } from '../support/run-cli.ts';
import { storedLines } from '../support/stored.ts';

const lines = alertLines(5_550);
const folder = newFolder();
const data = join(folder, 'alerts.ndjson');
writeFileSync(data, asFile(lines));

type WriteText = (text: string, done: (error: Error | null | undefined) => void) => void;

interface Stopped {
  readonly run: CliRun;
  /** From the signal to the end of the process. */
  readonly tookMs: number;
  readonly dir: string;
}

/** Sends a signal as soon as stderr says this. */
async function stopAt(
  signal: 'SIGINT' | 'SIGTERM',
  text: string,
  args: readonly string[],
  options: CliOptions = {},
): Promise<Stopped> {
  const dir = newFolder();
  const local = args.includes('--endpoint-url') ? [] : ['--local', '--local-dir', dir];
  const cli = startCli([...local, '--output', 'json', '--log-level', 'debug', ...args], options);
  await cli.stderrContains(text);
  const signalledAt = performance.now();
  cli.child.kill(signal);
  const run = await cli.ended;
  return { run, tookMs: performance.now() - signalledAt, dir };
}

async function stopInWait(): Promise<Stopped> {
  const aws = await startLocalAws({ dir: newFolder(), creatingMs: 0, metricsLagMs: 600_000 });
  try {
    await makeStream(aws, STREAM);
    const args = ['--endpoint-url', aws.endpoint, '--stream', STREAM, '--data', data];
    const cli = startCli([...args, '--output', 'json', '--log-level', 'debug'], {
      environment: LOCAL_CREDENTIALS,
    });
    await cli.stderrContains('waiting for CloudWatch');
    const signalledAt = performance.now();
    cli.child.kill('SIGINT');
    const run = await cli.ended;
    return { run, tookMs: performance.now() - signalledAt, dir: aws.dir };
  } finally {
    await aws.close();
  }
}

/** A FIFO whose writer stays and writes no more. */
async function stopAtFifo(): Promise<Stopped> {
  const fifo = join(newFolder(), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const writer = openSync(fifo, 'r+');
  try {
    writeSync(writer, asFile(lines.slice(0, 3)));
    return await stopAt('SIGINT', 'call succeeded', ['--data', fifo]);
  } finally {
    closeSync(writer);
  }
}

let stopped: Record<'storm' | 'terminated' | 'waiting' | 'idle' | 'fifo', Stopped>;

beforeAll(async () => {
  // The first calls go through, so that something is delivered when the storm begins.
  const storm = (faults: string) => ['--data', data, '--faults', `${faults},seed=1`];
  const [inStorm, terminated, waiting, idle, fifo] = await Promise.all([
    stopAt('SIGINT', 'call failed', storm('unavailable=60-')),
    stopAt('SIGTERM', 'call failed', storm('unavailable@PutRecordBatch=3-,failed-entries=20%')),
    stopInWait(),
    stopAt('SIGINT', 'call succeeded', ['--data', data, '--data', '-'], { stdin: 'open' }),
    stopAtFifo(),
  ]);
  stopped = { storm: inStorm, terminated, waiting, idle, fifo };
});

describe('a signal', () => {
  it.each([
    ['storm', 130, 'SIGINT'],
    ['terminated', 143, 'SIGTERM'],
  ] as const)('in a storm of 503s (%s) ends the run with %i, and prints the report', (name, code, by) => {
    const { run, tookMs } = stopped[name];
    expect([run.code, run.killedBy]).toEqual([code, null]);
    expect(run.report).toMatchObject({ exitCode: code, stoppedBy: by, error: null });
    expect(tookMs).toBeLessThan(5_000);
  });

  it.each(['storm', 'terminated', 'idle'] as const)('(%s) leaves a ledger that adds up', (name) => {
    const { ledger } = stopped[name].run.report;
    expect(ledger.rejected + ledger.delivered + ledger.undelivered + ledger.pending).toBe(ledger.read);
    expect(ledger.delivered).toBeGreaterThan(0);
  });

  it.each(['storm', 'terminated', 'idle'] as const)('(%s) leaves stored what was delivered', (name) => {
    const { run, dir } = stopped[name];
    const stored = storedLines(dir);
    expect(stored).toHaveLength(run.report.ledger.delivered);
    expect(new Set(stored).size).toBe(stored.length);
  });

  it('ends only the wait for CloudWatch when that is what is going on', () => {
    const { run, tookMs, dir } = stopped.waiting;
    expect(run.report.metrics.status).toBe('not-visible');
    expect([run.code, run.report.stoppedBy]).toEqual([0, null]);
    expect(tookMs).toBeLessThan(3_000);
    expect(storedLines(dir)).toEqual(lines.toSorted());
  });

  it.each(['idle', 'fifo'] as const)('ends a run whose standard input or FIFO is idle (%s)', (name) => {
    const { run, tookMs } = stopped[name];
    expect([run.code, run.report.stoppedBy]).toEqual([130, 'SIGINT']);
    expect(tookMs).toBeLessThan(5_000);
  });

  it('that comes twice ends the run at once, with the account as far as it goes', async () => {
    const dir = newFolder();
    // Each call hangs for longer than a drained run would wait.
    const args = [
      '--local',
      '--local-dir',
      dir,
      '--data',
      data,
      '--faults',
      'slow@PutRecordBatch=3-:ms=60000',
    ];
    const cli = startCli([...args, '--output', 'json', '--log-level', 'debug']);
    await cli.stderrContains('"operation":"PutRecordBatch"');
    cli.child.kill('SIGTERM');
    cli.child.kill('SIGINT');
    const signalledAt = performance.now();
    const run = await cli.ended;
    expect(performance.now() - signalledAt).toBeLessThan(2_000);
    expect(run.stderr).toMatch(/firehose-scenario: Ended at once by a second signal, SIG(INT|TERM);/);
    const { ledger, error, stoppedBy, exitCode, putRecord } = run.report;
    expect([run.code, stoppedBy, error?.code]).toEqual([
      exitCode,
      exitCode === 130 ? 'SIGINT' : 'SIGTERM',
      'Interrupted',
    ]);
    expect(ledger.delivered).toBeGreaterThanOrEqual(100);
    expect(ledger.pending).toBeGreaterThan(0);
    expect(ledger.read).toBe(ledger.delivered + ledger.pending);
    expect(putRecord.calls).toBe(100);
  });

  it('before the first record ends the process with a report, and nothing was sent', async () => {
    const cli = startCli(['--dry-run', '--data', '-', '--output', 'json'], { stdin: 'open' });
    // More than a pipe holds: when it is gone, the process is reading.
    await promisify(cli.stdin.write.bind(cli.stdin) as WriteText)(asFile(lines));
    cli.child.kill('SIGINT');
    const run = await cli.ended;
    expect([run.code, run.killedBy]).toEqual([130, null]);
    expect(run.report).toMatchObject({ dryRun: true, exitCode: 130, error: { code: 'Interrupted' } });
    expect(run.stderr).toBe('firehose-scenario: Stopped by SIGINT before the first record was sent.\n');
  });
});
