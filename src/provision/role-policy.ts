import type { Account } from './account.ts';
import type { PolicyDocument } from './policy-document.ts';
import type { ResourceNames } from './resource-names.ts';

/** What Firehose does in the bucket. (Source: "Grant Firehose access to an Amazon S3 destination" in its developer guide.) */
const BUCKET_ACTIONS = [
  's3:AbortMultipartUpload',
  's3:GetBucketLocation',
  's3:GetObject',
  's3:ListBucket',
  's3:ListBucketMultipartUploads',
  's3:PutObject',
] as const;

/** The policy of the role that Firehose delivers with: the bucket with its objects, and the one log stream. */
export function rolePolicy(
  { bucketName, logGroupName, logStreamName }: ResourceNames,
  { partition, accountId, region }: Account,
): PolicyDocument {
  const bucket = `arn:${partition}:s3:::${bucketName}`;
  const logGroup = `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroupName}`;
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: BUCKET_ACTIONS, Resource: [bucket, `${bucket}/*`] },
      {
        Effect: 'Allow',
        Action: ['logs:PutLogEvents'],
        Resource: [`${logGroup}:log-stream:${logStreamName}`],
      },
    ],
  };
}
