import {
  type _Error,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
} from '@aws-sdk/client-s3';
import { describeError } from '../actions/failures.ts';
import type { ResourceClients } from '../aws/resource-clients.ts';
import { count } from '../report/format.ts';
import { RunError } from '../report/run-error.ts';
import type { OnStep, Removal } from './resource.ts';

/** A bucket of ours that is to go. */
export interface DoomedBucket {
  readonly s3: ResourceClients['s3'];
  readonly bucketName: string;
  readonly accountId: string;
  /** What becomes of a bucket that isn't empty. */
  readonly data: 'keep' | 'delete';
}

/** How often a bucket is emptied: a stream that was just removed may still have delivered something. */
const ROUNDS = 3;

/** Whether nothing at all lies in a bucket: no object, no earlier version, no delete marker. */
export async function isEmpty(bucket: Omit<DoomedBucket, 'data'>): Promise<boolean> {
  return (await listVersions(bucket, 1)).length === 0;
}

/** Removes the bucket; one with data only where that may go. */
export async function removeBucket(bucket: DoomedBucket, onStep: OnStep): Promise<Removal> {
  let deleted = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    if (bucket.data === 'delete') {
      deleted += await emptyBucket(bucket);
      if (deleted > 0) onStep(`${objects(deleted)} deleted`);
    } else if (!(await isEmpty(bucket))) {
      return { status: 'kept', why: 'it has data, and --delete-data is not given' };
    }
    if (await deleteBucket(bucket)) {
      return { status: 'removed', ...(deleted > 0 && { note: `with ${objects(deleted)}` }) };
    }
  }
  return { status: 'kept', why: 'objects still come in; run the same command again' };
}

/** Each version and each delete marker counts. */
const objects = (number: number) => `${count(number)} object${number === 1 ? '' : 's'}`;

/** Deletes all objects, versions and delete markers, a page a call; gives their number. */
async function emptyBucket({ s3, bucketName: Bucket, accountId, ...rest }: DoomedBucket): Promise<number> {
  let deleted = 0;
  for (;;) {
    const page = await listVersions({ s3, bucketName: Bucket, accountId, ...rest }, PAGE);
    if (page.length === 0) return deleted;
    const input = { Bucket, ExpectedBucketOwner: accountId, Delete: { Objects: [...page], Quiet: true } };
    const { Errors: [failed] = [] } = await s3.send(new DeleteObjectsCommand(input));
    if (failed !== undefined) throw notDeleted(Bucket, failed);
    deleted += page.length;
  }
}

/** Names in one DeleteObjects, at most (doc). */
const PAGE = 1_000;

async function listVersions(
  { s3, bucketName: Bucket, accountId }: Omit<DoomedBucket, 'data'>,
  MaxKeys: number,
): Promise<readonly ObjectIdentifier[]> {
  const input = { Bucket, ExpectedBucketOwner: accountId, MaxKeys };
  const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand(input));
  return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
}

function notDeleted(bucket: string, { Key, Code = 'unknown', Message = '' }: _Error): RunError {
  return new RunError('refused', {
    code: Code,
    message: `Object ${Key} of bucket ${bucket} can't be deleted (s3:DeleteObjects): ${Code}: ${Message}.`,
    next: 'Allow the caller s3:DeleteObject and s3:DeleteObjectVersion, or end the lock on the object, and run the same command again.',
  });
}

/** False where something has come into the bucket since it was emptied. */
async function deleteBucket({ s3, bucketName: Bucket, accountId }: DoomedBucket): Promise<boolean> {
  try {
    await s3.send(new DeleteBucketCommand({ Bucket, ExpectedBucketOwner: accountId }));
    return true;
  } catch (error) {
    const { name } = describeError(error);
    if (name === 'NoSuchBucket') return true;
    if (name === 'BucketNotEmpty') return false;
    throw error;
  }
}
