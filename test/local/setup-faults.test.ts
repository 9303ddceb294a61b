import { CloudWatchLogsClient, PutLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, onTestFinished, test } from 'vitest';
import { parseFaults } from '../../src/local/faults/parse-faults.ts';
import { shapes } from '../../src/local/iam/shapes.ts';
import { operationOf } from '../../src/local/s3/routes.ts';
import { startEmbedded } from './embedded.ts';

async function client<T>(Client: new (settings: object) => T, faults: string): Promise<T> {
  const { aws, dispose } = await startEmbedded({ faults });
  onTestFinished(dispose);
  const { endpoint, region, credentials } = aws;
  return new Client({ endpoint, region, credentials, maxAttempts: 1 });
}

test('a bucket’s name can belong to somebody else', async () => {
  const taken = 'error@CreateBucket:code=BucketAlreadyExists:status=409,access-denied@HeadBucket';
  const s3 = await client(S3Client, taken);
  await expect(s3.send(new CreateBucketCommand({ Bucket: 'theirs' }))).rejects.toMatchObject({
    name: 'BucketAlreadyExists',
    $metadata: { httpStatusCode: 409 },
  });
  await expect(s3.send(new HeadBucketCommand({ Bucket: 'theirs' }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 403 },
  });
});

test('access is denied in S3’s form', async () => {
  const s3 = await client(S3Client, 'access-denied@PutPublicAccessBlock');
  const put = new PutPublicAccessBlockCommand({ Bucket: 'b-1', PublicAccessBlockConfiguration: {} });
  await expect(s3.send(put)).rejects.toMatchObject({ name: 'AccessDenied', message: 'Access Denied' });
});

test('access is denied in the form of awsQuery', async () => {
  const iam = await client(IAMClient, 'access-denied@CreateRole');
  const create = new CreateRoleCommand({ RoleName: 'r', AssumeRolePolicyDocument: '{}' });
  await expect(iam.send(create)).rejects.toMatchObject({ name: 'AccessDenied', message: /iam:CreateRole/ });
});

test('access is denied in the form of JSON', async () => {
  const logs = await client(CloudWatchLogsClient, 'access-denied@PutLogEvents');
  const put = new PutLogEventsCommand({ logGroupName: 'g', logStreamName: 's', logEvents: [] });
  await expect(logs.send(put)).rejects.toMatchObject({ name: 'AccessDeniedException' });
});

test('a token is expired for STS too', async () => {
  const sts = await client(STSClient, 'expired-token@GetCallerIdentity');
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
});

test('faults can be ordered for every operation of IAM and for the settings of buckets', () => {
  const settings = ['tagging', 'encryption', 'publicAccessBlock'].flatMap((query) =>
    ['GET', 'PUT', 'DELETE'].map((method) => {
      const request = {
        method,
        path: '/bucket',
        query,
        headers: {},
        body: Buffer.alloc(0),
        requestId: '',
        receivedAt: 0,
      };
      return operationOf(request) ?? '';
    }),
  );
  const names = [...Object.keys(shapes), ...settings];
  expect(parseFaults(`internal-failure@${names.join('|')}`).rules[0]?.on).toEqual(names);
});
