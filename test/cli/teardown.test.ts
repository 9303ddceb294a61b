import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRoleCommand, PutRolePolicyCommand, TagRoleCommand } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { LocalAws } from '../../src/local/local-aws.ts';
import { makeStream } from '../support/embedded.ts';
import { openStdin, stdinOf } from '../support/input.ts';
import { callsOf, clientsOf, endsOf, isRead, manage, NAMES, startEmpty } from '../support/resources.ts';
import type { MainOptions } from '../support/run-main.ts';

const KINDS = ['Firehose stream', 'log group', 'S3 bucket', 'IAM role'];
const removed = KINDS.map((kind) => `removed ${kind}`);
const Bucket = NAMES.bucket;

async function startSetUp(args: readonly string[] = []) {
  const aws = await startEmpty();
  const { code, stderr } = await manage('setup', aws, args);
  expect(code, stderr).toBe(0);
  return aws;
}

/** Names of the buckets that are there. */
async function bucketsOf(aws: LocalAws) {
  const { Buckets = [] } = await clientsOf(aws).s3.send(new ListBucketsCommand({}));
  return Buckets.map(({ Name }) => Name);
}

const typed = (...lines: string[]): MainOptions => ({
  stdin: Object.assign(stdinOf(...lines), { isTTY: true as const }),
});

describe('teardown', () => {
  it('removes what setup has made, in order, and leaves nothing', async () => {
    const aws = await startSetUp();
    const run = await manage('teardown', aws, ['--yes']);
    expect([run.code, endsOf(run)]).toEqual([0, removed]);
    expect(run.stdout).toContain('All that setup has made for stream alerts is removed.');
    const again = await manage('teardown', aws, ['--yes']);
    expect([again.code, endsOf(again)]).toEqual([0, []]);
    expect(again.stdout).toContain('Nothing to remove');
    expect(endsOf(await manage('setup', aws)).every((end) => end.startsWith('made '))).toBe(true);
  });

  it('keeps a bucket with data, says how to remove it, and removes it with --delete-data', async () => {
    const aws = await startSetUp(['--bucket', 'a-bucket']);
    const { s3 } = clientsOf(aws);
    for (const Key of ['logs/a', 'error/b'])
      await s3.send(new PutObjectCommand({ Bucket: 'a-bucket', Key, Body: 'x' }));
    const kept = await manage('teardown', aws, ['--yes']);
    expect([kept.code, endsOf(kept)]).toEqual([0, removed.with(2, 'kept S3 bucket')]);
    const command = /teardown --stream alerts (.*)/.exec(kept.stdout)?.[1]?.split(' ') ?? [];
    expect(command).toEqual(['--region', 'us-east-1', '--bucket', 'a-bucket', '--delete-data']);
    const gone = await manage('teardown', aws, [...command, '--yes']);
    expect([gone.code, endsOf(gone)]).toEqual([0, ['removed S3 bucket']]);
    expect(gone.stdout).toContain('with 2 objects');
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'a-bucket' }))).rejects.toThrow();
  });

  it('removes the bucket that the stream names', async () => {
    const aws = await startSetUp(['--bucket', 'a-bucket']);
    const run = await manage('teardown', aws, ['--yes']);
    expect([run.code, endsOf(run)]).toEqual([0, removed]);
    expect(run.stdout).toContain('a-bucket');
  });

  it('goes on from where it was stopped, in the bucket that setup was given', async () => {
    for (const refused of ['DeleteLogGroup', 'DeleteBucket', 'DeleteRolePolicy']) {
      const aws = await startEmpty({ faults: `access-denied@${refused}=1` });
      await manage('setup', aws, ['--bucket', 'a-bucket']);
      expect((await manage('teardown', aws, ['--yes'])).code).toBe(254);
      expect((await manage('teardown', aws, ['--yes'])).code).toBe(0);
      expect(await bucketsOf(aws)).toEqual([]);
    }
  });

  it('finds the bucket that setup was given before it was stopped', async () => {
    const aws = await startEmpty({ faults: 'access-denied@CreateDeliveryStream=1' });
    await manage('setup', aws, ['--bucket', 'a-bucket']);
    const run = await manage('teardown', aws, ['--yes']);
    expect(endsOf(run)).toEqual(removed.slice(1));
    expect(await bucketsOf(aws)).toEqual([]);
  });

  it('does not say that nothing is there where it can not know the bucket', async () => {
    const { stdout } = await manage('teardown', await startEmpty(), ['--yes']);
    expect(stdout).toContain('add the same --bucket');
  });

  it('deletes more objects than a page has', async () => {
    const aws = await startSetUp();
    // A file in the bucket's folder is an object of the embedded AWS, and sooner there than by a call.
    const folder = join(aws.objectsDir, Bucket, 'logs');
    mkdirSync(folder, { recursive: true });
    for (let number = 0; number < 1_001; number += 1) writeFileSync(join(folder, `${number}`), 'x');
    const run = await manage('teardown', aws, ['--yes', '--delete-data']);
    expect([run.code, endsOf(run)]).toEqual([0, removed]);
    expect(run.stdout).toContain('with 1,001 objects');
  });

  it('leaves what belongs to others, and says so', async () => {
    const aws = await startEmpty();
    const { s3, iam } = clientsOf(aws);
    const trust = { RoleName: NAMES.role, AssumeRolePolicyDocument: '{"Statement":[]}' };
    await iam.send(new CreateRoleCommand(trust));
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'theirs', Body: 'x' }));
    const run = await manage('teardown', aws, ['--yes', '--delete-data']);
    expect([run.code, endsOf(run)]).toEqual([0, ['left S3 bucket', 'left IAM role']]);
    await s3.send(new HeadBucketCommand({ Bucket }));
  });

  it('touches nothing where the stream is somebody else’s', async () => {
    const aws = await startEmpty();
    await makeStream(aws, NAMES.stream);
    const { s3 } = clientsOf(aws);
    await s3.send(new CreateBucketCommand({ Bucket }));
    const run = await manage('teardown', aws, ['--yes']);
    expect([run.code, run.stdout]).toEqual([254, '']);
    expect(run.stderr).toContain('Nothing was removed: stream alerts was not set up by this program.');
    await s3.send(new HeadBucketCommand({ Bucket }));
  });

  it('removes every inline policy of the role, whoever gave it', async () => {
    const aws = await startSetUp();
    const more = { RoleName: NAMES.role, PolicyName: 'more', PolicyDocument: '{"Statement":[]}' };
    await clientsOf(aws).iam.send(new PutRolePolicyCommand(more));
    expect(endsOf(await manage('teardown', aws, ['--yes']))).toEqual(removed);
  });

  it('removes half-made things', async () => {
    const aws = await startEmpty();
    const { s3, iam } = clientsOf(aws);
    await s3.send(new CreateBucketCommand({ Bucket }));
    await iam.send(
      new CreateRoleCommand({ RoleName: NAMES.role, AssumeRolePolicyDocument: '{"Statement":[]}' }),
    );
    const Tags = Object.entries({ 'created-by': 'firehose-scenario', 'firehose-scenario:stream': 'alerts' });
    await iam.send(
      new TagRoleCommand({ RoleName: NAMES.role, Tags: Tags.map(([Key, Value]) => ({ Key, Value })) }),
    );
    const run = await manage('teardown', aws, ['--yes']);
    expect([run.code, endsOf(run)]).toEqual([0, ['removed S3 bucket', 'removed IAM role']]);
  });

  it('leaves the bucket of another stream, if it is named', async () => {
    const aws = await startEmpty();
    const { s3 } = clientsOf(aws);
    await s3.send(new CreateBucketCommand({ Bucket: 'a-bucket' }));
    const TagSet = Object.entries({
      'created-by': 'firehose-scenario',
      'firehose-scenario:stream': 'others',
    }).map(([Key, Value]) => ({ Key, Value }));
    await s3.send(new PutBucketTaggingCommand({ Bucket: 'a-bucket', Tagging: { TagSet } }));
    const run = await manage('teardown', aws, ['--yes', '--bucket', 'a-bucket']);
    expect([run.code, endsOf(run)]).toEqual([0, ['left S3 bucket']]);
  });

  it('waits for a stream that is CREATING before it removes it', async () => {
    const aws = await startEmpty({ creatingMs: 700 });
    await manage('setup', aws, [], {
      onStderr: (text, signal) => text.includes('ACTIVE') && signal('SIGINT'),
    });
    const run = await manage('teardown', aws, ['--yes']);
    expect([run.code, endsOf(run)]).toEqual([0, removed]);
  });
});

describe('teardown asks', () => {
  it('for the name on a terminal, and removes when it is typed', async () => {
    const run = await manage('teardown', await startSetUp(), [], typed('alerts\n'));
    expect([run.code, endsOf(run)]).toEqual([0, removed]);
    for (const name of Object.values(NAMES)) expect(run.stderr).toContain(name);
  });

  it.each([['no\n'], ['alert\n'], ['']])('and removes nothing for %j', async (answer) => {
    const aws = await startSetUp();
    const run = await manage('teardown', aws, [], typed(answer));
    expect([run.code, endsOf(run)]).toEqual([252, []]);
    expect(run.stderr).toContain('Nothing was removed');
    expect(endsOf(await manage('setup', aws)).every((end) => end.startsWith('found '))).toBe(true);
  });

  it('and ends with Ctrl-C while it asks', async () => {
    const aws = await startSetUp();
    const run = await manage('teardown', aws, [], {
      stdin: Object.assign(openStdin(), { isTTY: true as const }),
      onStderr: (text, signal) => text.startsWith('Type') && signal('SIGINT'),
    });
    expect([run.code, endsOf(run)]).toEqual([130, []]);
    expect(run.stderr).toContain('Stopped by SIGINT. Nothing was changed so far.');
  });

  it('nothing without a terminal: it needs --yes, and makes no call', async () => {
    const aws = await startEmpty();
    const run = await manage('teardown', aws);
    expect([run.code, run.stderr]).toEqual([252, expect.stringContaining('add --yes')]);
    expect(await callsOf(aws)).toEqual({});
  });

  it('nothing where nothing is there', async () => {
    const aws = await startEmpty();
    const run = await manage('teardown', aws, [], {
      stdin: Object.assign(openStdin(), { isTTY: true as const }),
    });
    expect([run.code, run.stdout]).toEqual([0, expect.stringContaining('Nothing to remove')]);
    expect(Object.keys(await callsOf(aws)).filter((name) => !isRead(name))).toEqual([]);
  });
});
