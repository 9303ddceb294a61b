import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newFolder } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import { runMain } from '../support/run-main.ts';
import { readLines, storedLines } from '../support/stored.ts';

const lines = alertLines(300);

/** A folder with an input, and the arguments of runs that share a checkpoint there. */
function prepare(text: string) {
  const dir = newFolder();
  writeFileSync(join(dir, 'input.ndjson'), text);
  const quick = ['--local', '--output', 'json', '--base-delay-ms', '1', '--metrics-deadline-s', '0'];
  const places = ['--local-dir', join(dir, 'aws'), '--checkpoint', join(dir, 'journal')];
  return {
    dir,
    args: [...quick, ...places, '--dead-letter', join(dir, 'dead-letters.ndjson')],
    stored: () => storedLines(join(dir, 'aws')),
  };
}

describe('a run that goes on from a checkpoint', () => {
  it('finds its place under another spelling of the same file', async () => {
    const { dir, args, stored } = prepare(asFile(lines));
    const denied = ['--faults', 'access-denied@PutRecordBatch'];
    const first = await runMain([...args, '--data', `${dir}/./input.ndjson`, ...denied]);
    expect([first.code, first.report.ledger.delivered]).toEqual([254, 100]);
    const second = await runMain([...args, '--data', `${dir}/input.ndjson`]);
    expect([second.code, second.report.thisRun.delivered]).toEqual([0, 200]);
    const third = await runMain([...args, '--data', `${dir}/input.ndjson`]);
    expect([third.code, third.report.ledger.delivered]).toEqual([0, 300]);
    expect(stored()).toEqual(lines.toSorted());
  });

  it('rejects no record twice where it ended before the first batch', async () => {
    const bad = Array.from({ length: 20 }, (_, number) => `oops ${number}`);
    const { dir, args, stored } = prepare(asFile([...bad, ...lines]));
    const tolerant = [...args, '--data', `${dir}/input.ndjson`, '--on-bad-record', 'dead-letter'];
    const first = await runMain(tolerant, {
      onStderr: (text, signal) => {
        if (text.includes('records rejected')) signal('SIGINT');
      },
    });
    expect([first.code, first.report.ledger.rejected]).toEqual([130, 20]);
    const second = await runMain(tolerant);
    expect(second.report.ledger).toMatchObject({ read: 320, rejected: 20, delivered: 300, pending: 0 });
    expect(readLines(join(dir, 'dead-letters.ndjson')).map(({ index }) => index)).toEqual([...bad.keys()]);
    expect(stored()).toEqual(lines.toSorted());
  });
});
