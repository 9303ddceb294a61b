import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LocalAws } from '../../src/local/local-aws.ts';
import { STREAM, startAws } from '../support/embedded.ts';
import { newFile, newFolder } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import { readLines, storedLines } from '../support/stored.ts';
import { type CliEnd, runProcess } from './cli-process.ts';

/** Sends with a limit on the size of each file, which writes meet as they meet a full disk, then without it. */
async function fullThenFree(
  aws: LocalAws,
  fileBlocks: number,
  args: readonly string[],
): Promise<{ readonly folder: string; readonly full: CliEnd; readonly free: CliEnd }> {
  const folder = newFolder();
  const all = [
    ...['--endpoint-url', aws.endpoint, '--region', aws.region, '--stream', STREAM],
    ...['--checkpoint', 'journal', '--dead-letter', 'letters', '--metrics-deadline-s', '0', ...args],
  ];
  const full = await runProcess(folder, all, { fileBlocks });
  return { folder, full, free: await runProcess(folder, all) };
}

describe('a disk that is full', { timeout: 120_000 }, () => {
  it('under the checkpoint stops the run, which goes on when there is room', async () => {
    const aws = await startAws({ faults: 'slow=all:ms=10' });
    const lines = alertLines(200);
    // One by one and slowly, so that the journal gets many lines.
    const { full, free } = await fullThenFree(aws, 4, [
      ...['--put-record-count', 'all', '--in-flight', '1', '--batch-records', '1'],
      ...['--data', newFile(asFile(lines))],
    ]);
    expect([full.code, full.report?.error?.code]).toEqual([1, 'EFBIG']);
    expect(full.report?.error?.message).toContain("The checkpoint journal can't be written");
    expect(free.code).toBe(0);
    expect(free.report?.ledger).toMatchObject({ read: 200, delivered: 200, pending: 0 });
    await aws.flush();
    const stored = storedLines(aws.dir);
    expect(new Set(stored)).toEqual(new Set(lines));
    expect(stored.length - 200).toBeLessThanOrEqual(free.sentAgain);
  });

  it('under the dead letters stops the run, and no line of them is lost, doubled or cut', async () => {
    const aws = await startAws({ faults: 'failed-entries:contains=cursed:code=InternalFailure' });
    const lines = alertLines(2_000).map((line, index) =>
      index % 4 === 0 ? line.replace('Low', 'cursed') : line,
    );
    const { folder, full, free } = await fullThenFree(aws, 40, [
      ...['--put-record-count', '0', '--batch-records', '50', '--attempts', '2', '--max-delay-ms', '2'],
      ...['--base-delay-ms', '1', '--log-level', 'silent', '--data', newFile(asFile(lines))],
    ]);
    expect([full.code, full.report?.error?.code]).toEqual([1, 'EFBIG']);
    expect(full.report?.error?.message).toContain("letters can't be written");
    const ended = full.report?.ledger;
    expect(ended?.read).toBe((ended?.delivered ?? 0) + (ended?.undelivered ?? 0) + (ended?.pending ?? 0));
    expect(free.report?.ledger).toMatchObject({
      read: 2_000,
      delivered: 1_500,
      undelivered: 500,
      pending: 0,
    });
    const letters = readLines(join(folder, 'letters'));
    expect(letters.map(({ index }) => index).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 500 }, (_, index) => index * 4),
    );
    expect(readFileSync(join(folder, 'letters'), 'utf8').endsWith('\n')).toBe(true);
    await aws.flush();
    expect(storedLines(aws.dir)).toEqual(lines.filter((line) => !line.includes('cursed')).sort());
  });
});
