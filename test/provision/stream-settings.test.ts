import { expect, it } from 'vitest';
import { resourceNames } from '../../src/provision/resource-names.ts';
import { differences, streamDestination, withSlash } from '../../src/provision/stream-settings.ts';
import { ACCOUNT_ID } from '../support/resources.ts';

const account = { partition: 'aws', accountId: ACCOUNT_ID, region: 'us-east-1' };
const settings = {
  prefix: 'logs',
  errorPrefix: 'error//',
  compression: 'gzip',
  bufferIntervalS: 0,
  bufferMib: 128,
} as const;
const destination = streamDestination(settings, resourceNames('alerts', account), account);

it.each([
  ['', ''],
  ['/', ''],
  ['logs', 'logs/'],
  ['logs/', 'logs/'],
  ['logs//', 'logs/'],
  ['a/b', 'a/b/'],
  ['error/!{firehose:error-output-type}', 'error/!{firehose:error-output-type}/'],
])('the prefix %j becomes %j', (given, slashed) => {
  expect(withSlash(given)).toBe(slashed);
});

it('settings become a destination with error logging', () => {
  expect(destination).toEqual({
    BucketARN: `arn:aws:s3:::firehose-alerts-${ACCOUNT_ID}-us-east-1`,
    RoleARN: `arn:aws:iam::${ACCOUNT_ID}:role/firehose-alerts-us-east-1`,
    Prefix: 'logs/',
    ErrorOutputPrefix: 'error/',
    BufferingHints: { IntervalInSeconds: 0, SizeInMBs: 128 },
    CompressionFormat: 'GZIP',
    CloudWatchLoggingOptions: {
      Enabled: true,
      LogGroupName: '/aws/kinesisfirehose/alerts',
      LogStreamName: 'DestinationDelivery',
    },
  });
});

it('differences are told by the paths of the settings, and what the service adds is none', () => {
  expect(differences(destination, { ...destination, S3BackupMode: 'Disabled' })).toEqual([]);
  const BufferingHints = { IntervalInSeconds: 300, SizeInMBs: 128 };
  expect(differences(destination, { ...destination, Prefix: undefined, BufferingHints })).toEqual([
    { setting: 'Prefix', asked: 'logs/', is: '' },
    { setting: 'BufferingHints.IntervalInSeconds', asked: 0, is: 300 },
  ]);
  expect(differences({ Prefix: '' }, {})).toEqual([]);
});
