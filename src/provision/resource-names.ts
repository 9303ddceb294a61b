import { createHash } from 'node:crypto';
import type { Account } from './account.ts';

/** The names of a stream's resources. */
export interface ResourceNames {
  /** 3 to 63 of `[a-z0-9.-]`. (Source: bucket naming rules in the S3 user guide.) */
  readonly bucketName: string;
  /** At most 64 of `[\w+=,.@-]`. (Source: CreateRole in the IAM API reference.) */
  readonly roleName: string;
  /** Of the role's inline policy. */
  readonly policyName: string;
  /** At most 512 of `[\w/.#-]`. (Source: CreateLogGroup in the CloudWatch Logs API reference.) */
  readonly logGroupName: string;
  readonly logStreamName: string;
}

const PREFIX = 'firehose-';
const MOST_OF_BUCKET = 63;
const MOST_OF_ROLE = 64;
const HASH_DIGITS = 8;

/**
 * The names that follow from a stream's name (1 to 64 of `[a-zA-Z0-9_.-]`), its account and its Region: always the same,
 * and others for another stream. Names of buckets are unique in the world and those of roles in the account, so both hold
 * the Region.
 */
export function resourceNames(
  streamName: string,
  { accountId, region }: Pick<Account, 'accountId' | 'region'>,
): ResourceNames {
  const bucketEnd = `-${accountId}-${region}`;
  const roleEnd = `-${region}`;
  return {
    bucketName: PREFIX + slug(streamName, MOST_OF_BUCKET - PREFIX.length - bucketEnd.length) + bucketEnd,
    roleName: PREFIX + slug(streamName, MOST_OF_ROLE - PREFIX.length - roleEnd.length) + roleEnd,
    policyName: 'deliver-to-s3',
    logGroupName: `/aws/kinesisfirehose/${streamName}`,
    logStreamName: 'DestinationDelivery',
  };
}

/** A name of small letters, digits and hyphens, at most so long; one that had to change has a hash, so that it stays its own. */
function slug(name: string, most: number): string {
  // Names of roles are unique whatever their case, so capitals would make two streams share one there.
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-');
  if (plain === name && plain.length <= most) return plain;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_DIGITS);
  return `${plain.slice(0, most - HASH_DIGITS - 1)}-${hash}`;
}
