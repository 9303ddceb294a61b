import { expect, it } from 'vitest';
import { isSamePolicy } from '../../src/provision/policy-document.ts';
import { resourceNames } from '../../src/provision/resource-names.ts';
import { rolePolicy } from '../../src/provision/role-policy.ts';
import { trustPolicy } from '../../src/provision/trust-policy.ts';
import { ACCOUNT_ID } from '../support/resources.ts';

const account = { partition: 'aws', accountId: ACCOUNT_ID, region: 'eu-west-1' };
const policyIn = (partition: string) =>
  rolePolicy(resourceNames('alerts', account), { ...account, partition });

it('the role may do in its bucket and log stream what Firehose needs, and nothing else', () => {
  const bucket = `arn:aws:s3:::firehose-alerts-${ACCOUNT_ID}-eu-west-1`;
  expect(policyIn('aws').Statement).toEqual([
    {
      Effect: 'Allow',
      Action: ['AbortMultipartUpload', 'GetBucketLocation', 'GetObject', 'ListBucket']
        .concat('ListBucketMultipartUploads', 'PutObject')
        .map((action) => `s3:${action}`),
      Resource: [bucket, `${bucket}/*`],
    },
    {
      Effect: 'Allow',
      Action: ['logs:PutLogEvents'],
      Resource: [
        `arn:aws:logs:eu-west-1:${ACCOUNT_ID}:log-group:/aws/kinesisfirehose/alerts:log-stream:DestinationDelivery`,
      ],
    },
  ]);
});

it('every ARN is of the partition', () => {
  const resources = policyIn('aws-cn').Statement.flatMap(({ Resource = [] }) => Resource);
  expect(resources.filter((arn) => !arn.startsWith('arn:aws-cn:'))).toEqual([]);
});

it('only Firehose takes the role on, and only for this account', () => {
  expect(trustPolicy(ACCOUNT_ID).Statement).toEqual([
    {
      Effect: 'Allow',
      Principal: { Service: 'firehose.amazonaws.com' },
      Action: ['sts:AssumeRole'],
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT_ID } },
    },
  ]);
});

it('a policy is the same whatever the order of its keys and its spaces, and another one with another action', () => {
  const policy = trustPolicy(ACCOUNT_ID);
  const { Version, Statement } = policy;
  const encoded = (value: object) => encodeURIComponent(JSON.stringify(value, undefined, 2));
  expect(isSamePolicy(encoded({ Statement, Version }), policy)).toBe(true);
  expect(isSamePolicy(encoded({ Statement: [], Version }), policy)).toBe(false);
  expect(isSamePolicy('%', policy)).toBe(false);
  expect(isSamePolicy(undefined, policy)).toBe(false);
});
