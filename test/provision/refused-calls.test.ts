import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { LocalAws } from '../../src/local/local-aws.ts';
import { permissionsOf } from '../../src/provision/permissions.ts';
import { callsOf, clientsOf, endsOf, isRead, manage, NAMES, startEmpty } from '../support/resources.ts';

/** The operations that a command calls, from what the server has counted before and after it. */
const calledIn = (before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>) =>
  Object.keys(after).filter((name) => after[name] !== before[name]);

/** Refuses the first call of each operation after those that were counted. */
const refuseEach = (calls: readonly string[], before: Readonly<Record<string, number>>) =>
  calls.map((call) => `access-denied@${call.split(':')[1]}=${(before[call] ?? 0) + 1}`).join(',');

/** A refusal names the call, or, where another account's bucket looks the same, the permission. */
function expectNamed(stderr: string, call: string): void {
  for (const permission of permissionsOf(call)) expect(stderr).toContain(permission);
  if (call !== 's3:HeadBucket') expect(stderr).toContain(`${call} is refused: AccessDenied`);
}

/** Runs a command again and again; each time another of these calls is refused, until all were. */
async function runUntilDone(
  command: 'setup' | 'teardown',
  aws: LocalAws,
  { calls, args }: { readonly calls: readonly string[]; readonly args: readonly string[] },
): Promise<void> {
  const left = new Set(calls);
  for (;;) {
    const before = await callsOf(aws);
    const { code, stdout, stderr } = await manage(command, aws, args);
    if (code === 0) return void expect([...left]).toEqual([]);
    expect(code, stderr).toBe(254);
    const called = calledIn(before, await callsOf(aws));
    const refused = called.filter(
      (call) => permissionsOf(call).every((name) => stderr.includes(name)) && left.has(call),
    );
    expect(refused, `${stdout}${stderr}`).toHaveLength(1);
    for (const call of refused) {
      expectNamed(stderr, call);
      left.delete(call);
      const hasChanged = called.some((name) => !isRead(name) && name !== call && !name.startsWith('sts:'));
      expect(stderr.includes('Changed so far: '), stderr).toBe(hasChanged);
    }
  }
}

/** Everything is there, and nothing is left to be made. */
async function expectFound(aws: LocalAws): Promise<void> {
  const ends = endsOf(await manage('setup', aws));
  expect(ends.filter((end) => end.startsWith('found '))).toHaveLength(4);
}

describe('each call that is refused once', () => {
  it('is named by setup, which says what it had changed and goes on the next time', async () => {
    const whole = await startEmpty();
    await manage('setup', whole);
    const calls = Object.keys(await callsOf(whole));
    expect(calls.length).toBeGreaterThan(12);
    // A bucket is closed and encrypted from its beginning, so that after another refusal neither is done once more.
    const late = ['s3:PutPublicAccessBlock', 's3:PutBucketEncryption'];
    for (const refused of [calls.filter((call) => !late.includes(call)), ...late.map((call) => [call])]) {
      const aws = await startEmpty({ faults: refuseEach(refused, {}) });
      await runUntilDone('setup', aws, { calls: refused, args: [] });
      await expectFound(aws);
    }
  });

  it('is named by teardown, which says what it had changed and goes on the next time', async () => {
    const args = ['--yes', '--delete-data'];
    const prepare = async (faults = '') => {
      const aws = await startEmpty({ faults });
      await manage('setup', aws);
      await clientsOf(aws).s3.send(new PutObjectCommand({ Bucket: NAMES.bucket, Key: 'logs/a', Body: 'x' }));
      return aws;
    };
    const whole = await prepare();
    const before = await callsOf(whole);
    await manage('teardown', whole, args);
    const calls = calledIn(before, await callsOf(whole));
    expect(calls.length).toBeGreaterThan(15);
    const aws = await prepare(refuseEach(calls, before));
    await runUntilDone('teardown', aws, { calls, args });
    expect((await manage('teardown', aws, ['--yes'])).stdout).toContain('Nothing to remove');
  });
});

describe('a reply that is lost', () => {
  it('is no reason to take what was made for somebody else’s', async () => {
    const lost = ['CreateBucket', 'CreateRole', 'CreateLogGroup', 'CreateLogStream', 'CreateDeliveryStream'];
    const aws = await startEmpty({ faults: `reset-after@${lost.join('|')}=1` });
    const run = await manage('setup', aws);
    expect([run.code, run.stderr]).toEqual([0, '']);
    await expectFound(aws);
  });

  it('is no reason to stop a removal', async () => {
    const lost = ['DeleteDeliveryStream', 'DeleteLogGroup', 'DeleteRolePolicy', 'DeleteRole', 'DeleteBucket'];
    const aws = await startEmpty({ faults: `reset-after@${lost.join('|')}=1` });
    await manage('setup', aws);
    const run = await manage('teardown', aws, ['--yes']);
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect((await manage('teardown', aws, ['--yes'])).stdout).toContain('Nothing to remove');
  });
});

it.each(['SIGINT', 'SIGTERM'] as const)('setup stops at %s, and goes on the next time', async (name) => {
  const aws = await startEmpty({ creatingMs: 300 });
  const stopped = await manage('setup', aws, [], { onStderr: (_, signal) => signal(name) });
  expect(stopped.code).toBe(name === 'SIGINT' ? 130 : 143);
  expect(stopped.stderr).toContain(`Stopped by ${name}. Changed so far: S3 bucket`);
  expect(stopped.stderr).toContain('Firehose stream alerts (only made)');
  const again = await manage('setup', aws);
  expect([again.code, endsOf(again).slice(0, 3)]).toEqual([
    0,
    ['found S3 bucket', 'found IAM role', 'found log group'],
  ]);
});
