import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketTaggingCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { describeError } from '../actions/failures.ts';
import { RunError } from '../report/run-error.ts';
import { ALGORITHM, CLOSED, readTags, type WantedBucket } from './bucket.ts';
import { type Finding, missingParts, type OnStep } from './resource.ts';
import { tagList, tagsOf } from './tags.ts';

const PARTS = ['tags', 'public access block', 'encryption'] as const;

/** Makes the bucket, or what it lacks: its tags first, because by them it is known again. */
export async function completeBucket(wanted: WantedBucket, finding: Finding, onStep: OnStep): Promise<void> {
  const { s3, bucketName: Bucket, account } = wanted;
  const parts = missingParts(finding, PARTS);
  if (finding.status === 'missing') {
    await createBucket(wanted);
    onStep('made');
  }
  const owner = { Bucket, ExpectedBucketOwner: account.accountId };
  if (parts.includes('tags')) {
    const before = finding.status === 'missing' ? {} : await readTags(wanted);
    const TagSet = tagList({ ...before, ...tagsOf(wanted.streamName) });
    await s3.send(new PutBucketTaggingCommand({ ...owner, Tagging: { TagSet } }));
    onStep('tagged');
  }
  if (parts.includes('public access block')) {
    await s3.send(new PutPublicAccessBlockCommand({ ...owner, PublicAccessBlockConfiguration: CLOSED }));
    onStep('closed to the public');
  }
  if (parts.includes('encryption')) {
    const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: ALGORITHM } }] as const;
    const ServerSideEncryptionConfiguration = { Rules: [...Rules] };
    await s3.send(new PutBucketEncryptionCommand({ ...owner, ServerSideEncryptionConfiguration }));
    onStep('encrypted');
  }
}

async function createBucket({ s3, bucketName: Bucket, account }: WantedBucket): Promise<void> {
  // us-east-1 is told by no location at all (doc).
  const LocationConstraint = account.region as BucketLocationConstraint;
  const location =
    account.region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint } };
  try {
    await s3.send(new CreateBucketCommand({ Bucket, ...location }));
  } catch (error) {
    const { name } = describeError(error);
    // The reply of an earlier attempt was lost: there was none a moment ago.
    if (name === 'BucketAlreadyOwnedByYou') return;
    if (name === 'BucketAlreadyExists') throw takenByOthers(Bucket, error);
    throw error;
  }
}

function takenByOthers(bucketName: string, cause: unknown): RunError {
  return new RunError('refused', {
    code: 'BucketAlreadyExists',
    message: `The name ${bucketName} is taken by a bucket of another account (s3:CreateBucket).`,
    next: 'Name another with --bucket.',
    cause,
  });
}
