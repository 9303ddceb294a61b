import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { packageRoot } from '../../src/settings/package-root.ts';
import { codeBlock, readDocument } from '../docs/markdown.ts';
import { newFolder } from '../support/folders.ts';
import { grantsOf, resourceOf, resourcesOf, SETTINGS, setUp } from './template.ts';

const STREAM = 'AWS::KinesisFirehose::DeliveryStream';
const TOPIC = SETTINGS.chosen.alarmTopicArn;

const usual = inject('usual');
const other = inject('chosen');

describe('the template', () => {
  it('has a bucket that nobody sees from outside, encrypted, and kept when the stack goes', () => {
    const { Properties, DeletionPolicy } = resourceOf(usual, 'AWS::S3::Bucket');
    expect(new Set(Object.values(Properties.PublicAccessBlockConfiguration))).toEqual(new Set([true]));
    expect(Object.keys(Properties.PublicAccessBlockConfiguration)).toHaveLength(4);
    expect(JSON.stringify(Properties.BucketEncryption)).toContain('"SSEAlgorithm":"AES256"');
    expect(DeletionPolicy).toBe('Retain');
    const [statement] = resourceOf(usual, 'AWS::S3::BucketPolicy').Properties.PolicyDocument.Statement;
    expect(statement).toMatchObject({
      Effect: 'Deny',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  it('has one role, which Firehose may take for this account alone', () => {
    const { AssumeRolePolicyDocument } = resourceOf(usual, 'AWS::IAM::Role').Properties;
    expect(AssumeRolePolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'firehose.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
      },
    ]);
  });

  it('lets the role write objects and the error log, and no more', () => {
    const { Policies } = resourceOf(usual, 'AWS::IAM::Role').Properties;
    const log = 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/kinesisfirehose/my-stream';
    const [{ PolicyDocument }] = Policies;
    const bucket = /arn:aws:s3:::\w+/.exec(JSON.stringify(PolicyDocument))?.[0];
    expect(Policies).toHaveLength(1);
    expect(resourcesOf(usual, 'AWS::IAM::Policy')).toEqual([]);
    expect(grantsOf(PolicyDocument)).toEqual([
      `Allow logs:PutLogEvents ${log}:log-stream:DestinationDelivery`,
      `Allow s3:AbortMultipartUpload ${bucket}/*`,
      `Allow s3:GetBucketLocation ${bucket}`,
      `Allow s3:GetObject ${bucket}/*`,
      `Allow s3:ListBucket ${bucket}`,
      `Allow s3:ListBucketMultipartUploads ${bucket}`,
      `Allow s3:PutObject ${bucket}/*`,
    ]);
  });

  it('has a Direct PUT stream with the usual settings', () => {
    const { DeliveryStreamName, DeliveryStreamType, ...rest } = resourceOf(usual, STREAM).Properties;
    expect([DeliveryStreamName, DeliveryStreamType]).toEqual(['my-stream', 'DirectPut']);
    expect(rest.ExtendedS3DestinationConfiguration).toMatchObject({
      Prefix: 'logs/',
      ErrorOutputPrefix: 'error/',
      BufferingHints: { IntervalInSeconds: 60, SizeInMBs: 5 },
      CompressionFormat: 'UNCOMPRESSED',
      CloudWatchLoggingOptions: {
        Enabled: true,
        LogGroupName: '/aws/kinesisfirehose/my-stream',
        LogStreamName: 'DestinationDelivery',
      },
    });
  });

  it('has a stream with the settings that were chosen', () => {
    expect(resourceOf(other, STREAM).Properties.ExtendedS3DestinationConfiguration).toMatchObject({
      Prefix: 'alerts/',
      ErrorOutputPrefix: 'failed/',
      BufferingHints: { IntervalInSeconds: 0, SizeInMBs: 128 },
      CompressionFormat: 'GZIP',
    });
  });

  it('takes a stream name of 64 characters and leaves the names with shorter limits to CloudFormation', () => {
    expect(resourceOf(other, STREAM).Properties.DeliveryStreamName).toBe(SETTINGS.chosen.stream);
    const named = ['RoleName', 'BucketName', 'ManagedPolicyName', 'AlarmName'];
    const properties = Object.values(other.Resources).flatMap(({ Properties }) => Object.keys(Properties));
    expect(properties.filter((name) => named.includes(name))).toEqual([]);
  });

  it('has an alarm for throttled records and one for late delivery', () => {
    const alarms = resourcesOf(usual, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    const shared = {
      Namespace: 'AWS/Firehose',
      Dimensions: [{ Name: 'DeliveryStreamName', Value: 'my-stream' }],
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
    };
    expect(alarms).toMatchObject([
      { ...shared, MetricName: 'ThrottledRecords', Statistic: 'Sum', Threshold: 0 },
      { ...shared, MetricName: 'DeliveryToS3.DataFreshness', Statistic: 'Maximum', Threshold: 960 },
    ]);
    expect(alarms.map(({ AlarmActions }) => AlarmActions)).toEqual([undefined, undefined]);
  });

  it('tells a topic of the alarms, where one was named', () => {
    const alarms = resourcesOf(other, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    expect(alarms.map(({ AlarmActions }) => AlarmActions)).toEqual([[TOPIC], [TOPIC]]);
    expect(alarms[1].Threshold).toBe(900);
  });

  it("has README's least-privilege policy for producers", () => {
    const { PolicyDocument } = resourceOf(usual, 'AWS::IAM::ManagedPolicy').Properties;
    const documented = JSON.parse(codeBlock(readDocument('README.md'), 'Least-privilege policy', 'json'));
    expect(grantsOf(PolicyDocument)).toEqual(grantsOf(documented));
  });

  it('tells the names that a producer and a reader need', () => {
    expect(Object.keys(usual.Outputs)).toEqual(['StreamName', 'BucketName', 'ProducerPolicyArn']);
  });
});

describe('resources/setup.sh', () => {
  it.each([
    ['a setting', 'stream=a b', 'stream is "a b": it takes 1 to 64 of the characters'],
    [
      'a prefix that the CDK refuses',
      'errorPrefix=!{timestamp:yyyy}',
      'The errorOutputPrefix expression must include',
    ],
  ])('puts what is wrong with %s into one sentence', async (_what, setting, sentence) => {
    const args = ['--synth-only', '-o', 'out', '-c', 'stream=my-stream', '-c', setting];
    const { code, stdout, stderr } = await setUp(newFolder(), args);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`resources/cdk.ts: ${sentence}`);
    expect(stderr).not.toContain('    at ');
  });

  it('refuses a template that the checks only warn of', async () => {
    const folder = newFolder();
    const resources = join(packageRoot(), 'resources');
    for (const name of [
      'cdk.ts',
      'cdk-context.ts',
      'cdk.json',
      'package.json',
      'package-lock.json',
      'setup.sh',
    ])
      cpSync(join(resources, name), join(folder, name), { preserveTimestamps: true });
    symlinkSync(join(resources, 'node_modules'), join(folder, 'node_modules'));
    const source = readFileSync(join(folder, 'cdk.ts'), 'utf8');
    const unused = "  new CfnParameter(stack, 'Unused');\n";
    const broken = source
      .replace('  CfnOutput,', '  CfnOutput,\n  CfnParameter,')
      .replace('  new CfnOutput(', `${unused}  new CfnOutput(`);
    writeFileSync(join(folder, 'cdk.ts'), broken);
    const args = ['--synth-only', '-c', 'stream=my-stream', '-o', 'out'];
    const { code, stderr } = await setUp(newFolder(), args, join(folder, 'setup.sh'));
    expect(stderr).toContain("Acknowledge with 'CloudFormation-Validate::W2001'");
    expect(code).toBe(1);
  });
});
