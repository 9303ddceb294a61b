import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListDeliveryStreamsCommand } from '@aws-sdk/client-firehose';
import { ListRolesCommand } from '@aws-sdk/client-iam';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import type { LocalAws } from '../../src/local/local-aws.ts';
import { LOCAL_CREDENTIALS } from '../support/clean-environment.ts';
import { newFolder } from '../support/folders.ts';
import { alertLines, asFile } from '../support/input.ts';
import { callsOf, clientsOf, endsOf, isRead, NAMES, startEmpty } from '../support/resources.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';

/** Names of everything that stands in the account, by kind. */
async function standing(aws: LocalAws) {
  const { s3, iam, logs, firehose } = clientsOf(aws);
  const [buckets, roles, groups, streams] = await Promise.all([
    s3.send(new ListBucketsCommand()),
    iam.send(new ListRolesCommand()),
    logs.send(new DescribeLogGroupsCommand()),
    firehose.send(new ListDeliveryStreamsCommand()),
  ]);
  for (const client of [s3, iam, logs, firehose]) client.destroy();
  return {
    bucket: (buckets.Buckets ?? []).map(({ Name }) => Name),
    role: (roles.Roles ?? []).map(({ RoleName }) => RoleName),
    logGroup: (groups.logGroups ?? []).map(({ logGroupName }) => logGroupName),
    stream: streams.DeliveryStreamNames,
  };
}

const KINDS = ['S3 bucket', 'IAM role', 'log group', 'Firehose stream'];
const endsWith = (status: string, kinds = KINDS) => kinds.map((kind) => `${status} ${kind}`);

it('setup, run, read --compare, read, doctor and teardown go through, and leave nothing behind', async () => {
  const aws = await startEmpty();
  const cwd = newFolder();
  const lines = alertLines(700);
  writeFileSync(join(cwd, 'alerts.ndjson'), asFile(lines));
  const environment = { ...LOCAL_CREDENTIALS, AWS_ENDPOINT_URL: aws.endpoint };
  const scenario = async (...args: readonly string[]): Promise<CliRun> => {
    const run = await runCli([...args, '--stream', NAMES.stream], { cwd, environment });
    expect([args[0], run.code, run.killedBy, run.stderr.includes('Error')]).toEqual([
      args[0],
      0,
      null,
      false,
    ]);
    return run;
  };
  /** Calls that a command made and that change something. */
  const changes = async (command: () => Promise<unknown>) => {
    const before = await callsOf(aws);
    await command();
    const after = await callsOf(aws);
    return Object.keys(after).filter((call) => !isRead(call) && after[call] !== before[call]);
  };

  expect(endsOf(await scenario('setup', '--buffer-interval-s', '0'))).toEqual(endsWith('made'));
  const made = await standing(aws);
  expect(made).toEqual({
    bucket: [NAMES.bucket],
    role: [NAMES.role],
    logGroup: [NAMES.logGroup],
    stream: [NAMES.stream],
  });
  const again = () => scenario('setup', '--buffer-interval-s', '0');
  expect(await changes(async () => expect(endsOf(await again())).toEqual(endsWith('found')))).toEqual([]);

  const run = await scenario('--data', 'alerts.ndjson', '--output', 'json', '--log-level', 'silent');
  expect(run.report.ledger).toMatchObject({ read: 700, delivered: 700 });
  writeFileSync(join(cwd, 'report.json'), run.stdout);
  // Reading prints what is there, and doesn't wait for more.
  await aws.flush();
  const looks = await changes(async () => {
    const compare = ['--compare', 'alerts.ndjson', '--report', 'report.json'];
    // None of them changes anything, so that none can be in another's way.
    const [proof, read, doctor] = await Promise.all([
      scenario('read', ...compare),
      scenario('read'),
      scenario('doctor'),
    ]);
    expect(proof.stdout).toContain('700 of 700');
    expect(read.stdout.split('\n').slice(0, -1).toSorted()).toEqual(lines.toSorted());
    expect(doctor.stdout).toContain('All is well');
  });
  expect(looks).toEqual([]);

  const removed = await scenario('teardown', '--yes', '--delete-data');
  expect(endsOf(removed).toSorted()).toEqual(endsWith('removed').toSorted());
  expect(await standing(aws)).toEqual({ bucket: [], role: [], logGroup: [], stream: [] });
  expect(await changes(() => scenario('teardown', '--yes', '--delete-data'))).toEqual([]);
  // No dead letters, no journal, nothing that somebody would have to clear away.
  expect(readdirSync(cwd).toSorted()).toEqual(['alerts.ndjson', 'report.json']);
}, 120_000);
