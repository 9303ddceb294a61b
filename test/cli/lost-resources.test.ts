import { utimesSync } from 'node:fs';
import { DeleteLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import { describe, expect, it } from 'vitest';
import { dropObject, keyOf } from '../destination/support.ts';
import { clientOf, runAgainst, STREAM, startAws } from '../support/embedded.ts';
import { newFile, newQuickFolder } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import { clientsOf, endsOf, manage, NAMES, startEmpty } from '../support/resources.ts';
import { storedLines } from '../support/stored.ts';

const lines = alertLines(300);
const data = newFile(asFile(lines));
const QUIET = ['--data', data, '--metrics-deadline-s', '0', '--in-flight', '1'];

describe('a run whose stream is deleted meanwhile', () => {
  it.each([
    ['PutRecord', ['--put-record-count', 'all']],
    ['PutRecordBatch', ['--put-record-count', '0', '--batch-records', '5']],
  ])('ends %s with 254, and no record is lost or called delivered that is not stored', async (_how, args) => {
    const aws = await startAws({ faults: 'slow@PutRecord|PutRecordBatch:ms=2' });
    const firehose = clientOf(aws);
    let deletion: Promise<unknown> | undefined;
    const onStderr = (text: string) => {
      if (!text.includes('call succeeded')) return;
      deletion ??= firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: STREAM }));
    };
    const run = await runAgainst(aws, [...QUIET, ...args, '--log-level', 'debug'], { onStderr });
    await deletion;
    firehose.destroy();
    expect([run.code, run.report.error?.code]).toEqual([254, 'ResourceNotFoundException']);
    const { delivered, pending, ...others } = run.report.ledger;
    expect(others).toMatchObject({ rejected: 0, undelivered: 0 });
    expect(delivered).toBeGreaterThan(0);
    expect(pending).toBeGreaterThan(0);
    expect(delivered + pending).toBe(others.read);
    await aws.flush();
    expect(storedLines(aws.dir)).toEqual(lines.slice(0, delivered).toSorted());
  });
});

describe('a run whose KMS key is disabled meanwhile', () => {
  it('ends with 254 and what to do, and leaves the rest pending', async () => {
    const aws = await startAws({ faults: 'error@PutRecordBatch=3-:code=InvalidKMSResourceException' });
    const { code, report } = await runAgainst(aws, [
      ...QUIET,
      ...['--put-record-count', '0', '--batch-records', '50'],
    ]);
    expect([code, report.error?.code]).toEqual([254, 'InvalidKMSResourceException']);
    expect(report.error?.next).toContain('KMS key is enabled');
    expect(report.ledger).toMatchObject({ delivered: 100, undelivered: 0 });
    expect(report.ledger.pending).toBe(report.ledger.read - 100);
  });
});

describe('a stream whose log group is gone', () => {
  it('delivers all the same, also what fails at first, and setup makes the group again', async () => {
    const aws = await startEmpty({ faults: 'disk-full=1' });
    await manage('setup', aws, ['--buffer-interval-s', '0']);
    const { logs, ...others } = clientsOf(aws);
    await logs.send(new DeleteLogGroupCommand({ logGroupName: NAMES.logGroup }));
    for (const client of [logs, ...Object.values(others)]) client.destroy();
    const run = await runAgainst(aws, [...QUIET, '--verify', '--verify-deadline-s', '5']);
    expect([run.code, run.report.verification?.verdict]).toEqual([0, 'proven']);
    const again = await manage('setup', aws, ['--buffer-interval-s', '0']);
    expect(again.stderr).toBe('');
    expect(endsOf(again)).toEqual([
      'found S3 bucket',
      'found IAM role',
      'made log group',
      'found Firehose stream',
    ]);
  }, 60_000);
});

describe('10,000 objects of earlier runs in the same hour', () => {
  it('are listed page by page and not taken for those of a run with --verify', async () => {
    const aws = await startAws({ dir: newQuickFolder(), metricsLagMs: 600_000 });
    const before = new Date(Date.now() - 60_000);
    const keys = Array.from({ length: 10_000 }, (_, number) => keyOf(number, { at: before }));
    const files = keys.map((key, number) => dropObject(aws, key, `${lines[number % lines.length]}\n`));
    for (const file of files) utimesSync(file, before, before);
    const onStderr = (text: string) => {
      if (text.includes('waiting for CloudWatch')) void aws.flush();
    };
    const waits = ['--data', data, '--metrics-deadline-s', '1', '--verify-deadline-s', '20'];
    const { code, report } = await runAgainst(aws, ['--verify', ...waits], { onStderr });
    expect(code).toBe(0);
    expect(report.verification).toMatchObject({ verdict: 'proven', expected: 300, found: 300, objects: 1 });
  }, 60_000);
});
