import { describe, expect, inject, it } from 'vitest';
import { ALGORITHM, CLOSED } from '../../src/provision/bucket.ts';
import { createPlan, type Plan } from '../../src/provision/plan.ts';
import { readMetadata } from '../../src/settings/metadata.ts';
import { resolveSetUp } from '../../src/settings/setup-options.ts';
import { ACCOUNT, grantsOf, type Policy, REGION, resourceOf, SETTINGS } from './template.ts';

// `setup` and the CDK app make the same: each is written on its own, and here they are compared.

/** What `setup` makes with the settings of a template; alarms are the template's own. */
function planOf(settings: Readonly<Record<string, string>>): Plan {
  const { alarmTopicArn, ...flags } = settings;
  const sources = { flags, environment: {}, metadata: readMetadata() };
  const options = resolveSetUp(sources);
  const account = { partition: 'aws', accountId: ACCOUNT, region: REGION };
  return createPlan({ streamName: options.stream, bucketName: undefined, settings: options }, account);
}

/** Grants that have an effect: each of these actions is one on a bucket or one on its objects. (Source: Service Authorization Reference.) */
function effectiveGrants(policy: Policy): readonly string[] {
  const ofBucket = /s3:(GetBucketLocation|ListBucket|ListBucketMultipartUploads) /;
  return grantsOf(policy).filter(
    (grant) => !grant.includes(' s3:') || ofBucket.test(grant) !== grant.endsWith('/*'),
  );
}

const usual = inject('usual');
const plan = planOf(SETTINGS.usual);

describe('the template, beside what setup makes,', () => {
  it.each(['usual', 'chosen'] as const)('has the same stream with the %s settings', (which) => {
    const { streamName, destination } = planOf(SETTINGS[which]);
    const { BucketARN, RoleARN } = destination;
    const { DeliveryStreamName, ExtendedS3DestinationConfiguration } = resourceOf(
      inject(which),
      'AWS::KinesisFirehose::DeliveryStream',
    ).Properties;
    expect(DeliveryStreamName).toBe(streamName);
    expect({ ...ExtendedS3DestinationConfiguration, BucketARN, RoleARN }).toEqual(destination);
  });

  it('has a role with the same trust and the same grants', () => {
    const { trust, policy, names } = plan;
    const { AssumeRolePolicyDocument, Policies } = resourceOf(usual, 'AWS::IAM::Role').Properties;
    const statements = trust.Statement.map(({ Action, ...rest }) => ({ ...rest, Action: Action.join() }));
    expect(AssumeRolePolicyDocument.Statement).toEqual(statements);
    const bucket = /arn:aws:s3:::([^/"]+)/.exec(JSON.stringify(Policies))?.[1] ?? '';
    const same = JSON.parse(JSON.stringify(Policies[0].PolicyDocument).replaceAll(bucket, names.bucketName));
    const planned: Policy = JSON.parse(JSON.stringify(policy));
    expect(effectiveGrants(same)).toEqual(effectiveGrants(planned));
    expect(effectiveGrants(same)).toEqual(grantsOf(same));
  });

  it('has a bucket that is closed and encrypted in the same way', () => {
    const { PublicAccessBlockConfiguration, BucketEncryption } = resourceOf(
      usual,
      'AWS::S3::Bucket',
    ).Properties;
    expect(PublicAccessBlockConfiguration).toEqual(CLOSED);
    expect(JSON.stringify(BucketEncryption)).toContain(`"SSEAlgorithm":"${ALGORITHM}"`);
  });

  it('has none of the tags by which teardown would take production for its own', () => {
    const tags = Object.keys(plan.tags);
    expect(tags.length).toBeGreaterThan(0);
    expect(tags.filter((tag) => JSON.stringify(usual).includes(tag))).toEqual([]);
  });
});
