import { epochSeconds } from '../json-protocol.ts';
import type { Members } from './input.ts';
import { type Stream, statusOf } from './stream.ts';

/** Members that S3DestinationDescription has beside those of the extended description (doc). */
const PLAIN_MEMBERS = [
  ...['RoleARN', 'BucketARN', 'Prefix', 'ErrorOutputPrefix', 'BufferingHints', 'CompressionFormat'],
  ...['EncryptionConfiguration', 'CloudWatchLoggingOptions'],
];

/** DescribeDeliveryStream's answer; both descriptions of the destination are there whichever way it was made (seen). */
export function describe(stream: Stream, arn: string, now: number): object {
  const plain = Object.fromEntries(
    Object.entries(stream.destination).filter(([name]) => PLAIN_MEMBERS.includes(name)),
  );
  const status = statusOf(stream, now);
  const extended: Members = { S3BackupMode: 'Disabled', ...stream.destination };
  return {
    DeliveryStreamDescription: {
      DeliveryStreamName: stream.name,
      DeliveryStreamARN: arn,
      DeliveryStreamStatus: status,
      ...(status === 'CREATING_FAILED' && { FailureDescription: stream.failure }),
      DeliveryStreamEncryptionConfiguration: { Status: 'DISABLED' },
      DeliveryStreamType: stream.type,
      VersionId: stream.versionId,
      CreateTimestamp: epochSeconds(stream.createdAt),
      Destinations: [
        {
          DestinationId: 'destinationId-000000000001',
          S3DestinationDescription: plain,
          ExtendedS3DestinationDescription: extended,
        },
      ],
      HasMoreDestinations: false,
    },
  };
}
