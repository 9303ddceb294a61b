import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { LocalAws } from '../../../src/local/local-aws.ts';
import { runAgainst, startAws } from '../../support/embedded.ts';
import { newFile, newFolder } from '../../support/folders.ts';
import { alertLines, asFile } from '../../support/input.ts';
import type { MainRun } from '../../support/run-main.ts';
import { readLines, storedLines } from '../../support/stored.ts';

const LINES = alertLines(300);
const BATCHES = [
  '--put-record-count',
  '0',
  '--batch-records',
  '20',
  '--in-flight',
  '2',
  '--metrics-deadline-s',
  '0',
];
/** The sixth batch is refused for good, so that the run stops in its middle. */
const STOPS_ONCE = 'access-denied@PutRecordBatch=6:times=1';

/** Runs a command that stops in the middle, and gives what runs it again. */
async function stopped(
  args: readonly string[],
  faults = STOPS_ONCE,
): Promise<{
  aws: LocalAws;
  file: string;
  first: MainRun;
  again: (more?: readonly string[]) => Promise<MainRun>;
}> {
  const aws = await startAws({ faults });
  const file = join(newFolder(), 'journal');
  const again = (more: readonly string[] = []) =>
    runAgainst(aws, ['--checkpoint', file, ...BATCHES, ...args, ...more]);
  const first = await again();
  expect(first.code).toBe(254);
  expect(first.report.ledger.delivered).toBeGreaterThan(0);
  expect(first.report.ledger.delivered).toBeLessThan(300);
  return { aws, file, first, again };
}

async function storedSorted(aws: LocalAws): Promise<readonly string[]> {
  await aws.flush();
  return storedLines(aws.dir);
}

describe('the same command again', () => {
  it.each([
    ['lines', asFile(LINES)],
    ['an array', `[\n${LINES.join(',\n')}\n]`],
    ['gzip', gzipSync(asFile(LINES))],
    ['an array in gzip', gzipSync(`[${LINES.join(',')}]`)],
  ])('sends the rest of %s, and nothing twice', async (_, content) => {
    const { aws, again } = await stopped(['--data', newFile(content)]);
    const { code, report } = await again();
    expect(code).toBe(0);
    expect(report.checkpoint).toMatchObject({ origin: 'resumed', sentAgain: 0 });
    expect(report.ledger).toMatchObject({ read: 300, delivered: 300, possiblyDuplicated: 0 });
    expect(report.thisRun.delivered).toBeLessThan(300);
    expect(await storedSorted(aws)).toEqual([...LINES].sort());
  });

  it('goes on in the second of two files, with PutRecord for the first records of the whole input only', async () => {
    const files = [newFile(asFile(LINES.slice(0, 50))), newFile(asFile(LINES.slice(50)))];
    const { aws, again } = await stopped(files.flatMap((file) => ['--data', file]));
    expect((await again()).code).toBe(0);
    expect(await storedSorted(aws)).toEqual([...LINES].sort());
  });

  it('says once more how a complete run ended, and calls nobody', async () => {
    const { again } = await stopped(['--data', newFile(asFile(LINES))]);
    await again();
    const { code, report } = await again();
    expect(code).toBe(0);
    expect(report.ledger).toMatchObject({ read: 300, delivered: 300 });
    expect(report.thisRun.read).toBe(0);
    expect(report.putRecordBatch.calls).toBe(0);
  });

  it('rejects nothing twice where the first run was stopped before its first call', async () => {
    const bad = Array.from({ length: 40 }, (_, index) => `nonsense ${index}`);
    const good = alertLines(3);
    const data = newFile(asFile([...bad, ...good]));
    const aws = await startAws();
    const args = [
      '--checkpoint',
      join(newFolder(), 'journal'),
      '--data',
      data,
      '--on-bad-record',
      'dead-letter',
    ];
    const first = await runAgainst(aws, args, {
      onStderr: (text, signal) => text.includes('records rejected') && signal('SIGINT'),
    });
    expect(first.code).toBe(130);
    expect(first.report.ledger).toMatchObject({ rejected: 40, delivered: 0, pending: 3 });
    const second = await runAgainst(aws, args);
    expect(second.report.ledger).toEqual({
      read: 43,
      rejected: 40,
      delivered: 3,
      undelivered: 0,
      pending: 0,
      possiblyDuplicated: 0,
    });
    expect(readLines(`${aws.dir}/dead-letters.ndjson`).map(({ index }) => index)).toEqual([...bad.keys()]);
  });

  it('counts a record whose call was cut off as possibly duplicated', async () => {
    const { aws, again } = await stopped(
      ['--data', newFile(asFile(LINES)), '--attempts', '1000'],
      'reset-after@PutRecordBatch=3-5,access-denied@PutRecordBatch=6:times=1',
    );
    const { report } = await again();
    const copies = (await storedSorted(aws)).length - 300;
    expect(copies).toBeGreaterThan(0);
    expect(report.ledger.possiblyDuplicated).toBeGreaterThanOrEqual(copies / 3);
    expect(report.ledger).toMatchObject({ read: 300, delivered: 300 });
  });
});

describe('a checkpoint that does not fit', () => {
  it.each([
    ['--batch-records', '21', /--batch-records was 20 and is 21/],
    ['--put-record-count', '5', /--put-record-count was 0 and is 5/],
    ['--delimiter', 'none', /--delimiter was newline and is none/],
    ['--format', 'lines', /--format was auto and is lines/],
    ['--stream', 'other', /--stream was alerts and is other/],
  ])('is refused with another %s', async (flag, value, sentence) => {
    const { again, first } = await stopped(['--data', newFile(asFile(LINES))]);
    const { code, stderr, report } = await again([flag, value]);
    expect([code, first.code]).toEqual([252, 254]);
    expect(stderr).toMatch(sentence);
    expect(stderr).toContain('use the same input and options, or another checkpoint');
    expect(report.ledger.read).toBe(0);
  });

  it('is refused when the input has grown, and when it has changed with its size kept', async () => {
    for (const change of [
      (file: string) => appendFileSync(file, '{}\n'),
      (file: string) => writeFileSync(file, asFile(LINES).replace('Low', 'Mid')),
    ]) {
      const data = newFile(asFile(LINES));
      const { again } = await stopped(['--data', data]);
      change(data);
      const { code, stderr } = await again();
      expect(code).toBe(252);
      expect(stderr).toContain('has changed since');
    }
  });

  it('is refused when a line in its middle is damaged, and when its dead letters are gone', async () => {
    const { again, file } = await stopped(['--data', newFile(asFile(LINES))]);
    const journal = readFileSync(file, 'utf8');
    writeFileSync(file, journal.replace('"delivered":', '"delivered":1'));
    const damaged = await again();
    expect([damaged.code, damaged.stderr]).toEqual([252, expect.stringMatching(/line \d+ of .* is damaged/)]);
    // A refusal changes nothing, and half a line at the end is what a crash leaves.
    writeFileSync(file, `${journal}0123abcd {"status":"run`);
    expect((await again()).code).toBe(0);
  });

  it('is refused for standard input, a FIFO and one file named twice', async () => {
    const aws = await startAws();
    const file = join(newFolder(), 'journal');
    const fifo = join(newFolder(), 'fifo');
    execFileSync('mkfifo', [fifo]);
    const data = newFile(asFile(LINES));
    for (const [input, why] of [
      [['--data', '-'], "standard input can't be read again after a crash"],
      [['--data', fifo], "is not a regular file and can't be read again after a crash"],
      [['--data', data, '--data', data], 'is named twice'],
    ] as const) {
      const { code, stderr } = await runAgainst(aws, ['--checkpoint', file, ...input]);
      expect([code, stderr]).toEqual([252, expect.stringContaining(why)]);
    }
    expect(existsSync(file)).toBe(false);
  });

  it('is refused while another process holds it', async () => {
    const { again, file } = await stopped(['--data', newFile(asFile(LINES))]);
    const startTime = readFileSync('/proc/1/stat', 'utf8').split(') ')[1]?.split(' ')[19];
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    writeFileSync(`${file}.lock`, JSON.stringify({ host: hostname(), bootId, pid: 1, startTime }));
    const { code, stderr } = await again();
    expect([code, stderr]).toEqual([252, expect.stringContaining('process 1 holds it')]);
    // Whoever is sure may take it over.
    expect((await again(['--take-over'])).code).toBe(0);
    expect(existsSync(`${file}.lock`)).toBe(false);
  });
});
