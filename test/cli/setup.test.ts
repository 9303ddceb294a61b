import { join } from 'node:path';
import {
  CreateLogGroupCommand,
  DescribeLogStreamsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeDeliveryStreamCommand, ListTagsForDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import {
  CreateRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketTaggingCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { makeStream, runAgainst } from '../support/embedded.ts';
import { newFile } from '../support/folders.ts';
import {
  ACCOUNT_ID,
  callsOf,
  clientsOf,
  endsOf,
  isRead,
  manage,
  NAMES,
  startEmpty,
} from '../support/resources.ts';
import { runMain } from '../support/run-main.ts';
import { storedBytes } from '../support/stored.ts';

const ALL = ['S3 bucket', 'IAM role', 'log group', 'Firehose stream'];
const each = (status: string) => ALL.map((kind) => `${status} ${kind}`);
const TAGS = { 'created-by': 'firehose-scenario', 'firehose-scenario:stream': 'alerts' };
const TAG_LIST = Object.entries(TAGS).map(([Key, Value]) => ({ Key, Value }));
const Bucket = NAMES.bucket;

describe('setup', () => {
  it('makes bucket, role, log group and stream, all tagged', async () => {
    const aws = await startEmpty();
    const run = await manage('setup', aws, [
      '--prefix',
      'in//',
      '--compression',
      'gzip',
      '--buffer-mib',
      '1',
    ]);
    expect(run.code, run.stderr).toBe(0);
    expect(endsOf(run)).toEqual(each('made'));
    expect(run.stdout).toContain('Stream alerts is ACTIVE.');
    const { s3, iam, logs, firehose } = clientsOf(aws);
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TAG_LIST);
    const closing = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(new Set(Object.values(closing.PublicAccessBlockConfiguration ?? {}))).toEqual(new Set([true]));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: NAMES.role }));
    expect(Role?.Tags).toEqual(TAG_LIST);
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain('aws:SourceAccount');
    await iam.send(new GetRolePolicyCommand({ RoleName: NAMES.role, PolicyName: 'deliver-to-s3' }));
    const resourceArn = `arn:aws:logs:us-east-1:${ACCOUNT_ID}:log-group:${NAMES.logGroup}`;
    expect((await logs.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual(TAGS);
    const streams = await logs.send(new DescribeLogStreamsCommand({ logGroupName: NAMES.logGroup }));
    expect(streams.logStreams?.map(({ logStreamName }) => logStreamName)).toEqual(['DestinationDelivery']);
    const DeliveryStreamName = NAMES.stream;
    const { Tags } = await firehose.send(new ListTagsForDeliveryStreamCommand({ DeliveryStreamName }));
    expect(Tags).toEqual(TAG_LIST);
    const described = await firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
    expect(described.DeliveryStreamDescription).toMatchObject({
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamType: 'DirectPut',
      Destinations: [
        {
          ExtendedS3DestinationDescription: {
            ...{ BucketARN: `arn:aws:s3:::${Bucket}`, Prefix: 'in/', ErrorOutputPrefix: 'error/' },
            ...{ CompressionFormat: 'GZIP', BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 1 } },
            CloudWatchLoggingOptions: { Enabled: true, LogGroupName: NAMES.logGroup },
          },
        },
      ],
    });
  });

  it('finds everything the second time, and makes no call that changes anything', async () => {
    const aws = await startEmpty();
    await manage('setup', aws);
    const before = await callsOf(aws);
    const run = await manage('setup', aws);
    expect([run.code, endsOf(run)]).toEqual([0, each('found')]);
    const after = await callsOf(aws);
    const changed = Object.keys(after).filter((name) => after[name] !== before[name] && !isRead(name));
    expect(changed).toEqual([]);
    expect(run.stdout).not.toContain('differs');
  });

  it('tells settings that differ, and leaves them', async () => {
    const aws = await startEmpty();
    await manage('setup', aws);
    const { s3, iam } = clientsOf(aws);
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' as const } }];
    await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    const policy = { RoleName: NAMES.role, PolicyName: 'deliver-to-s3', PolicyDocument: '{"Statement":[]}' };
    await iam.send(new PutRolePolicyCommand(policy));
    const run = await manage('setup', aws, ['--buffer-interval-s', '900']);
    expect([run.code, endsOf(run)]).toEqual([0, each('found')]);
    const told = run.stdout.split('\n').filter((line) => line.includes('differs'));
    expect(told.map((line) => line.trim())).toEqual([
      'differs, and stays as it is: default encryption is aws:kms, not AES256',
      'differs, and stays as it is: its policy deliver-to-s3 is another one',
      'differs, and stays as it is: BufferingHints.IntervalInSeconds is 60, asked for is 900',
    ]);
    const kept = await iam.send(new GetRolePolicyCommand(policy));
    expect(decodeURIComponent(kept.PolicyDocument ?? '')).toBe(policy.PolicyDocument);
  });

  it('completes what is half-made: an empty bucket of the derived name, a role without its policy, a closing that is missing', async () => {
    const aws = await startEmpty();
    const { s3, iam } = clientsOf(aws);
    await s3.send(new CreateBucketCommand({ Bucket }));
    const TagSet = [{ Key: 'team', Value: 'one' }];
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    const first = await manage('setup', aws);
    expect([first.code, endsOf(first)[0]]).toEqual([0, 'completed S3 bucket']);
    expect(first.stdout).toContain('tagged, closed to the public');
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual([...TagSet, ...TAG_LIST]);
    await iam.send(new DeleteRolePolicyCommand({ RoleName: NAMES.role, PolicyName: 'deliver-to-s3' }));
    const second = await manage('setup', aws);
    expect(endsOf(second)).toEqual(each('found').with(1, 'completed IAM role'));
    expect(endsOf(await manage('setup', aws))).toEqual(each('found'));
  });

  it('stays with the bucket that was named before', async () => {
    const aws = await startEmpty();
    await manage('setup', aws, ['--bucket', 'a-bucket']);
    const run = await manage('setup', aws);
    expect([run.code, endsOf(run)]).toEqual([0, each('found')]);
    expect(run.stdout).toMatch(/S3 bucket +a-bucket/);
    const other = await manage('setup', aws, ['--bucket', 'b-bucket']);
    expect([other.code, other.stdout]).toEqual([252, '']);
    expect(other.stderr).toContain('stream alerts delivers to a-bucket and not to b-bucket');
  });

  it('makes no stream whose role can’t deliver', async () => {
    const aws = await startEmpty({ faults: 'access-denied@CreateDeliveryStream=1' });
    await manage('setup', aws, ['--bucket', 'a-bucket']);
    const run = await manage('setup', aws);
    expect([run.code, run.stdout]).toEqual([254, '']);
    expect(run.stderr).toContain('its policy deliver-to-s3 is another one');
    expect((await manage('setup', aws, ['--bucket', 'a-bucket'])).code).toBe(0);
  });

  it('makes a stream that a run can send to, and whose records lie under its prefix', async () => {
    const aws = await startEmpty();
    await manage('setup', aws, ['--prefix', 'in']);
    const run = await runAgainst(aws, ['--data', newFile('{"n":1}\n'), '--metrics-deadline-s', '0']);
    expect(run.code, run.stderr).toBe(0);
    await aws.flush();
    expect(storedBytes(join(aws.objectsDir, Bucket, 'in')).toString()).toBe('{"n":1}\n');
  });

  it('waits for a stream that is CREATING, and says so', async () => {
    const aws = await startEmpty({ creatingMs: 300 });
    const run = await manage('setup', aws);
    expect([run.code, run.stderr]).toEqual([0, 'Waiting for stream alerts to be ACTIVE …\n']);
  });

  it('shows on a terminal what it waits for, and takes that away again', async () => {
    const run = await manage('setup', await startEmpty({ creatingMs: 300 }), [], { stderrIsTTY: true });
    expect(run.code).toBe(0);
    const clear = '\r\u001b[2K';
    const lines = run.stderr.split(clear);
    expect(lines[1]).toBe('Waiting for stream alerts to be ACTIVE, 0 s');
    expect(run.stderr.endsWith(clear)).toBe(true);
  });

  it('asks again while Firehose does not know the role yet', async () => {
    const words = 'Firehose is unable to assume role x. Please check the role provided.';
    const faults = `error@CreateDeliveryStream=1:code=InvalidArgumentException:message=${words}`;
    const run = await manage('setup', await startEmpty({ faults }));
    expect([run.code, endsOf(run)]).toEqual([0, each('made')]);
    expect(run.stderr).toMatch(/^Waiting for role \S+firehose-alerts-us-east-1 to be known to Firehose …\n$/);
  });

  it('tells why a stream failed, once and on every further run', async () => {
    const order = 'creating-failed:code=CREATE_KMS_GRANT_FAILED:message=No grant.';
    const aws = await startEmpty({ faults: order });
    const first = await manage('setup', aws);
    expect(first.code).toBe(254);
    const reason = 'Stream alerts is CREATING_FAILED (CREATE_KMS_GRANT_FAILED: No grant.).';
    expect(first.stderr).toContain(reason);
    expect(first.stderr).toContain('Firehose stream alerts (only made)');
    const second = await manage('setup', aws);
    expect([second.code, second.stderr]).toEqual([254, expect.stringContaining('CREATE_KMS_GRANT_FAILED')]);
    const removed = await manage('teardown', aws, ['--yes']);
    expect([removed.code, endsOf(removed).length]).toEqual([0, 4]);
  });

  it('prints what it would make, and calls nothing but STS, under --dry-run', async () => {
    const aws = await startEmpty();
    const { code, stdout } = await manage('setup', aws, ['--dry-run']);
    expect(code).toBe(0);
    for (const text of [
      ...Object.values(NAMES),
      'aws:SourceAccount',
      's3:AbortMultipartUpload',
      'created-by',
    ])
      expect(stdout).toContain(text);
    expect(await callsOf(aws)).toEqual({ 'sts:GetCallerIdentity': 1 });
  });

  it('makes a bucket in the Region of the stream', async () => {
    const aws = await startEmpty();
    const run = await manage('setup', aws, ['--region', 'eu-central-1']);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toContain(`firehose-alerts-${ACCOUNT_ID}-eu-central-1`);
  });
});

describe('setup refuses, and changes nothing, where', () => {
  const mine = 'was not set up by this program';

  async function refusedBy(
    prepare: (clients: ReturnType<typeof clientsOf>) => Promise<unknown>,
    args: string[] = [],
  ) {
    const aws = await startEmpty();
    await prepare(clientsOf(aws));
    const before = await callsOf(aws);
    const run = await manage('setup', aws, args);
    const after = await callsOf(aws);
    const changed = Object.keys(after).filter((name) => after[name] !== before[name] && !isRead(name));
    expect([run.code, run.stdout, changed]).toEqual([254, '', []]);
    return run.stderr;
  }

  it('the bucket has data and no tags of ours', async () => {
    const stderr = await refusedBy(async ({ s3 }) => {
      await s3.send(new CreateBucketCommand({ Bucket }));
      await s3.send(new PutObjectCommand({ Bucket, Key: 'theirs', Body: 'x' }));
    });
    expect(stderr).toContain(`bucket ${Bucket} of this account is not empty and ${mine}`);
  });

  it('an empty bucket that was named is there already', async () => {
    const prepare = ({ s3 }: { s3: S3Client }) => s3.send(new CreateBucketCommand({ Bucket: 'a-bucket' }));
    expect(await refusedBy(prepare, ['--bucket', 'a-bucket'])).toContain(
      `bucket a-bucket of this account ${mine}`,
    );
  });

  it('the bucket was set up for another stream', async () => {
    const stderr = await refusedBy(
      async ({ s3 }) => {
        await s3.send(new CreateBucketCommand({ Bucket: 'a-bucket' }));
        const TagSet = TAG_LIST.map(({ Key, Value }) => ({ Key, Value: Value.replace('alerts', 'others') }));
        await s3.send(new PutBucketTaggingCommand({ Bucket: 'a-bucket', Tagging: { TagSet } }));
      },
      ['--bucket', 'a-bucket'],
    );
    expect(stderr).toContain('bucket a-bucket was set up for another stream');
  });

  it('the bucket stands in another Region', async () => {
    const stderr = await refusedBy(async ({ s3 }) => {
      const { endpoint, credentials } = s3.config;
      const address = await endpoint?.();
      const there = new S3Client({
        ...{ region: 'eu-west-1', credentials, forcePathStyle: true },
        endpoint: `http://${address?.hostname}:${address?.port}`,
      });
      const CreateBucketConfiguration = { LocationConstraint: 'eu-west-1' as const };
      await there.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    });
    expect(stderr).toContain(`bucket ${Bucket} stands in eu-west-1, not in us-east-1`);
  });

  it('the role is somebody else’s', async () => {
    const input = { RoleName: NAMES.role, AssumeRolePolicyDocument: '{"Statement":[]}' };
    const stderr = await refusedBy(({ iam }) => iam.send(new CreateRoleCommand(input)));
    expect(stderr).toContain(`role ${NAMES.role} ${mine}`);
  });

  it('the log group is somebody else’s', async () => {
    const command = new CreateLogGroupCommand({ logGroupName: NAMES.logGroup });
    expect(await refusedBy(({ logs }) => logs.send(command))).toContain(
      `log group ${NAMES.logGroup} ${mine}`,
    );
  });

  it('the stream is somebody else’s', async () => {
    const aws = await startEmpty();
    await makeStream(aws, NAMES.stream);
    const run = await manage('setup', aws);
    expect([run.code, run.stdout]).toEqual([254, '']);
    expect(run.stderr).toContain(`stream alerts ${mine}`);
  });

  it.each([
    ['access-denied@HeadBucket', `Bucket ${Bucket} belongs to another account, or the caller may not see it`],
    ['error@HeadBucket:code=PermanentRedirect:status=301', `bucket ${Bucket} stands in another Region`],
    [
      'error@CreateBucket:code=BucketAlreadyExists:status=409',
      `The name ${Bucket} is taken by a bucket of another account`,
    ],
  ])('the service says %s', async (faults, sentence) => {
    const aws = await startEmpty({ faults });
    const run = await manage('setup', aws);
    expect([run.code, run.stdout]).toEqual([254, '']);
    expect(run.stderr).toContain(sentence);
    expect(run.stderr).toMatch(/--bucket/);
  });
});

describe('setup is refused before its first call', () => {
  it.each([
    [['--stream', 'a b'], '--stream'],
    [['--stream', 'x'.repeat(65)], '--stream'],
    [['--bucket', 'Capital'], '--bucket'],
    [['--bucket', 'ab'], '--bucket'],
    [['--bucket', 'x'.repeat(64)], '--bucket'],
    [['--bucket', '10.0.0.1'], '--bucket'],
    [['--prefix', 'x'.repeat(1_024)], '--prefix'],
    [['--buffer-interval-s', '901'], '--buffer-interval-s'],
    [['--buffer-mib', '0'], '--buffer-mib'],
    [['--buffer-mib', '129'], '--buffer-mib'],
    [['--prefix', '!{firehose:error-output-type}/'], '--prefix'],
    [['--prefix', '!{timestamp:yyyy}/', '--error-prefix='], '--error-prefix'],
    [['--prefix', '!{timestamp:yyyy}/', '--error-prefix', '/'], '--error-prefix'],
    [['--error-prefix', 'e/!{timestamp:yyyy}/'], '--error-prefix'],
    [['--prefix', 'in', '--error-prefix', 'in//'], '--error-prefix'],
    [['--prefix', 'in/!{timestamp:yyyy'], '--prefix'],
    [['--prefix', 'in/!{time:yyyy}/'], '--prefix'],
    [['--error-prefix', '!{firehose:type}/!{firehose:error-output-type}/'], '--error-prefix'],
  ])('with %j', async (args, option) => {
    const aws = await startEmpty();
    const { code, stderr } = await manage('setup', aws, args);
    expect([code, stderr]).toEqual([252, expect.stringContaining(option)]);
    expect(await callsOf(aws)).toEqual({});
  });

  it('without a stream, a Region or credentials', async () => {
    const without = await runMain(['setup', '--region', 'us-east-1']);
    expect([without.code, without.stderr]).toEqual([252, expect.stringContaining('--stream NAME')]);
    const nowhere = await runMain(['setup', '--stream', 'alerts']);
    expect([nowhere.code, nowhere.stderr]).toEqual([253, expect.stringContaining('No AWS Region')]);
    const nobody = await runMain(['setup', '--stream', 'alerts', '--region', 'us-east-1']);
    expect([nobody.code, nobody.stderr]).toEqual([253, expect.stringContaining('No AWS credentials')]);
  });

  it('where nobody answers', async () => {
    const aws = await startEmpty();
    await aws.close();
    const { code, stderr } = await manage('setup', aws);
    expect([code, stderr]).toEqual([253, expect.stringContaining("can't be reached")]);
  });
});
