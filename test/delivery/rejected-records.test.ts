import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { newFile, newFolder } from '../support/folders.ts';
import { alertLines, asFile, stdinOf } from '../support/input.ts';
import { type MainRun, runLocal } from '../support/run-main.ts';
import { countingSockets } from '../support/sockets.ts';
import { readLines, storedLines, textOf } from '../support/stored.ts';

const lines = alertLines(300);
const bad = '{"number":oops}';
/** 300 records with a malformed one at place 150. */
const withBad = asFile([...lines.slice(0, 150), bad, ...lines.slice(150)]);
const offset = asFile(lines.slice(0, 150)).length;

const letterOf = (run: MainRun) => readLines(String(run.report.deadLetterFile));

describe('a malformed record', () => {
  it('in a file that is checked means 252, and nothing is sent or written', async () => {
    const file = newFile(withBad);
    const { result, sockets } = await countingSockets(() => runLocal(['--data', file]));
    expect([result.code, result.report.error?.code, sockets]).toEqual([252, 'MalformedRecord', 0]);
    for (const word of [file, 'line 151', String(offset)]) {
      expect(result.report.error?.message).toContain(word);
    }
    expect(result.report.error?.next).toContain('--on-bad-record dead-letter');
    expect(readdirSync(result.dir)).toEqual([]);
  });

  it('in a stream means 1, and everything before it is delivered', async () => {
    const run = await runLocal(['--data', '-'], { stdin: stdinOf(withBad) });
    expect([run.code, run.report.error?.code]).toEqual([1, 'MalformedRecord']);
    expect(run.report.ledger).toMatchObject({ read: 151, delivered: 150, rejected: 1, pending: 0 });
    expect(storedLines(run.dir)).toEqual(lines.slice(0, 150).toSorted());
    expect(letterOf(run).map(textOf)).toEqual([bad]);
  });

  it('in a stream means 252 where it is the first record', async () => {
    const run = await runLocal(['--data', '-'], { stdin: stdinOf('oops\n', asFile(lines)) });
    expect([run.code, run.report.putRecord.calls]).toEqual([252, 0]);
    expect(storedLines(run.dir)).toEqual([]);
  });

  it.each(['file', 'stream'])('in a %s is passed over with --on-bad-record dead-letter', async (kind) => {
    const file = kind === 'file' ? newFile(withBad) : '-';
    const args = ['--data', file, '--on-bad-record', 'dead-letter'];
    const run = await runLocal(args, { stdin: stdinOf(withBad) });
    expect([run.code, run.report.error]).toEqual([1, null]);
    expect(run.report.ledger).toMatchObject({ read: 301, delivered: 300, rejected: 1 });
    expect(storedLines(run.dir)).toEqual(lines.toSorted());
    expect(letterOf(run)).toEqual([
      {
        file,
        index: 150,
        offset,
        reason: 'rejected',
        errorCode: 'malformed',
        errorMessage: expect.stringContaining('line 151'),
        attempts: 0,
        maybeStored: false,
        data: Buffer.from(bad).toString('base64'),
      },
    ]);
  });

  it('is no concern with --no-validate', async () => {
    const run = await runLocal(['--data', newFile(withBad), '--no-validate']);
    expect([run.code, run.report.ledger.delivered]).toEqual([0, 301]);
  });
});

describe('an array', () => {
  it.each(['stop', 'dead-letter'])('that breaks off ends the input under %s', async (onBadRecord) => {
    const text = `[${lines.slice(0, 200).join(',')},{"a":]`;
    const args = ['--data', '-', '--on-bad-record', onBadRecord];
    const run = await runLocal(args, { stdin: stdinOf(text) });
    expect([run.code, run.report.error?.code]).toEqual([1, 'BadInput']);
    expect(run.report.error?.message).toContain('record 201');
    expect(storedLines(run.dir)).toEqual(lines.slice(0, 200).toSorted());
  });

  it('that is broken in a file means 252, and nothing is sent', async () => {
    const run = await runLocal(['--data', newFile(`[${lines.join(',')}`), '--on-bad-record', 'dead-letter']);
    expect([run.code, run.report.ledger.read]).toEqual([252, 0]);
  });

  it('is asked for where one object stands on several lines', async () => {
    const run = await runLocal(['--data', newFile('{\n  "a": 1,\n  "b": 2\n}\n')]);
    expect(run.code).toBe(252);
    expect(run.report.error?.message).toContain('wrap it in [ ] or put it on one line');
  });
});

describe('a record over the limit', () => {
  it.each([
    [-1, 0],
    [0, 0],
    [1, 1],
  ])('of 1,024,000 bytes by %i with its newline ends the run with %i', async (over, code) => {
    const length = 1_024_000 - 1 + over;
    const large = `"${'x'.repeat(length - 2)}"`;
    const run = await runLocal(['--data', newFile(asFile(['1', large, '2']))]);
    expect(run.code).toBe(code);
    expect(run.report.ledger).toMatchObject({ read: 3, rejected: code, delivered: 3 - code });
    expect(storedLines(run.dir)).toEqual(code === 0 ? [large, '1', '2'].sort() : ['1', '2']);
    if (code === 0) expect(run.report.deadLetterFile).toBeNull();
    else
      expect(letterOf(run).map((letter) => [letter.errorCode, textOf(letter)])).toEqual([
        ['too-large', large],
      ]);
  });

  it('is a reference to the input where it is too large to hold', async () => {
    const endless = `"${'x'.repeat(9 * 1024 * 1024)}"`;
    const run = await runLocal(['--data', newFile(asFile(['1', endless, '2']))]);
    expect([run.code, run.report.ledger.delivered]).toEqual([1, 2]);
    const sha256 = createHash('sha256').update(endless).digest('hex');
    const [letter] = letterOf(run);
    expect(letter).toMatchObject({ index: 1, offset: 2, length: endless.length, sha256 });
    expect(letter).not.toHaveProperty('data');
  });
});

describe('the files of a run', () => {
  it('are for the owner only, and lie where they were asked for', async () => {
    const folder = newFolder();
    const deadLetter = join(folder, 'letters');
    const receipts = join(folder, 'receipts');
    const run = await runLocal([
      ...['--data', newFile(withBad), '--on-bad-record', 'dead-letter'],
      ...['--dead-letter', deadLetter, '--receipts', receipts],
    ]);
    expect([run.report.deadLetterFile, run.report.receiptsFile]).toEqual([deadLetter, receipts]);
    expect([deadLetter, receipts].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
  });

  it('hold a receipt for every delivered record', async () => {
    const receipts = join(newFolder(), 'receipts');
    const faults = 'failed-entries=20%:code=InternalFailure';
    const args = ['--data', newFile(asFile(lines)), '--receipts', receipts, '--faults', faults];
    const { code } = await runLocal([...args, '--batch-records', '40']);
    expect(code).toBe(0);
    const written = readLines<Record<string, unknown>>(receipts).toSorted(
      (a, b) => Number(a.index) - Number(b.index),
    );
    expect(written.map(({ index }) => index)).toEqual(lines.map((_, index) => index));
    expect(written[7]?.offset).toBe(asFile(lines.slice(0, 7)).length);
    expect(new Set(written.map(({ recordId }) => recordId)).size).toBe(300);
    expect(Math.max(...written.map(({ attempts }) => Number(attempts)))).toBeGreaterThan(1);
  });

  it.each(['--dead-letter', '--receipts'])(
    '(%s) that can not be made mean 252, and nothing is sent',
    async (flag) => {
      const file = join(newFolder(), 'missing', 'file');
      const run = await runLocal(['--data', newFile(asFile(lines)), flag, file]);
      expect([run.code, run.report.ledger.read, existsSync(file)]).toEqual([252, 0, false]);
      for (const word of [flag, file, 'folder']) expect(run.report.error?.message).toContain(word);
    },
  );

  it('that can not be written in the middle stop the run, and what is not told there is pending', async () => {
    const deadLetter = join(newFolder(), 'letters');
    const stdin = new PassThrough();
    stdin.write(asFile(lines));
    const run = await runLocal(
      ['--data', '-', '--on-bad-record', 'dead-letter', '--dead-letter', deadLetter],
      {
        stdin,
        // Somebody else makes the file when the run has begun.
        onStderr: (text) => {
          if (!text.includes('call succeeded') || stdin.writableEnded) return;
          writeFileSync(deadLetter, 'not ours');
          stdin.end(`${bad}\n`);
        },
        environment: { FIREHOSE_LOG_LEVEL: 'debug' },
      },
    );
    expect([run.code, run.report.error?.code]).toEqual([1, 'EEXIST']);
    const { read, delivered, pending, rejected, undelivered } = run.report.ledger;
    expect([rejected, undelivered, delivered + pending]).toEqual([0, 0, read]);
    expect(storedLines(run.dir)).toHaveLength(delivered);
    expect([readFileSync(deadLetter, 'utf8'), run.report.deadLetterFile]).toEqual(['not ours', null]);
  });

  it('are not one and the same', async () => {
    const both = join(newFolder(), 'both');
    const run = await runLocal(['--data', newFile(asFile(lines)), '--dead-letter', both, '--receipts', both]);
    expect([run.code, run.report.ledger.read]).toEqual([252, 0]);
  });
});
