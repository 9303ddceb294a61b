import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import { type Embedded, startEmbedded } from '../embedded.ts';

let embedded: Embedded;
afterEach(() => embedded.dispose());

async function start(faults: string) {
  embedded = await startEmbedded({ faults });
  const { endpoint, region, credentials } = embedded.aws;
  return { endpoint, region, credentials, maxAttempts: 1 };
}

const iam = async ({ endpoint }: { endpoint: string }) => {
  const body = 'Action=ListRoles&Version=2010-05-08';
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
  return { status: response.status, text: await response.text() };
};

describe('a refusal on order', () => {
  it.each([
    ['access-denied', 'AccessDeniedException', 'AccessDenied', 403],
    ['expired-token', 'ExpiredTokenException', 'ExpiredToken', 400],
    ['throttled', 'ThrottlingException', 'SlowDown', 503],
    ['unavailable', 'ServiceUnavailableException', 'SlowDown', 503],
  ])('%s is %s in JSON and %s in S3', async (fault, json, s3, status) => {
    const config = await start(`${fault}@*`);
    await expect(
      new CloudWatchLogsClient(config).send(new DescribeLogGroupsCommand({})),
    ).rejects.toMatchObject({ name: json });
    await expect(new S3Client(config).send(new ListBucketsCommand({}))).rejects.toMatchObject({
      name: s3,
      $metadata: { httpStatusCode: status },
    });
  });

  it.each([
    ['access-denied', 'AccessDenied', 403],
    ['expired-token', 'ExpiredToken', 403],
    ['throttled', 'Throttling', 400],
    ['unavailable', 'ServiceUnavailable', 503],
    ['internal-failure', 'InternalFailure', 500],
  ])('%s is %s in the XML of awsQuery and to a client of CloudWatch', async (fault, code, status) => {
    const config = await start(`${fault}@ListRoles|ListMetrics`);
    const { status: got, text } = await iam(config);
    expect([got, text]).toEqual([status, expect.stringContaining(`<Code>${code}</Code>`)]);
    await expect(new CloudWatchClient(config).send(new ListMetricsCommand({}))).rejects.toMatchObject({
      $metadata: { httpStatusCode: status },
    });
  });

  it('names the action that is denied', async () => {
    const config = await start('access-denied@ListRoles');
    expect((await iam(config)).text).toContain('is not authorized to perform: iam:ListRoles on resource: *');
  });
});
