import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { LocalAws } from '../../src/local/local-aws.ts';
import { VERIFICATION_SKIPPED, type VerificationReport } from '../../src/report/verification.ts';
import { BUCKET, dropObject, keyOf, keysOf } from '../destination/support.ts';
import { LOCAL_CREDENTIALS } from '../support/clean-environment.ts';
import { runAgainst, STREAM, startAws } from '../support/embedded.ts';
import { newFile } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import { type MainRun, runMain } from '../support/run-main.ts';

const lines = alertLines(120);
const data = newFile(asFile(lines));

/** Sends the lines and has them delivered; returns the file of the run's report. */
async function runOnce(aws: LocalAws, args: readonly string[] = []): Promise<string> {
  const { stdout } = await runAgainst(aws, ['--data', data, '--metrics-deadline-s', '0', ...args]);
  await aws.flush();
  return newFile(stdout, 'report.json');
}

interface Compared extends MainRun {
  readonly verification: VerificationReport;
}

async function compare(aws: LocalAws, report: string, args: readonly string[] = []): Promise<Compared> {
  const input = args.includes('--compare') ? [] : ['--compare', data];
  const where = ['--endpoint-url', aws.endpoint, '--stream', STREAM, '--report', report, ...input];
  const run = await runMain(['read', ...where, '--verify-deadline-s', '0', '--output', 'json', ...args], {
    environment: LOCAL_CREDENTIALS,
  });
  // A refusal has no document.
  const document = run.stdout.startsWith('{')
    ? JSON.parse(run.stdout)
    : { verification: VERIFICATION_SKIPPED };
  return Object.assign(run, { verification: document.verification });
}

const removeFile = (aws: LocalAws, key: string | undefined) =>
  rmSync(join(aws.objectsDir, BUCKET, String(key)));

describe('read --compare', () => {
  it('proves a run that has ended', async () => {
    const aws = await startAws();
    const report = await runOnce(aws);
    const { code, stdout, stderr } = await compare(aws, report);
    expect([code, stderr]).toEqual([0, '']);
    const { runId } = JSON.parse(readFileSync(report, 'utf8'));
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ schemaVersion: 1, runId, stream: STREAM, exitCode: 0 },
      verification: { verdict: 'proven', expected: 120, found: 120, missing: 0, objects: 1 },
    });
    const text = await compare(aws, report, ['--output', 'text']);
    expect(text.stdout).toContain('proven: 120 of 120 found in S3, 1 object read\n');
  });

  it('misses what was deleted, with 1 and the places in the input', async () => {
    const aws = await startAws();
    const report = await runOnce(aws);
    removeFile(aws, keysOf(aws)[0]);
    const { code, verification, stderr } = await compare(aws, report);
    expect(code).toBe(1);
    expect(verification).toMatchObject({ verdict: 'missing', missing: 120 });
    expect(verification.samples.slice(0, 2)).toEqual([
      { file: data, offset: 0 },
      { file: data, offset: asFile(lines.slice(0, 1)).length },
    ]);
    expect(stderr).toBe('firehose-scenario: missing: 120 records were not found in time.\n');
  });

  it('takes back what the dead letters hold', async () => {
    const aws = await startAws({ faults: 'poison:contains=10.0.0.77' });
    const report = await runOnce(aws);
    expect((await compare(aws, report)).verification).toMatchObject({
      verdict: 'proven',
      expected: 119,
      found: 119,
    });
    const { deadLetterFile } = JSON.parse(readFileSync(report, 'utf8'));
    rmSync(deadLetterFile);
    const { code, stderr } = await compare(aws, report);
    expect([code, stderr]).toEqual([252, expect.stringContaining(deadLetterFile)]);
  });

  it('explains as many duplicates as the report counts', async () => {
    const aws = await startAws({ faults: 'reset-after@PutRecordBatch=1' });
    const { code, verification } = await compare(aws, await runOnce(aws));
    expect(code).toBe(0);
    expect(verification).toMatchObject({ verdict: 'duplicated', duplicated: 20, explained: 20 });
  });

  it('knows nothing for certain where the run left records pending', async () => {
    const aws = await startAws({ faults: 'access-denied@PutRecordBatch' });
    const report = await runOnce(aws);
    const { code, verification } = await compare(aws, report);
    expect(code).toBe(0);
    expect(verification).toMatchObject({ verdict: 'inconclusive', found: 100, missing: 20 });
    removeFile(aws, keysOf(aws)[0]);
    expect((await compare(aws, report)).verification).toMatchObject({ verdict: 'missing', found: 0 });
  });

  it("doesn't take the records of an earlier or a later run for those of this one", async () => {
    const aws = await startAws();
    await runOnce(aws);
    // S3 tells whole seconds.
    await pause(1_100);
    const report = await runOnce(aws);
    expect((await compare(aws, report)).verification).toMatchObject({ verdict: 'proven', found: 120 });
    const second = keysOf(aws)[1];
    removeFile(aws, second);
    const earlier = await compare(aws, report);
    expect(earlier.code).toBe(0);
    expect(earlier.verification).toMatchObject({ verdict: 'inconclusive', found: 0 });
    expect(earlier.verification.reason).toContain('only in objects from before the run');
  });

  it("doesn't take the records of the next run for lost ones of this one", async () => {
    const aws = await startAws();
    const report = await runOnce(aws);
    removeFile(aws, keysOf(aws)[0]);
    dropObject(aws, keyOf(1, { at: new Date(Date.now() + 60_000) }), asFile(lines));
    const { code, verification } = await compare(aws, report);
    expect([code, verification]).toEqual([
      0,
      expect.objectContaining({ verdict: 'inconclusive', found: 120 }),
    ]);
    expect(verification.reason).toContain('another run may have sent equal records');
  });

  it('reads no object whose records came long after the run', async () => {
    const aws = await startAws();
    const report = await runOnce(aws);
    const at = new Date(Date.now() + 20 * 60_000);
    dropObject(aws, keyOf(1, { at }), asFile(lines));
    expect((await compare(aws, report)).verification).toMatchObject({ verdict: 'proven', objects: 1 });
    dropObject(aws, keyOf(1), '{"of":"others"}\n');
    expect((await compare(aws, report)).verification).toMatchObject({ verdict: 'inconclusive', objects: 2 });
  });

  it.each([
    ['another input', ['--compare', newFile(asFile(lines.slice(1)))], '119 records'],
    ['a longer input', ['--compare', data, '--compare', newFile('{}')], '121 records'],
    ['an input that is not there', ['--compare', 'nowhere.ndjson'], "doesn't exist"],
  ])('refuses %s', async (_what, args, words) => {
    const aws = await startAws();
    const { code, stdout, stderr } = await compare(aws, await runOnce(aws), args);
    expect([code, stdout, stderr]).toEqual([252, '', expect.stringContaining(words)]);
  });

  it('refuses a report that is none, is of another stream, or tells of several runs', async () => {
    const aws = await startAws();
    const report = JSON.parse(readFileSync(await runOnce(aws), 'utf8'));
    const write = (change: object) => newFile(JSON.stringify({ ...report, ...change }), 'report.json');
    const refusals = [
      ['nowhere.json', 'ENOENT'],
      [newFile('{}'), 'is no report of a run'],
      [write({ deadLetterFile: undefined }), 'is no report of a run'],
      [write({ ledger: { delivered: 1 } }), 'is no report of a run'],
      [write({ stream: 'other' }), 'of stream other'],
      [write({ checkpoint: { origin: 'resumed' } }), '--since'],
    ] as const;
    for (const [file, words] of refusals) {
      const { code, stderr } = await compare(aws, file);
      expect([code, stderr]).toEqual([252, expect.stringContaining(words)]);
    }
    const resumed = write({ checkpoint: { origin: 'resumed' } });
    expect((await compare(aws, resumed, ['--since', '1h'])).verification.verdict).toBe('proven');
  });
});
